"""How many lines of systemic treatment have been begun: as the words count them, else by counting the regimens received one after the other.

"L2 : capécitabine 06/2024 - 10/2025 -> PD. Propo : trastuzumab déruxtécan L3"       metastatic_lines 2
"Sein M1. Paclitaxel, progression en mai, puis éribuline. Pause ?"                   metastatic_lines 2

Where one cannot tell whether a regimen opens a line or goes on with the one before it, nothing is said.
"""

from __future__ import annotations

import re
from itertools import pairwise

from matching.reading.courses.course import Course
from matching.reading.courses.line_words import counted, line_number, never_treated, none_since
from matching.reading.courses.lines import LIQUID_OR_BRAIN, goes_on_with, is_castration, is_metastatic
from matching.reading.courses.ours import of_another_cancer
from matching.reading.note import Note
from matching.reading.qualifiers import qualify

_METASTATIC, _SYSTEMIC = "history.metastatic_lines", "history.systemic_lines"


def say(note: Note, courses: list[Course]) -> None:
    """Says history.metastatic_lines (solid tumours) or history.systemic_lines (haematology) where the words allow counting."""
    key = _SYSTEMIC if note.family in LIQUID_OR_BRAIN else _METASTATIC
    for number, start, end in counted(note):
        if not of_another_cancer(note, start):
            note.say(key, number, start, end, weight=1)
    planned = [course for course in courses if course.planned and course.regimen.systemic]
    if key == _SYSTEMIC:
        if never := never_treated(note):
            note.say(key, 0, *never, weight=1)
        _haematology(note, planned, courses)
    else:
        _metastatic(note, planned, courses)


_IN_CASE = re.compile(r"\b(?:si (?:rechute|progression|recidive|evolution)|en cas d[e'])")


def _metastatic(note: Note, planned: list[Course], courses: list[Course]) -> None:
    """By the lines that the regimens bear, else by those proposed, else by the regimens received since the disease is metastatic."""
    if _never_metastatic(note):
        return
    labelled = [course for course in courses if not course.planned and course.line]
    proposed = [course for course in planned if course.line]
    if labelled:
        last = max(labelled, key=lambda course: course.line or 0)
        after = [course for course in courses if makes_a_line(course) and course.regimen.start > last.regimen.start]
        begun = _opening(note, [last, *after], labelled)
        if begun or not any(course.start or course.end or course.response for course in after):
            number = (last.line or 0) + max(0, len(begun) - 1)
            note.say(_METASTATIC, number, last.regimen.start, last.regimen.end)
    elif proposed and all((course.line or 0) > 1 for course in proposed):
        least = min(proposed, key=lambda course: course.line or 0)
        if not _IN_CASE.search(note.plain, least.regimen.end, least.scope):
            note.say(_METASTATIC, (least.line or 0) - 1, least.regimen.start, least.regimen.end)
    elif is_metastatic(note):
        none = none_since(note)
        told = [course for course in courses if makes_a_line(course)] if not (none and proposed) else []  # the first is to begin
        if begun := _opening(note, told, []):
            note.say(_METASTATIC, len(begun), begun[-1].regimen.start, begun[-1].regimen.end)
        elif not told and none:
            note.say(_METASTATIC, 0, *none)


def _never_metastatic(note: Note) -> bool:
    """ "Pancréas T4 N1 M0. Chimiothérapie de première ligne": the first of a disease that has no metastasis."""
    said = {str(mention.value) for mention in note.mentions if mention.key == "tumour.m" and mention.tumour == "index"}
    return said == {"M0"} and note.relapse is None


def makes_a_line(course: Course) -> bool:
    """Is it a systemic treatment received for the metastatic disease? A castration goes on beside the lines."""
    counted_here = course.regimen.systemic or course.regimen.has("radionuclide")
    return (
        counted_here
        and not course.planned
        and not course.reference
        and course.setting == "palliative"
        and bool(course.regimen.agents)
        and not is_castration(course)
    )


def _opening(note: Note, told: list[Course], known: list[Course]) -> list[Course]:
    """Those of the regimens, in the order of the text, that open a line; none where one cannot tell of one of them, or whether the last was
    given at all. `known`: others that opened one."""
    begun = told[:1]
    for previous, course in pairwise(told):
        opened = opens(note, previous, course, begun + known)
        if opened is None:
            return []
        if opened:
            begun.append(course)
    return begun if begun and surely_given(note, begun[-1]) else []


_WENT_ON = re.compile(r"[^.;\n]{0,30}?\b(?:pendant|depuis|poursui\w*|en cours|\d+ (?:mois|semaines))\b")


def surely_given(note: Note, course: Course) -> bool:
    """Is something told of how it went? A bare name at the end of a story may be an idea of what comes next."""
    told = (course.start, course.end, course.cycles, course.response, course.stopped_for, course.line)
    return any(told) or course.given or bool(_WENT_ON.match(note.plain, course.regimen.end, course.scope))


_THEN = re.compile(r"\b(?:puis|ensuite|enfin|relais)\b|->|=>|>|→|\n")


def opens(note: Note, previous: Course, course: Course, begun: list[Course]) -> bool | None:
    """Does a regimen open a line, after the one before it? None where one cannot tell."""
    agents = set(course.regimen.agents)
    if course.line and previous.line:
        return course.line > previous.line
    turned = previous.failed or _turned(note, previous, course)
    if (course.maintenance and not turned) or goes_on_with(previous, course):
        return False
    if agents <= set(previous.regimen.agents) and not course.again:
        return False
    if any(agents <= set(other.regimen.agents) for other in begun) and not course.start:
        return False  # told again
    if turned:
        return True
    if agents & set(previous.regimen.agents):
        return None
    if previous.stopped_for:
        return None
    if previous.end and course.start:
        return True if previous.end <= course.start else None
    if course.start and (previous.start or "") < course.start and course.unit is not previous.unit:
        return True
    return True if _THEN.search(note.plain, previous.regimen.end, course.regimen.start) else None


def _haematology(note: Note, planned: list[Course], courses: list[Course]) -> None:
    """A third line proposed after two regimens: two lines. Records keep no line here, so they are read again beside the words."""
    numbers = [(line_number(note.plain, course.before, course.scope), course) for course in courses]
    ahead = [(number, course) for number, course in numbers if number and course.planned and number > 1]
    done = [(number, course) for number, course in numbers if number and not course.planned]
    told = _separated_by_relapses(
        note, [course for course in courses if not course.planned and course.regimen.systemic and not course.maintenance]
    )
    relapsed = bool(told and planned) and _turns_after(note, told[-1])
    first = len(told) == 1 and bool(told[0].start) and not _turns(note)  # begun once, of a disease that never came back
    if ahead:
        number, course = min(ahead, key=lambda item: item[0] or 0)
        note.say(_SYSTEMIC, (number or 0) - 1, course.regimen.start, course.regimen.end)
    elif done:
        number, course = max(done, key=lambda item: item[0] or 0)
        after = sum(other.regimen.start > course.regimen.start for other in told)
        note.say(_SYSTEMIC, (number or 0) + after, course.regimen.start, course.regimen.end)
    elif len(told) > 1 or relapsed or first:
        note.say(_SYSTEMIC, len(told), told[-1].regimen.start, told[-1].regimen.end)


def _turns(note: Note) -> list[int]:
    """Where a relapse or a progression is told."""
    return [
        anchor.start
        for family, name in (("course", "relapse"), ("response", "progression"))
        for anchor in note.anchors.get(family, ())
        if anchor.id == name and qualify(note, anchor.start, anchor.end).status == "present"
    ]


def _turned(note: Note, previous: Course, course: Course) -> bool:
    return any(previous.regimen.end < turn < course.regimen.start for turn in _turns(note))


def _turns_after(note: Note, course: Course) -> bool:
    return any(turn > course.regimen.end for turn in _turns(note))


def _separated_by_relapses(note: Note, received: list[Course]) -> list[Course]:
    """The first regimen, and each one before which a relapse or a progression is told, or that begins where the one before it ended."""
    kept = received[:1]
    for previous, course in pairwise(received):
        agents = set(course.regimen.agents)
        told_again = not course.again and any(agents <= set(other.regimen.agents) for other in (previous, *kept))
        dated = previous.end and course.start and course.start >= previous.end
        apart = course.unit is not previous.unit or not (
            agents & set(previous.regimen.agents) or course.regimen.has("transplant")
        )
        if not told_again and (_turned(note, previous, course) or (dated and apart)):
            kept.append(course)
    return kept
