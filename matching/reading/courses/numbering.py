"""The line of each treatment that the words give none: from its place among those received one after the other.

    "Carbo-pemetrexed-pembro 12/2023, PD 03/2025. 2e ligne : sotorasib. Docétaxel à la progression ?"     lines 1, 2 and 3

Runs on the records, once the regimens told at several places are one. Where one cannot tell whether a regimen opens a line, or where the
lines told do not agree with the places, nothing is added (matching/reading/courses/begun.py says how one tells).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from matching.case import Treatment
from matching.reading.courses.begun import makes_a_line, opens, surely_given
from matching.reading.courses.course import Course
from matching.reading.courses.lines import LIQUID_OR_BRAIN, is_metastatic
from matching.reading.note import Note

Records = list[tuple[Treatment, Course]]


def with_lines(note: Note, records: Records) -> Records:
    """The same records, those without a line with the one that their place gives."""
    if note.family in LIQUID_OR_BRAIN:
        return records
    given = sorted(
        {id(course): course for record, course in records if makes_a_line(course)}.values(), key=lambda one: one.regimen.start
    )
    places = _places(note, given)
    shift = _shift(note, given, places)
    if shift is None:
        return records
    lines = {id(course): place + shift for course, place in zip(given, places, strict=False) if place + shift > 0}
    ahead = _ahead(note, given, places, shift)
    return [
        (_numbered(record, lines.get(id(course), None if not record.planned else ahead)), course) for record, course in records
    ]


def _numbered(record: Treatment, line: int | None) -> Treatment:
    counted = record.modality in ("chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy")
    told = record.line or record.setting != "palliative" or not record.agents
    return record if line is None or told or not counted else replace(record, line=line)


def _places(note: Note, given: list[Course]) -> list[int]:
    """The place of each regimen among the lines, from 1; as far as one can tell."""
    places = [1] if given else []
    for previous, course in pairwise(given):
        opened = opens(note, previous, course, given[: len(places)])
        if opened is None:
            break
        places.append(places[-1] + opened)
    return places


def _shift(note: Note, given: list[Course], places: list[int]) -> int | None:
    """What to add to the places so that they agree with the lines told; None where nothing does."""
    told = {course.line - place for course, place in zip(given, places, strict=False) if course.line}
    if told:
        return told.pop() if len(told) == 1 else None
    return 0 if places and is_metastatic(note) else None


def _ahead(note: Note, given: list[Course], places: list[int], shift: int) -> int | None:
    """The line of what is proposed: the one after the last, where the disease progressed under that."""
    if not given or len(places) < len(given):
        return None
    last = given[-1]
    return places[-1] + shift + 1 if last.failed and surely_given(note, last) else None
