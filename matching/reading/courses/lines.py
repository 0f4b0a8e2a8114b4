"""Lines of systemic treatment: the line of each regimen, as told or from its place among the others.

"L2 : capécitabine 06/2024 - 10/2025 -> PD. Propo : trastuzumab déruxtécan L3"   lines 2 and 3
"""

from __future__ import annotations

import re
from itertools import pairwise

from matching.drugs import classes_of
from matching.reading.courses.course import Course
from matching.reading.courses.line_words import line_number, none_begun
from matching.reading.note import Note
from matching.reading.phrases import phrases

LIQUID_OR_BRAIN = ("lymphoma", "leukaemia", "myeloma", "brain")  # no metastatic lines
_HEADER = re.compile(r"(?:^|\n)[^\n]{0,60}?\b(?:(\d)(?:re|ere|e|eme) ligne|(premiere|deuxieme|troisieme) ligne|l(\d)) ?\?")

_NEXT_LINE = re.compile(rf"\bl ?[1-9] ?[:=]|\b{phrases('asking')}")  # "doxo 6 c. L2 : trabectédine", "que faire en 2e ligne ?"


def line_of(note: Note, course: Course) -> int | None:
    """The line that stands before a regimen ("L1 :") or after it ("en 2e ligne")."""
    regimen, plain = course.regimen, note.plain
    before = plain[course.before : regimen.start]
    cut = max(before.rfind(sign) for sign in (";", ">", " puis ", ". "))
    start = max(course.before + cut + 1, regimen.start - 60)
    if course.before > course.unit.start and re.search(r"[,>]|puis|\. ", before) is None:
        start = regimen.start
    following = _NEXT_LINE.search(plain, regimen.end, course.scope)
    end = following.start() if following else course.scope
    return line_number(plain, start, regimen.start) or line_number(plain, regimen.start, end)


def complete(note: Note, courses: list[Course]) -> None:
    """The line of proposed regimens said elsewhere: in the title ("1re ligne ?"), or that of the regimen they are added to."""
    if note.family in LIQUID_OR_BRAIN:
        return
    _number_the_first(note, courses)
    current = [course for course in courses if not course.planned and course.line]
    unlabelled = [
        course
        for course in courses
        if course.planned and _is_counted(course) and course.line is None and course.setting == "palliative"
    ]
    if not unlabelled:
        return
    title = _HEADER.search(note.plain)
    wanted = (line_number(note.plain, title.start(), title.end()) if title else None) or (1 if none_begun(note) else None)
    for course in unlabelled:
        sentence = note.plain[course.unit.start : course.unit.end]
        beside = [
            other.line
            for other in courses
            if other.planned and other.line and note.line(other.unit.start) == note.line(course.unit.start)
        ]
        if current and current[-1].stopped_for is None and re.search(r"\bassoci|\bajout|\badjonction|\bintensif", sentence):
            course.line = current[-1].line
        elif wanted:
            course.line = wanted
        elif beside:
            course.line = beside[0]


def _number_the_first(note: Note, courses: list[Course]) -> None:
    """A second line proposed after one regimen makes that one the first; so for a third after two."""
    ahead = {course.line for course in courses if course.planned and course.line}
    palliative = [
        course
        for course in courses
        if not course.planned and course.regimen.systemic and course.setting == "palliative" and not course.reference
    ]
    given = [course for course in palliative if not course.maintenance]
    if len(ahead) == 1 and not any(course.line for course in given) and len(given) == (min(ahead) or 0) - 1:
        for number, course in enumerate(given, start=1):
            course.line = number
    _number_those_before(courses)
    between = any(
        course.regimen.has("radionuclide") and not course.planned for course in courses
    )  # a line among them, uncounted here
    if not ahead and not between and not any(course.line for course in given) and (is_metastatic(note) or _is_unresectable(note)):
        _number_the_begun(palliative)
    for previous, course in pairwise(given):
        if previous.line and course.line is None and (previous.end or previous.stopped_for):
            beside = previous.start and course.start and previous.end and previous.start <= course.start < previous.end
            course.line = previous.line + (0 if beside or goes_on_with(previous, course) else 1)


def _is_counted(course: Course) -> bool:
    """Is it of the treatments that make a line?"""
    return course.regimen.systemic or course.regimen.has("radionuclide")


def _number_those_before(courses: list[Course]) -> None:
    """A second line received after one regimen makes that one the first, in a disease never operated on."""
    given = [
        course
        for course in courses
        if not course.planned and course.regimen.systemic and not course.maintenance and not course.reference
    ]
    first = next((index for index, course in enumerate(given) if course.line), None)
    before = given[:first] if first else []
    if before and given[first or 0].line == len(before) + 1 and all(course.setting in (None, "palliative") for course in before):
        for number, course in enumerate(before, start=1):
            course.line, course.setting = number, "palliative"


def _number_the_begun(given: list[Course]) -> None:
    """Regimens dated one after the other since the disease is metastatic: the first is the first line; none where one cannot tell."""
    told = [course for course in given if course.regimen.agents and not is_castration(course)]
    numbers, number = [], 0
    for previous, course in zip([None, *told], told, strict=False):
        ended = previous is None or previous.end or previous.stopped_for or previous.failed
        same = previous is not None and ((course.maintenance and not previous.failed) or goes_on_with(previous, course))
        if not (ended or same) or not (same or course.start or course.end):
            return
        number += 0 if same else 1
        numbers.append(number)
    for course, line in zip(told, numbers, strict=True):
        course.line = line


def _is_unresectable(note: Note) -> bool:
    return any(mention.key == "tumour.resectable" and mention.value == "unresectable" for mention in note.mentions)


def is_castration(course: Course) -> bool:
    """Is the regimen an LHRH analogue alone? It goes on beside the lines and is none of them."""
    return all(_CASTRATION & set(classes_of(agent)) for agent in course.regimen.agents)


def is_metastatic(note: Note) -> bool:
    """Do the words say a distant disease of this tumour?"""
    said = [str(m.value) for m in note.mentions if m.key in ("tumour.m", "tumour.extent") and m.tumour == "index"]
    return any(value.startswith("M1") or value == "metastatic" for value in said)


_CASTRATION = {"lhrh_agonist", "lhrh_antagonist"}
_MAINTAINS_PLATINUM = {"parp_inhibitor", "avelumab"}


def goes_on_with(previous: Course, course: Course) -> bool:
    """Part of the regimen before it, or what maintains the answer to a platinum: no new line."""
    before, now = set(previous.regimen.agents), set(course.regimen.agents)
    if now and now <= before and not course.again:
        return True
    platinum = any("platinum" in classes_of(agent) for agent in before)
    return platinum and previous.stopped_for != "progression" and bool(_MAINTAINS_PLATINUM & now.union(*map(classes_of, now)))
