"""What a published case tells of other patients than its own, and of the disease in general: it is set aside.

    "Il est décédé à 9 mois. Dans la littérature, le cabazitaxel a été proposé par certains auteurs"
    the second sentence says nothing of the patient

A sentence is set aside for its own words. Under "Introduction" or "Discussion" everything is, in a text that has an "Observation" too
and names its literature: a meeting has a discussion of its own, and that one is about the patient."""

from __future__ import annotations

import re

from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sought import Sought

_OF_OTHERS = Sought(rf"\b{phrases('literature')}")
_HEADING = re.compile(
    rf"(?:(?P<case>{phrases('case_heading')})|(?P<general>{phrases('general_heading')}))(?= ?[:.\n]| (?=[A-Z])|$)", re.IGNORECASE
)
_ITS_OWN_CASE = re.compile(r"(?:nous|les auteurs) (?:en )?(?:rapport|present|decriv)\w+ ")
_PUBLISHED = Sought(r"\b(?:litterature|nous rapportons|nous presentons|nous decrivons|les auteurs|certains auteurs)\b")


def set_aside_literature(note: Note) -> None:
    """Sets aside the sentences about others, and the general parts around the observation of a published case."""
    for found in _OF_OTHERS.finditer(note):
        unit = note.unit_at(found.start())
        if not _ITS_OWN_CASE.match(note.plain, unit.start):
            note.set_aside(unit.start, unit.end)
    headings = [(unit.start, heading) for unit in note.units if (heading := _heading(note, unit.start))]
    cases = [start for start, heading in headings if heading["case"]]
    if not cases or not (_PUBLISHED.search(note) or _told_as_a_case(note, cases[0])):
        return
    ends = [start for start, _ in headings[1:]] + [len(note.plain)]
    for (start, heading), end in zip(headings, ends, strict=True):
        if heading["general"] and (start > cases[0] or end <= cases[0]):
            note.set_aside(start, end)


_MEETING = Sought(r"\b(?:rcp|dossier|question|staff|confrere|consoeur)\b")


def _told_as_a_case(note: Note, start: int) -> bool:
    """Is the word "Observation" alone on the line that it heads, in a text that is of no meeting?"""
    return not note.plain[start : note.line(start)[1]].partition(" ")[2].strip() and not _MEETING.search(note)


def _heading(note: Note, start: int) -> re.Match[str] | None:
    """The heading a unit opens with, written with a capital."""
    return _HEADING.match(note.cased, start) if note.cased[start : start + 1].isupper() else None
