"""From regimens to courses: each regimen of a note with its fate, dates, amounts, line, and why it stopped.

"L2 trabectédine 01/25 - 06/25, arrêt pour toxicité hépatique"
received, line 2, start 2025-01, end 2025-06, stopped for toxicity
"""

from __future__ import annotations

import re

from matching.reading.courses.amounts import quantities
from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.courses.fate import already_done, fate_of, is_alternative, put_off
from matching.reading.courses.lines import line_of
from matching.reading.courses.proposals import propose_together
from matching.reading.courses.regimens import Regimen
from matching.reading.courses.stops import is_its_end, say_why_stopped
from matching.reading.courses.timing import dates
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sentences import Unit


def courses(note: Note, found: list[Regimen]) -> tuple[list[Course], list[Regimen]]:
    """The courses received or proposed, and the regimens ruled out."""
    kept: list[Course] = []
    ruled_out: list[Regimen] = []
    last: Course | None = None
    set_aside: Unit | None = None
    for index, regimen in enumerate(found):
        course = _course(note, found, index)
        beside = last if last and last.regimen is found[index - 1] and is_alternative(note, last, course) else None
        fate = fate_of(note, course, beside, kept)
        if (
            set_aside
            and note.line(set_aside.start) == note.line(regimen.start)
            and _LIKE_IT.match(note.plain, regimen.end, course.scope)
        ):
            fate = "none"  # "le FLOT est écarté, la gastrectomie aussi"
        set_aside = course.unit if fate == "none" else set_aside
        if fate == "none" and not _COUNTED.match(note.plain, regimen.end):
            ruled_out.append(regimen)
        if fate == "none" and _CANCELLED.match(note.plain, regimen.end):
            kept = [other for other in kept if not _same_line(note, other, course)]
        if fate in ("none", "other"):
            continue
        course.planned, course.reference = fate == "planned", fate == "reference"
        course.given = fate == "given"
        if course.planned:
            propose_together(note, kept, course)
        _read_words(note, course)
        if course.start and is_its_end(note, course):
            course.start, course.end = None, course.end or course.start
        if _is_detail(note, kept, course):
            _complete(kept[-1], course)
            continue
        if beside:
            _share(note, beside, course)
        if course.planned and already_done(note, course):
            course.planned, course.cycles = False, None
            quantities(note, course)  # of "12 cycles prévus", none is given yet
        elif course.planned and not _to_come(note, course):
            course.start = None  # to come: its year is not the last one, nor that of what was given there before
        kept.append(course)
        last = course
    return kept, ruled_out


_CANCELLED = re.compile(r" (?:est |a ete |finalement |donc )*(?:annule|decommande)e?s?\b")


def _same_line(note: Note, other: Course, course: Course) -> bool:
    """ "RTE antalgique S1 : doute sur une métastase -> IRM : hémangiome, RTE annulée": told above in its line, and not given."""
    alike = set(other.regimen.modalities) & set(course.regimen.modalities)
    return bool(alike) and note.line(other.regimen.start) == note.line(course.regimen.start)


def _to_come(note: Note, course: Course) -> bool:
    """May the date beside what is proposed be the day when it will begin?"""
    guessed = any(date.guessed and date.iso == course.start for date in note.dates)
    return not (put_off(note, course) or guessed or _is_past(note, course))


def _is_past(note: Note, course: Course) -> bool:
    """Is a bare year, written beside what is proposed, one before the last date told? "ré-irradiation (zone irradiée en 2015)"."""
    last = max((date.iso[:4] for date in note.dates if not date.guessed), default="")
    return course.start is not None and len(course.start) == 4 and course.start < last


_LIKE_IT = re.compile(r"(?: \w+)? ?[:=]? ?(?:aussi|egalement|de meme|idem)(?= ?(?:[.,;)\n]|$))")


def _is_detail(note: Note, kept: list[Course], course: Course) -> bool:
    """ "L1 ipi-nivo 03/23 : 4 inj. ipilimumab, nivo poursuivi jusqu'au 06/24": after the colon, drugs of the combination one by one."""
    whole = kept[-1] if kept else None
    agents = set(course.regimen.agents)
    if whole is None or whole.planned or course.planned or not agents or not agents < set(whole.regimen.agents):
        return False
    if whole.unit is not course.unit or len(whole.regimen.modalities) > 1:
        return False  # one stopped, and its partner of another kind goes on
    between = note.plain[whole.regimen.end : course.regimen.start]
    return course.start is None and bool(re.search(r":[^;>\n]*$", between)) and not re.search(r"\bpuis\b", between)


def _complete(whole: Course, detail: Course) -> None:
    whole.end = detail.end or whole.end
    whole.stopped_for = detail.stopped_for or whole.stopped_for


_COUNTED = re.compile(r" ?x ?\d| \d{2,3}\b")  # "BEP x3 = non" does not rule out four, nor "pas de CDDP 100" a weekly one


def _course(note: Note, found: list[Regimen], index: int) -> Course:
    """The regimen with the reach of its words: from the regimen before it in its sentence to the one after."""
    regimen = found[index]
    unit = note.unit_at(regimen.start)
    before = max(unit.start, found[index - 1].end if index else 0)
    scope = min([_end_of_telling(note, unit), *(other.start for other in found[index + 1 : index + 2])])
    return Course(regimen, False, unit, before, scope)


_GOES_ON = re.compile(
    rf"(?:(?:le |ce |son )?(?:traitement|ttt|protocole)|il|elle|celui-ci|celle-ci)? ?(?:a |est |fut )?(?:ete |du etre )?{cue_words('stop')}\b"
    rf"(?! {cue_words('stopped_else')}| (?:\d+|{phrases('counts')}) (?:jours|semaines)\b)|"
    r"\d{1,2} (?:cures?|cycles?|injections?|instillations?)\b(?! (?:de|d'|prevu|par)\b)|"
    r"c ?\d{1,2} (?:faite?|recue?|realisee?|hier|ce jour)\b"
)


def _end_of_telling(note: Note, unit: Unit) -> int:
    """The end of the sentence, or of the one after it that tells of a stop or a count: "4 EC. Le traitement a été interrompu le 20/01"."""
    following = note.unit_at(unit.end + 1)
    same_line = following is not unit and "\n" not in note.plain[unit.end - 1 : following.start]
    return following.end if same_line and _GOES_ON.match(note.plain, following.start, following.end) else unit.end


def _read_words(note: Note, course: Course) -> None:
    _intent(note, course)
    dates(note, course)
    quantities(note, course)
    counted = course.regimen.systemic or course.regimen.has("radionuclide")
    course.line = line_of(note, course) if counted else None
    say_why_stopped(note, course)


def _share(note: Note, last: Course, course: Course) -> None:
    """ "sorafenib ou lenvatinib en 2e ligne", "RT-CT néoadjuvante puis CAPOX": what is said of one holds for the other."""
    regimen = course.regimen
    in_turn = re.search(r"\b(?:puis|suivi\w*)\b", note.plain[last.regimen.end : regimen.start])
    if last.planned == course.planned and not in_turn and (course.line or last.line):
        course.line = course.line or last.line
        last.line = last.line or (course.line if last.regimen.systemic else None)
    both_counted = not course.planned and last.start is None and last.cycles and course.cycles
    if both_counted and course.start and course.end and _THEN.fullmatch(note.plain, last.regimen.end, regimen.start):
        last.start, course.start = course.start, None  # "3 FEC puis 3 docétaxel de mai à septembre 2012"
    local = regimen.has("surgery") or regimen.has("radiotherapy")
    if last.explicit and last.setting == "neoadjuvant" and not last.regimen.has("surgery") and not course.explicit and not local:
        course.setting = "neoadjuvant"


_THEN = re.compile(r"(?: ?x ?\d{1,2})? puis (?:\d{1,2} )?")
_REACH = {
    "neoadjuvant": 24,
    "adjuvant": 24,
    "perioperative": 24,
    "palliative": 30,
    "curative": 30,
    "maintenance": 30,
    "continued": 25,
    "again": 25,
}
_ALONE = 110  # characters beyond the usual reach, where the sentence names no other treatment
_INSTEAD = re.compile(r"\b(?:vs|ou|versus|switch\w*|changement|remplac\w*|relais)\b")
_ANOTHER = re.compile(r"\b(?:2e|2eme|3e|deuxieme|seconde?|nouvelle|nouvel|nouveau|autre) ?$")


def _intent(note: Note, course: Course) -> None:
    """Intent ("adjuvant") and other words that stand beside the regimen."""
    regimen = course.regimen
    course.maintenance = bool(re.match(r" seule?s?\b", note.plain[regimen.end : regimen.end + 7])) and bool(
        re.search(r"\b(?:puis|relais|poursuite|suivie?s?)\b", note.plain[course.before : regimen.start])
    )
    course.decided = bool(re.search(r"-?> ?$", note.plain[max(course.before, regimen.start - 4) : regimen.start]))
    course.again = bool(_ANOTHER.search(note.plain[max(course.before, regimen.start - 14) : regimen.start]))
    alone = course.before == course.unit.start and course.scope >= course.unit.end and not course.planned
    _intent_of_the_list(note, course)
    for anchor in note.anchors_over("course", course.before - 1, course.scope):
        reach = _REACH.get(anchor.id)
        if reach is None:
            continue
        inside = anchor.start >= regimen.start and anchor.end <= regimen.end
        distance = 0 if inside else regimen.start - anchor.end if anchor.start < regimen.start else anchor.start - regimen.end
        if anchor.id == "continued" and _INSTEAD.search(note.plain, anchor.end, max(anchor.end, regimen.start)):
            continue
        between = note.plain[min(anchor.end, regimen.end) : max(anchor.start, regimen.start)]
        far = 0 if re.search(r"[,.(:]", between) else 16
        if alone and anchor.id in _INTENTS[:2]:
            far = _ALONE
        if distance > reach + far or re.search(r"[;>]|\b(?:puis|ou|vs)\b", between):
            continue
        if not _of_the_next(note, course, anchor):
            _apply(course, anchor)


def _intent_of_the_list(note: Note, course: Course) -> None:
    """ "Options, à visée curative : BEP x3 ou EP x4": the words before the colon hold for the whole line."""
    start, _ = note.line(course.regimen.start)
    colon = note.plain.find(":", start, min(start + 60, course.regimen.start))
    if any(note.anchors_between(kind, start, max(start, colon)) for kind in ("procedure", "protocol", "drug")):
        return  # the words before the colon are those of the treatment named there
    for anchor in note.anchors_between("course", start, max(start, colon)):
        if anchor.id in _INTENTS:
            _apply(course, anchor)


_INTENTS = ("neoadjuvant", "adjuvant", "palliative", "curative", "perioperative")
_LEADS = re.compile(r" ?(?::|par|de|d'|du|avec|sous)? ?(?:\d{1,2} ?x? ?)?")


def _of_the_next(note: Note, course: Course, anchor: Anchor) -> bool:
    """ "3 carbo-taxol, entretien olaparib": the word opens the clause of the next regimen."""
    plain, end = note.plain, course.regimen.end
    return (
        course.scope < course.unit.end
        and anchor.start >= end
        and bool(re.search(r"[,+]|\bpuis\b", plain[end : anchor.start]))
        and bool(_LEADS.fullmatch(plain, anchor.end, course.scope))
    )


def _apply(course: Course, anchor: Anchor) -> None:
    if anchor.id in _INTENTS[:4]:
        course.setting = course.setting or anchor.id
        course.explicit = True
    elif anchor.id == "perioperative":
        course.setting, course.explicit, course.perioperative = course.setting or "neoadjuvant", True, True
    elif anchor.id == "maintenance":
        course.maintenance = True
    elif anchor.id == "continued":
        course.continued = True
    elif anchor.id == "again":
        course.again = True
