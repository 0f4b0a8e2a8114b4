"""How the disease answered: complete, partial, stable, progression, as words of the note and as the answer of one course.

    "-> RP en 06/25 -> PROGRESSION TDM 18/11/2025"   partial (2025-06), progression (2025-11-18)

"RP" is a response after an arrow, an examination or a treatment; with a percentage or a sign it is a progesterone receptor.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.reading.courses import lines
from matching.reading.courses.course import BEST_FIRST, Course, beginning_in
from matching.reading.courses.ours import of_another_cancer
from matching.reading.dates import date_of, months_between
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify


@dataclass(frozen=True)
class Response:
    """One statement of a response, at plain offsets."""

    start: int
    end: int
    kind: str
    date: str | None


_RECEPTOR_AFTER = re.compile(
    r" ?(?:[:=(]|a)? ?(?!(?:19|20)\d\d\b)(?:\d(?!\d?/\d)|<|>= ?\d|\+(?! ?[a-z])|-(?![->\d])|neg|pos|faible|0)"
)
_EVALUATED = re.compile(r"(?:\b(?:tdm|tep|irm|scanner|evaluation|reevaluation|recist|tap)\b[^.;]{0,25}|-?>) ?$")
_RECEPTOR_BEFORE = re.compile(r"(?:\br[oeh]\b|\ber\b|\bhr\b|oestro\w*)[^.;\n]{0,14}$")
_IF = re.compile(
    r"(?:\bsi|\bcas(?: de)?|\brisque de|\bjusqu'a|\bsurvie sans|\bsans|\bsignes? de|\bpfs|\babsence de|\bpas de|"
    r"\bpas d'argument (?:en faveur|pour)|\bni|\bnon|\bselon|\bavant|\bdelai de|\bdiscordan\w+|\ben l'absence de|\bobtenir une|"
    r"\bespoir d'une|\bdoute sur une|\bobjectif)(?: (?:la|une|toute|nouvelle|de|d'))* ?(?:l'|d')?$"
)
_DATED = re.compile(
    r" (?:du|le|en|de) (?:le |fin |debut |mi-)?(?:\d{1,2}/|\d{1,2} \w{3,9} (?:19|20)\d\d|[a-z]{3,9} (?:19|20)\d\d)"
)
_STABLE = re.compile(
    r"(?:>|:|=|maladie|lesions?|evaluation\w*|bilan|globalement|reste|restee?|toujours|meilleure reponse|alors|etait|demeure|\bputs?|"
    r"\b(?:scanner|tdm|tep|irm|bilan|evaluation|reevaluation|controle) (?:de |d'|du |a )(?:\w+|\d\d/\d\d)(?: \d+)?) ?$"
)
_STABLE_ON = re.compile(
    r" ?(?:\(|recist|(?:au|sur|a|en|selon)(?: le| la| l')? ?(?:dernier\w* )?(?:tdm|scanner|tep|irm|bilan|controle|imagerie|tap))"
)
_OF_ITSELF = re.compile(r" ?:| (?:morphologique )?selon (?:les criteres )?(?:m?i?recist|pcwg|rano|lugano|choi|percist|imwg)")
_OF_ONE_SITE = re.compile(
    r" (?:(?:des|du|de la|de l'|sur (?:le|la|les)) ?)(?:nodul|lesion|metast|adenop|ganglion|adp|foie|hepat|poumon|pulm|primiti|cible)"
)
_OF_THE_WHOLE = re.compile(r" (?:globale|au total|en tout|d'ensemble)")
_NOT_DISEASE = re.compile(r"[^.;\n]{0,12}\b(?:poids|etat general|general|clinique|hemodynam|biologique)")
_CAPSULE = re.compile(
    r"(?:n\+|\bn\d\w*|ganglion\w*|\bggl\b)[^.;\n]{0,22}(?:avec|sans|,|dont|\() ?(?:\d )?$"
)  # "9N+/22 avec RC": capsular rupture
_TOXIC = re.compile(r"(?:renale|insuffisance|neuropathie|anemie|demence|irc|bpco)[^.;,\n]{0,15}$")


def responses(note: Note) -> list[Response]:
    """The responses stated for this tumour, in the order of the text; those denied, feared or conditional left out."""
    return [
        Response(anchor.start, anchor.end, anchor.id, date_of(note, anchor.start, anchor.end))
        for anchor in note.anchors.get("response", ())
        if anchor.id != "histological_complete" and _is_response(note, anchor)
    ]


def _apart(note: Note, anchor: Anchor) -> bool:
    """ "capécitabine, 3 cycles, stable, arrêt": between commas, in a sentence about drugs."""
    between = note.plain[: anchor.start].endswith(", ") and note.plain.startswith((",", ";", ".", ")"), anchor.end)
    unit = note.unit_at(anchor.start)
    return between and any(
        unit.start <= drug.start < anchor.start for name in ("drug", "protocol") for drug in note.anchors.get(name, ())
    )


# Families whose notes give no progesterone receptor: "RP 60 %" is a response there.
_WITHOUT_RECEPTORS = (
    "kidney",
    "lung",
    "colorectal",
    "stomach",
    "skin",
    "liver",
    "head_neck",
    "bladder",
    "urothelial",
    "pancreas",
)


def _after_a_drug(note: Note, anchor: Anchor) -> bool:
    start = note.unit_at(anchor.start).start
    return any(note.anchors_between(kind, start, anchor.start) for kind in ("drug", "protocol"))


def _is_response(note: Note, anchor: Anchor) -> bool:
    plain, word = note.plain, note.plain[anchor.start : anchor.end]
    before = plain[max(0, anchor.start - 40) : anchor.start]
    if word == "rp" and _RECEPTOR_BEFORE.search(before) and _RECEPTOR_AFTER.match(plain, anchor.end):
        return False
    if (
        word == "rp"
        and note.family not in _WITHOUT_RECEPTORS
        and not _EVALUATED.search(before)
        and (_RECEPTOR_AFTER.match(plain, anchor.end) or _RECEPTOR_BEFORE.search(before))
    ):
        return False
    if word == "rc" and (
        re.match(r" ?(?:concomit|\d|de \d|[+-](?!>))", plain[anchor.end : anchor.end + 10]) or _CAPSULE.search(before)
    ):
        return False
    if word == "pd" and re.match(r"[- ]?\(?l ?[12i]", plain[anchor.end : anchor.end + 5]):
        return False  # PD-L1
    if word in ("sd", "ms", "pd") and not re.search(
        r"(?:[>:=,(;.]|tdm|tep|pour|en|sous|recist|puis|et|depuis|reponse|cycles?|cures?|mois|injections?|\d/\d{2,4}|^|\n) ?(?:\d\S+ ?:? ?)?$",
        before,
    ):
        return False
    if word in ("stable", "stables", "stabilise", "stabilisee") and not (
        (_STABLE.search(before) or _STABLE_ON.match(plain, anchor.end) or _apart(note, anchor))
        and not _NOT_DISEASE.match(plain, anchor.end)
    ):
        return False
    if anchor.id == "stable" and (
        _MICROSATELLITES.search(before) or re.match(r" (?:des )?micro-?sat", plain[anchor.end : anchor.end + 14])
    ):
        return False
    if _OF_ONE_SITE.match(plain, anchor.end) and _told_of_the_whole(note, anchor):
        return False
    if anchor.id == "complete" and note.unit_at(anchor.start).section == "pathology" and not _after_a_drug(note, anchor):
        return False
    if (_IF.search(before) and not _DATED.match(plain, anchor.end)) or _TOXIC.search(before):
        return False
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    before_it = axes.cue is None or axes.cue[0] < anchor.start
    told_otherwise = axes.status != "present" or axes.modality == "conditional"
    if (told_otherwise and (before_it or not _OF_ITSELF.match(plain, anchor.end))) or axes.experiencer == "family":
        return False
    return not of_another_cancer(note, anchor.start)


_MICROSATELLITES = re.compile(r"(?:mmr|microsatelli\w*|msi|mss|statut)[^.;\n]{0,12}$")


def _told_of_the_whole(note: Note, anchor: Anchor) -> bool:
    """ "RC des nodules pulmonaires, RP globale": the answer of the disease is told beside that of one site."""
    unit = note.unit_at(anchor.start)
    return any(
        anchor.end < other.start < unit.end and _OF_THE_WHOLE.match(note.plain, other.end)
        for other in note.anchors.get("response", ())
    )


def latest(note: Note, found: list[Response]) -> Response | None:
    """The response now: the latest dated one, or a later undated one; none when a relapse is told after it."""
    if not found:
        return None
    last = found[-1]
    for other in found[:-1]:
        examined = other.kind == last.kind or last.kind != "progression" or _of_exam(note, other)
        if (
            examined
            and _date_in_sentence(note, other)
            and other.date
            and last.date
            and other.date[: len(last.date)] > last.date[: len(other.date)]
        ):
            last = other
    relapses = [
        anchor
        for anchor in note.anchors.get("course", ())
        if anchor.id == "relapse" and anchor.start > last.end and not of_another_cancer(note, anchor.start)
    ]
    if note.relapse and note.relapse.start > last.end and last.kind != "progression" and note.relapse.date is None:
        return None  # a relapse that is told without the word
    for relapse in relapses if last.kind != "progression" else ():
        if note.unit_at(relapse.start).section in ("question", "proposal"):
            continue
        if qualify(note, relapse.start, relapse.end).status == "present" and not re.search(
            r"(?:risque|si|cas) (?:de )?$", note.plain[max(0, relapse.start - 12) : relapse.start]
        ):
            return None
    return last


def _of_exam(note: Note, response: Response) -> bool:
    """Does its date come from an examination named in its sentence, not from the treatment's?"""
    unit = note.unit_at(response.start)
    return bool(_EXAM.search(note.plain[unit.start : unit.end]))


def _date_in_sentence(note: Note, response: Response) -> bool:
    unit = note.unit_at(response.start)
    return any(date.iso == response.date for date in note.dates_between(unit.start, unit.end))


# ---------------------------------------------------------------- the answer of one course

_SAID_OF = re.compile(r"[^.;\n]{0,30}\b(?:apres|sous|a l'issue (?:de|du)|au decours (?:de|du)|post)\b[^.;\n]{0,40}$")
_STOPPED = re.compile(r"(?:arret\w*|stop\w*|interrom\w*|>|pour|relais|\bpuis|jusqu'a|devant)[^.;\n]{0,22}$")
_AT_ITS_END = re.compile(r"\d{4}\)? ?[;,:]+ ?$")
_STOPPED_AFTER = re.compile(r"(?: ?\([^()\n]{0,90}\))?[.,;:>-]* (?:arret|arretee?|stop|stoppee?|interrompue?)(?= ?[.,;\n]|$)")
_STOP_WORD = re.compile(r"\b(?:arret\w*|stop\w*|interrom\w*)\b")
_ON_EXAM = re.compile(
    r"(?: \w+)? (?:au|a la|a l'|sur le|en) ?(?:dernier\w* )?(?:tdm|tep|irm|scanner|bilan|imagerie|reevaluation)"
)
_EXAM = re.compile(r"\b(?:tdm|tep|irm|bilan|scanner|evaluation|reevaluation|controle|imagerie|tap|echographie|pet)\b")


def answer(note: Note, found: list[Response], received: list[Course]) -> None:
    """Writes on each course its best response, and that it was stopped for progression where the words say so."""
    for response in found:
        course = _course_of(note, response, received)
        if course is None:
            continue
        if response.kind == "progression":
            _progressed(note, response, course)
            continue
        for one in (course, *_went_before(note, received, course, response)):
            if one.response is None or BEST_FIRST.index(response.kind) < BEST_FIRST.index(one.response):
                one.response = response.kind


def end_with_relapses(note: Note, received: list[Course]) -> None:
    """ "Entretien lénalidomide 04/2022 -> 06/2024. 06/2024 : rechute": ended in the month of the relapse, for it."""
    systemic = [course for course in received if course.regimen.systemic and not course.reference]
    for anchor in note.anchors.get("course", ()):
        before = beginning_in(systemic, 0, anchor.start) if anchor.id == "relapse" else []
        last = before[-1] if before else None
        if last is None or last.stopped_for or len(last.end or "") < 7 or of_another_cancer(note, anchor.start):
            continue
        told = date_of(note, anchor.start, anchor.end)
        if told and told[:7] == (last.end or "")[:7] and qualify(note, anchor.start, anchor.end).status == "present":
            last.stopped_for = "progression"


_WITHIN = re.compile(r"\bdont (?:\d+ )?(?:cures? de |cycles? de )?$")  # "6 R-CHOP, dont 2 MTX haute dose"


# "EC x4 puis paclitaxel. IRM de fin : RP"
_AT_THE_END = re.compile(
    r"\b(?:de fin|(?:en )?fin de (?:traitement|chimio\w*|sequence)|finale?|post-?neo-?adj\w*)\b[^.;\n]{0,20}$"
)


def _went_before(note: Note, received: list[Course], course: Course, response: Response) -> list[Course]:
    """A maintenance or a boost answers with what it completes, told in the same sentence."""
    before = beginning_in(received, course.unit.start, course.regimen.start)
    if _AT_THE_END.search(note.plain, max(0, response.start - 40), response.start):
        return [one for one in before if one.regimen.systemic]
    if note.family == "colorectal" and course.regimen.systemic:
        before = before or _irradiated_before(received, course)
    if any(one.regimen.has("transplant") for one in (*before, course)):  # induction, transplant, maintenance: one answer
        return [one for one in before if one.regimen.has("transplant") or one.regimen.systemic]
    if before and before[-1].line and before[-1].line == course.line and lines.is_castration(before[-1]):
        return before[-1:]  # "1re ligne : leuproréline et docétaxel, réponse partielle"
    irradiated = bool(before) and before[-1].regimen.has("radiotherapy")
    total = irradiated and (before[-1].setting == course.setting == "neoadjuvant" or note.family == "colorectal")
    completes = (
        total
        or bool(before and course.unit is before[-1].unit and _WITHIN.search(note.plain, course.before, course.regimen.start))
        or course.maintenance
        or (course.regimen.modalities == ("radiotherapy",) and irradiated)
    )
    return before[-1:] if completes and before and not before[-1].regimen.has("surgery") else []


_REFERS_TO_IT = re.compile(r"\b(?:apres|malgre|devant|vu) (?:une |la |cette )?$")  # "pas de T-DM1 après réponse complète"


def _irradiated_before(received: list[Course], course: Course) -> list[Course]:
    """The radiotherapy of a rectum told in a sentence before, with no operation since: the answer is that of the whole."""
    before = beginning_in(received, 0, course.regimen.start)
    last = next((one for one in reversed(before) if one.regimen.has("radiotherapy") or one.regimen.has("surgery")), None)
    return [last] if last and last.regimen.has("radiotherapy") and last.setting != "palliative" else []


def _course_of(note: Note, response: Response, received: list[Course]) -> Course | None:
    for course in beginning_in(received, response.end, response.end + 70):
        gap = note.plain[response.end : course.regimen.start]
        if _SAID_OF.match(gap) and course.unit is note.unit_at(response.start):
            return course
    before = beginning_in(received, 0, response.start)
    last = next((one for one in reversed(before) if one.regimen.end <= response.start and not one.reference), None)
    if last is None:
        return None
    last = _latest_of_the_sentence(last, beginning_in(received, last.unit.start, response.start))
    answers = {"radiotherapy", "local_ablation", "radionuclide", "transplant"}
    if not (last.regimen.systemic or answers & set(last.regimen.modalities)):
        return None
    if _is_passing(last) and last.unit is not note.unit_at(response.start):
        told = (one for one in reversed(before) if one.regimen.end <= response.start and not one.reference)
        last = next((one for one in told if one.regimen.systemic), last)
    if response.kind == "progression" and not last.regimen.systemic and last.unit is not note.unit_at(response.start):
        return None
    if note.unit_at(response.start).section in ("question", "proposal") and last.unit is not note.unit_at(response.start):
        return None
    if last.unit is not note.unit_at(response.start) and _REFERS_TO_IT.search(
        note.plain, max(0, response.start - 16), response.start
    ):
        return None
    if any(anchor.id == "relapse" for anchor in note.anchors_between("course", last.regimen.end + 1, response.start)):
        return None
    return last


def _latest_of_the_sentence(last: Course, beside: list[Course]) -> Course:
    """ "CAR-T le 30/06 après un cycle de R-GemOx le 20/05. Réponse partielle": of those of one sentence, the one begun last."""
    dated = [
        course
        for course in beside
        if course.unit is last.unit and course.start and course.regimen.systemic and not course.reference
    ]
    if not last.start or not last.regimen.systemic or not dated:
        return last
    newest = max(dated, key=lambda course: course.start or "")
    return newest if (newest.start or "") > last.start and newest.end is None else last


def _is_passing(course: Course) -> bool:
    """A short radiotherapy of one lesion: what is told later is the answer to the systemic treatment."""
    return course.regimen.modalities == ("radiotherapy",) and (course.dose_gy or 0) <= 45


_LONG_AFTER = 4  # months


def _says_only(note: Note, response: Response) -> bool:
    """Is the response the whole of its sentence?"""
    unit = note.unit_at(response.start)
    return note.plain[unit.start : unit.end].strip(" .\n") == note.plain[response.start : response.end]


def _progressed(note: Note, response: Response, course: Course) -> None:
    if course.response and "en cours" in note.plain[course.before : course.scope]:
        return  # goes on beyond the progression
    between = note.plain[course.regimen.end : response.start] if response.start > course.regimen.end else ""
    unit = note.unit_at(response.start)
    if (
        unit is not course.unit
        and course.end
        and response.date
        and (months_between(course.end, response.date) or 0) >= _LONG_AFTER
    ):
        return  # ended long before: it is no reason
    if _STOPPED_AFTER.match(note.plain, response.end):  # "scanner : progression (foie 55 mm). Arrêté"
        course.stopped_for = course.stopped_for or "progression"
        return
    if course.end and _says_only(note, response) and note.line(response.start) == note.line(course.regimen.start):
        course.response, course.stopped_for = course.response or "progression", course.stopped_for or "progression"
        return  # "Élacestrant de novembre 2023 à mars 2024. Progression."
    told_here = unit is course.unit or bool(_STOP_WORD.search(note.plain[unit.start : response.start]))
    if ((_STOPPED.search(between) or _AT_ITS_END.search(between)) and course.end and not _EXAM.search(between)) or (
        _STOPPED.search(between) and not _ON_EXAM.match(note.plain, response.end) and told_here
    ):
        course.stopped_for = course.stopped_for or "progression"
    elif _EXAM.search(between) or _ON_EXAM.match(note.plain, response.end) or note.unit_at(response.start) is not course.unit:
        if course.stopped_for is None and course.response in (None, "progression"):
            course.response = "progression"
        elif course.stopped_for is None and course.response:
            course.stopped_for = "progression"
    else:
        course.stopped_for = course.stopped_for or "progression"
