"""Why a treatment was stopped, told in its own sentence.

    "Nivolumab 04/2025 - 08/2025, arrêté pour hépatite de grade 3"      stopped for toxicity

What is told of it further on: endings.py. That a progression stopped it is read with the responses (matching/reading/courses/answers.py).
"""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.note import Note
from matching.reading.phrases import IS, phrases

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
_REACH, _BESIDE = 60, 50  # characters from a stop to its reason, from a treatment to the word that ends it
_UNTIL_PROGRESSION = re.compile(rf"[^.;\n]{{0,60}}?\bjusqu'(?:a|en) (?:la |une )?{cue_words('until')}")
_GRADED = re.compile(r"\b(?:grade|gr\.?|g) ?(?:[1-4]|i{1,3}|iv)\b")
_AT_TERM = re.compile(rf"(?: \w+)? ?\(?{cue_words('stop_at_term')}(?! apres)")
_ENDED = re.compile(
    rf"\b(?:{cue_words('ended')}|(?<=, )complete?s?(?= ?[.,;)\n])|(?:traitement|chimio\w*|radiotherapie|schema|protocole) complete[es]*\b)"
)
_FULFILLED = re.compile(rf"\b{cue_words('fulfilled')}")
_PAUSED = re.compile(
    rf"[^.;\n]{{0,50}}?\b(?:{cue_words('paused')}|\w+ ?fois\b|(?:\d+|{phrases('counts')}) (?:j|jours|sem|semaines)\b)"
)
_NOT_RESUMED = re.compile(r"\b(?:non|pas|jamais|sans) (?:ete )?(?:repri|reintrodui)")
_TOXIC = re.compile(rf"\b{cue_words('toxic')}")
OWN_WILL = re.compile(rf"\b{cue_words('own_will')}")
_EFFECT = re.compile(rf"\b{cue_words('side_effect')}")


def is_paused(note: Note, place: int, end: int) -> bool:
    """ "Arrêté | trois semaines", "suspendu | puis repris": what was stopped goes on later."""
    paused = _PAUSED.match(note.plain, place, end)
    return bool(paused and not _NOT_RESUMED.search(paused.group()))


def is_toxic(note: Note, start: int, end: int) -> bool:
    """Does a passage tell of a toxicity: its name, an effect of treatments, a grade?"""
    if any(anchor.id == "toxicity" for anchor in note.anchors_between("course", start, end)):
        return True
    return any(told.search(note.plain, start, end) for told in (_TOXIC, _GRADED, _EFFECT))


# "Interrompu en raison de l'apparition de quatre métastases cérébrales".
_NEW_LESIONS = re.compile(rf"\bapparition (?:de |d'|du )(?:une? )?(?:[\w-]+ ){{0,2}}{cue_words('lesion')}")
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
    if stop and not is_paused(note, stop.end(), course.scope):
        course.stopped_for = _why_at(note, course, stop) or course.stopped_for
    elif not course.planned:
        course.stopped_for = _why_ended(note, course, bool(stop)) or course.stopped_for


def _why_at(note: Note, course: Course, stop: re.Match[str]) -> str | None:
    """What the words after a stop, or the bracket it stands in, give as its reason."""
    start, end = stop.end(), min(course.scope, stop.end() + _REACH)
    if OWN_WILL.search(note.plain, start, end):
        return "refusal"
    if _AT_TERM.match(note.plain, start, end):
        return "completion"
    toxic = is_toxic(note, start, end) and "progress" not in note.plain[start:end]
    if toxic or _in_a_bracket_of_toxicity(note, course, stop.start()):
        return "toxicity"
    return "progression" if _NEW_LESIONS.search(note.plain, start, end) else None


def _why_ended(note: Note, course: Course, paused: bool) -> str | None:
    """What is said of a treatment received where no word stops it for good."""
    start, end = course.regimen.end, course.scope
    if _fewer_for_toxicity(note, course):
        return "toxicity"
    if _UNTIL_PROGRESSION.match(note.plain, start, end):
        return "progression"
    ended = _FULFILLED.search(note.plain, start, end) or _ENDED.search(note.plain, start, min(end, start + _BESIDE))
    return "completion" if ended and not paused else None
