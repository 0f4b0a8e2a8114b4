"""A regimen with what the words around it tell of its course.

"L1 FOLFIRI + bévacizumab 03/2025 -> RP en 06/25 -> PROGRESSION"
received, line 1, start 2025-03, response partial, stopped for progression
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from operator import attrgetter

from matching.reading.courses.regimens import Regimen
from matching.reading.sentences import Unit

_START = attrgetter("regimen.start")
BEST_FIRST = ("complete", "partial", "stable", "progression")


@dataclass
class Course:
    """A regimen with what is said of it.

    Its words reach from `before` (the regimen before it in its sentence) to `scope` (the next one, or the end of the sentence).
    """

    regimen: Regimen
    planned: bool
    unit: Unit
    before: int
    scope: int
    setting: str | None = None
    line: int | None = None
    start: str | None = None
    end: str | None = None
    dose_gy: float | None = None
    cycles: int | None = None
    response: str | None = None
    stopped_for: str | None = None
    ended_parts: dict[tuple[str, ...], tuple[str | None, str | None]] = field(default_factory=dict)  # some drugs: when, why
    progressed: tuple[int, str | None] | None = None  # where a progression on it is told, and its date
    maintenance: bool = False
    continued: bool = False
    perioperative: bool = False  # before and after the operation
    again: bool = False
    explicit: bool = False  # the words say the setting
    given: bool = False  # the words say that it was
    decided: bool = False  # an arrow leads to it: "stade I -> surveillance"
    reference: bool = False  # named in passing ("FEVG avant R-CHOP"): adds to a record, makes none

    @property
    def failed(self) -> bool:
        """Did the disease progress under it?"""
        return self.progressed is not None or "progression" in (self.stopped_for, self.response)


def beginning_in(courses: list[Course], start: int, end: int) -> list[Course]:
    """Those of the courses, in the order of the text, whose regimen begins in a passage."""
    return courses[bisect_left(courses, start, key=_START) : bisect_left(courses, end, key=_START)]
