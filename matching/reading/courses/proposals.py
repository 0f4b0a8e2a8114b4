"""Proposals that reach over several regimens: lists of options, decisions of an earlier meeting, "X suivi de Y sont proposés"."""

from __future__ import annotations

import re

from matching.reading.courses.course import Course
from matching.reading.courses.cues import cue_words
from matching.reading.note import Note

_OPTIONS = re.compile(
    r"\b(?:(?:options?|alternatives?|choix|possibilites|hypotheses|strategies|schemas|scenarios?)(?:,? [\w']+){0,5} ?[:?]|(?:a|au) choix ?:|"
    r"(?:que|quoi|quel(?:le)?s?|quid)\b[^.;:?\n]{0,60}\?|(?:tt|ttt|traitements?|chimio\w*|systemique|suite|pec) ?\? ?:?|"
    r"(?:decision|choix|a) (?:a )?(?:prendre|discuter|trancher|choisir|decider)[^.;:?\n]{0,20}:)"
)


def among_options(note: Note, offset: int) -> bool:
    """On a line that opened a list of options: "Options : A ; B", "Ttt ? : A vs B", "Que proposer ? A, B"."""
    return bool(_OPTIONS.search(note.plain, max(note.line(offset)[0], offset - 400), offset))


_DECISION = re.compile(r"\b(?:decision|proposition|avis|rcp)\b[^:;\n]{0,40}$")


def decided_before(note: Note, course: Course) -> bool:
    """ "Décision RCP du 20/02/2024 : TPF puis RT-CT", in a meeting of 2025: what was decided then, whatever was done of it."""
    today = note.meeting
    line = note.line(course.unit.start)[0]
    heads = [date for date in note.dates_between(line, course.regimen.start) if _DECISION.search(note.plain[line : date.start])]
    if note.dates_between(course.regimen.start, course.scope):
        return False
    if not heads or not today or ":" not in note.plain[heads[-1].end : course.regimen.start] or len(heads[-1].iso) < 7:
        return False
    return heads[-1].iso < today.isoformat()[: len(heads[-1].iso)]


_TOGETHER_PROPOSED = re.compile(
    r"[^.;?\n]{0,40}?\b(?:(?P<all>sont (?:\w+ )?|seront )?(?:propose|prevu|envisage|programme|a discuter|a envisager|"
    rf"a proposer|discute)\w*|(?:sont|seraient|restent) (?:des |les |deux )?{cue_words('option')})"
)
_LINK = re.compile(
    r"\)?(?:\([^)]*\)|[^.;?\n()]){0,60}?(?P<link>\bou\b|\bet\b|\+|associee?s? (?:a|au)|avec|\((?:type |protocole |"
    r"schema )?|suivie?s? (?:de|d'|par))[^.;?\n]{0,24}"
)


def propose_together(note: Note, kept: list[Course], course: Course) -> None:
    """ "X associé à Y proposé", "X suivi de Y sont proposés": what is said of the last holds for those before it."""
    verb = _TOGETHER_PROPOSED.match(note.plain, course.regimen.end, course.scope)
    following = course
    for last in reversed(kept):
        link = _LINK.fullmatch(note.plain, last.regimen.end, following.regimen.start)
        if not verb or not link or last.unit is not course.unit or last.given or is_dated(note, last):
            return
        if link["link"].startswith("suivi") and not verb["all"]:
            return
        last.planned, following = True, last


def is_dated(note: Note, course: Course) -> bool:
    """Does a date stand in the reach of its words?"""
    return bool(note.dates_between(course.before, course.scope))
