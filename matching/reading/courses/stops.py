"""Why a treatment was stopped, told in its own sentence.

    "Nivolumab 04/2025 - 08/2025, arrêté pour hépatite de grade 3"      stopped for toxicity

What is told of it further on: endings.py. That a progression stopped it is read with the responses (matching/reading/courses/answers.py).
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.note import Note
from matching.reading.phrases import IS

_STOPPED_THEN = re.compile(
    rf" (?:(?:a|ont|{IS}|avait) )?(?:(?:alors|donc|finalement|definitivement|du|ete|etre) ){{0,4}}"
    rf"(?:{cue_words('stop')}|out\b)"
)


def is_its_end(note: Note, course: Course) -> bool:
    """ "En juillet 2024, le crizotinib a été interrompu": the date before is that of the stop."""
    told_after = any(date.iso == course.start for date in note.dates_between(course.regimen.end, course.scope))
    stopped = _STOPPED_THEN.match(note.plain, course.regimen.end, course.scope)
    before = _STOP_OF.search(note.plain, max(course.unit.start, course.regimen.start - 30), course.regimen.start)
    if course.reference:
        return bool(before or _STOP.search(note.plain, course.regimen.end, course.scope))
    return bool(stopped or before) and not told_after and not course.regimen.has("surgery")


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
_FULFILLED = re.compile(rf"\b{cue_words('fulfilled')}")
_PAUSED = re.compile(r" (?:\w+ ?fois|temporair\w*|transitoire\w*|pendant|\d+ (?:jours|semaines|mois)|brievement|puis repri\w*)\b")
_TOXIC = re.compile(r"\b(?:toxicit\w*|tox(?![a-z])|intoleran\w*|mauvaise tolerance|effets? (?:indesirable|secondaire)\w*)\b")
OWN_WILL = re.compile(rf"\b{cue_words('own_will')}")
_EFFECT = re.compile(rf"\b{cue_words('side_effect')}")


def is_toxic(note: Note, start: int, end: int) -> bool:
    """Does a passage tell of a toxicity: its name, an effect of treatments, a grade?"""
    if any(anchor.id == "toxicity" for anchor in note.anchors_between("course", start, end)):
        return True
    return any(told.search(note.plain, start, end) for told in (_TOXIC, _GRADED, _EFFECT))


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
        if OWN_WILL.search(after):
            course.stopped_for = "refusal"
        elif _AS_PLANNED.search(after):
            course.stopped_for = "completion"
        elif _in_a_bracket_of_toxicity(note, course, stop.start()) or (
            is_toxic(note, stop.end(), min(course.scope, stop.end() + 60)) and "progress" not in after
        ):
            course.stopped_for = "toxicity"
        elif _NEW_LESIONS.search(after):
            course.stopped_for = "progression"
    elif not course.planned and _fewer_for_toxicity(note, course):
        course.stopped_for = "toxicity"
    elif not course.planned and _UNTIL_PROGRESSION.match(note.plain, course.regimen.end, course.scope):
        course.stopped_for = "progression"
    elif (not course.planned and not stop and _FULFILLED.search(note.plain, course.regimen.end, course.scope)) or (
        not course.planned
        and not stop
        and re.search(
            r"\b(?:termine[es]*|acheve[es]*|"
            r"(?<=, )complete?s?(?= ?[.,;)\n])|(?:traitement|chimio\w*|radiotherapie|schema|protocole) complete[es]*)\b",
            note.plain[course.regimen.end : min(course.scope, course.regimen.end + 50)],
        )
    ):
        course.stopped_for = "completion"
