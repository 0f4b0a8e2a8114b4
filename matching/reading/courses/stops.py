"""When and why a treatment was stopped, told in its own sentence or in one of the stop's own.

    "Nivolumab débuté en 04/2025. Hépatite de grade 3 en 08/2025, arrêt définitif du traitement"
    nivolumab: end 2025-08, stopped for toxicity

That a progression stopped it is read with the responses (matching/reading/courses/answers.py).
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course, beginning_in
from matching.reading.courses.cues import cue_words
from matching.reading.courses.ours import of_another_cancer
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

# ---------------------------------------------------------------- in its own sentence

_STOPPED_THEN = re.compile(
    rf" (?:(?:a|ont) (?:alors |donc |finalement )?(?:du (?:etre )?|ete )|est |fut |etai(?:en)?t )?{cue_words('stop')}"
)


def is_its_end(note: Note, course: Course) -> bool:
    """ "En juillet 2024, le crizotinib a été interrompu": the date before is that of the stop."""
    told_after = any(date.iso == course.start for date in note.dates_between(course.regimen.end, course.scope))
    stopped = _STOPPED_THEN.match(note.plain, course.regimen.end, course.scope)
    if course.reference:
        before = _STOP_OF.search(note.plain, max(course.unit.start, course.regimen.start - 30), course.regimen.start)
        return bool(before or _STOP.search(note.plain, course.regimen.end, course.scope))
    return bool(stopped) and not told_after and not course.regimen.has("surgery")


_STOP = re.compile(rf"\b{cue_words('stop')}")
_STOP_OF = re.compile(
    rf"\b{cue_words('stop')}(?: definiti\w+)?(?: (?:de|du|la|le|des))? ?(?:l')?$"
)  # "arrêt du | crizotinib en juillet"
_UNTIL_PROGRESSION = re.compile(rf"[^.;\n]{{0,60}}?\bjusqu'(?:a|en) (?:la |une )?{cue_words('until')}")
_GRADED = re.compile(r"\b(?:grade|gr\.?|g) ?(?:[1-4]|i{1,3}|iv)\b")
_AS_PLANNED = re.compile(
    r"^(?: \w+)? ?\(?(?:(?:a la |en )?fin d[eu]|au terme (?:prevu|theorique|programme|des)|"
    r"(?:comme )?prevu|programme\b(?! apres)|programme (?:termine|complet)|schema (?:termine|complet))"
)
_PAUSED = re.compile(r" (?:\w+ ?fois|temporair\w*|transitoire\w*|pendant|\d+ (?:jours|semaines|mois)|brievement|puis repri\w*)\b")
_TOXIC = re.compile(r"\b(?:toxicit\w*|tox(?![a-z])|intoleran\w*|mauvaise tolerance|effets? (?:indesirable|secondaire)\w*)\b")
_OWN_WILL = re.compile(r"\b(?:a (?:la|sa) demande|refus|souhait|volonte|choix)\b")


# "Interrompu en raison de l'apparition de quatre métastases cérébrales".
_NEW_LESIONS = re.compile(
    r"\bapparition (?:de |d'|du )(?:une? )?(?:[\w-]+ ){0,2}(?:metasta|lesion|nodule|localisation|carcinose|adenopath)"
)
_FEWER = re.compile(
    r"\b(?!0)\d{1,2} ?(?:cures?|cycles?|injections?|c)? ?(?:sur|/) ?(?:les )?\d{1,2} ?(?:prevu\w*|cures?|cycles?)? ?\("
)


def _fewer_for_toxicity(note: Note, course: Course) -> bool:
    """ "2 cycles sur 3 (insuffisance rénale aiguë)": the bracket says why."""
    fewer = _FEWER.search(note.plain, course.regimen.end, course.scope)
    bracket = note.plain.find(")", fewer.end()) if fewer else -1
    named = note.anchors_between("course", fewer.end(), bracket) if fewer else []
    return any(anchor.id == "toxicity" for anchor in named)


_OPEN_BRACKET = re.compile(r"\([^()]*$")
_EFFECT = re.compile(rf"\b{cue_words('side_effect')}")


def _in_a_bracket_of_toxicity(note: Note, course: Course, stop: int) -> bool:
    """ "jusqu'au 06/24 (hépatite G3 -> arrêt)": what stands before the stop in its bracket says why."""
    bracket = _OPEN_BRACKET.search(note.plain, course.regimen.end, stop)
    return bool(bracket and _EFFECT.search(bracket.group()) and "progress" not in bracket.group())


def say_why_stopped(note: Note, course: Course) -> None:
    """ "Arrêt après C7 (neuropathie G2)": toxicity; "arrêt à sa demande": refusal; "traitement terminé": completion.

    Of progressions, only those told as the reason; the others are read with the responses.
    """
    stop = _STOP.search(note.plain, course.regimen.end, course.scope)
    if stop and not _PAUSED.match(note.plain, stop.end()):
        after = note.plain[stop.end() : min(course.scope, stop.end() + 60)]
        near = note.anchors_between("course", stop.end(), min(course.scope, stop.end() + 60))
        toxic = [anchor for anchor in near if anchor.id == "toxicity"]
        if _OWN_WILL.search(after):
            course.stopped_for = "refusal"
        elif _AS_PLANNED.search(after):
            course.stopped_for = "completion"
        elif _in_a_bracket_of_toxicity(note, course, stop.start()) or (
            (toxic or _TOXIC.search(after) or _GRADED.search(after)) and "progress" not in after
        ):
            course.stopped_for = "toxicity"
        elif _NEW_LESIONS.search(after):
            course.stopped_for = "progression"
    elif not course.planned and _fewer_for_toxicity(note, course):
        course.stopped_for = "toxicity"
    elif not course.planned and _UNTIL_PROGRESSION.match(note.plain, course.regimen.end, course.scope):
        course.stopped_for = "progression"
    elif (
        not course.planned
        and not stop
        and re.search(
            r"\b(?:termine[es]*|acheve[es]*|"
            r"(?<=, )complete?s?(?= ?[.,;)\n])|(?:traitement|chimio\w*|radiotherapie|schema|protocole) complete[es]*)\b",
            note.plain[course.regimen.end : min(course.scope, course.regimen.end + 50)],
        )
    ):
        course.stopped_for = "completion"


# ---------------------------------------------------------------- in a sentence of the stop's own

_STOPPED = Sought(
    r"\b(?:traitement|ttt|protocole|chimiotherapie|chimio|immunotherapie|immuno|hormonotherapie|celui-ci|celle-ci)"
    r" (?:a|est|fut|etai(?:en)?t|avait)(?: (?:alors|donc|finalement|du|ete|etre|definitivement)){0,4} (?:arrete|interrompu|stoppe|suspendu)e?\b|"
    r"\barret(?: (?:definitif|precoce|premature|anticipe|immediat))?"
    r"(?: (?:du |de ce |de tout )(?:traitement|ttt|protocole)| de (?:la chimio\w*|l'immuno\w*|l'hormono\w*|la therapie \w+))?"
    r"(?= ?(?:[.,;)\n]|$|\(| (?:le|en) \d| (?:en|pour|devant) ))"
)
_KINDS = {"chimio": "chemotherapy", "immuno": "immunotherapy", "hormono": "endocrine_therapy"}
_KIND = re.compile("|".join(_KINDS))
_SOMETHING_ELSE = re.compile(rf"\b{cue_words('of_no_treatment')}")
_EFFECT_TOLD = re.compile(rf"\b(?:{cue_words('side_effect')}|toxicit\w*|grade ?[234]|immuno-induite?|intolerance)\b")
_WORSE = re.compile(
    r"\b(?:progress\w*|evolution|rechut\w*|recidiv\w*|echappement|apparition de (?:\w+ )?(?:metasta|lesion|nodule)\w*)\b"
)
_NAMES = ("drug", "protocol")


def end_where_told(note: Note, received: list[Course]) -> None:
    """Writes on the last systemic course told before each stop when it ended, and for toxicity where the sentence tells one."""
    systemic = [course for course in received if course.regimen.agents and course.regimen.systemic and not course.reference]
    for found in _STOPPED.finditer(note):
        unit = note.unit_at(found.start())
        course = _the_one_stopped(note, systemic, found)
        if course is None or course.unit is unit or unit.section in ("question", "proposal", "history"):
            continue
        start = _sentence(note, unit.start)
        if start <= course.regimen.start:
            continue
        lead = note.plain[start : found.start()]
        if _SOMETHING_ELSE.search(note.plain, start, unit.end) or _names_another(note, start, found.start()):
            continue
        if of_another_cancer(note, found.start()) or qualify(note, *found.span()).modality != "done":
            continue
        course.end = _when(note, found, start, unit.end, course.start)
        if not course.stopped_for and _EFFECT_TOLD.search(lead) and not _WORSE.search(lead):
            course.stopped_for = "toxicity"


def _sentence(note: Note, start: int) -> int:
    """Where the sentence begins that a semicolon cut before this place."""
    while note.plain.endswith("; ", 0, start):
        start = note.unit_at(start - 2).start
    return start


def _the_one_stopped(note: Note, systemic: list[Course], found: re.Match[str]) -> Course | None:
    """The last course told before, when it is of the kind named and nothing was said yet of its end."""
    before = beginning_in(systemic, 0, found.start())
    last = before[-1] if before else None
    if last is None or last.end or not last.start:
        return None
    kind = _KIND.search(found.group())
    kinds = [modality for modality in last.regimen.modalities if modality != "surgery"]
    return last if kind is None or kinds == [_KINDS[kind.group()]] else None


def _names_another(note: Note, start: int, end: int) -> bool:
    return any(note.anchors_between(family, start, end) for family in _NAMES)


def _when(note: Note, found: re.Match[str], start: int, end: int, begun: str | None) -> str | None:
    """The date right after the stop, or else the last one before it in its sentence; no date before the treatment began."""
    after = [
        date
        for date in note.dates_between(found.end(), min(end, found.end() + 20))
        if "," not in note.plain[found.end() : date.start]
    ]
    before = note.dates_between(start, found.start())
    told = after[0] if after else before[-1] if before else None
    return told.iso if told and len(told.iso) >= 7 and told.iso >= (begun or "")[: len(told.iso)] else None
