"""How numbers and lengths of time are written in conditions.

>>> number_interval(">= 70"), parse_span("6 months")
(Interval(low=70.0, high=inf, low_open=False, high_open=False), Span(months=6, days=0))
"""

from __future__ import annotations

import math
import re
from typing import Any

from matching.criteria.tree import Span
from matching.value import INFINITY, Interval

COMPARATOR = re.compile(r"^\s*(>=|<=|>|<|=)\s*(.+?)\s*$")
_RANGE = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*$")
_SPAN = re.compile(r"^\s*(\d+)\s*(day|week|month|year)s?\s*$")


def number_interval(value: Any) -> Interval | None:
    """1, ">= 70", "< 50" or "20..30" as an interval; None where it is none of them."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if found := _RANGE.match(str(value)):
        low, high = float(found[1]), float(found[2])
        return Interval(low, high) if low <= high else None
    found = COMPARATOR.match(str(value))
    try:
        bound = float(found[2] if found else value)
    except ValueError:
        return None
    if not math.isfinite(bound):
        return None
    ends = {
        ">=": Interval(bound, INFINITY), ">": Interval(bound, INFINITY, low_open=True),
        "<=": Interval(-INFINITY, bound), "<": Interval(-INFINITY, bound, high_open=True),
    }  # fmt: skip
    return ends.get(found[1], Interval.exactly(bound)) if found else Interval.exactly(bound)


def parse_span(value: Any) -> Span | None:
    """ "6 months" as a Span; a year is twelve calendar months, a week seven days."""
    found = _SPAN.match(str(value))
    if not found:
        return None
    number, unit = int(found[1]), found[2]
    return {
        "day": Span(days=number),
        "week": Span(days=7 * number),
        "month": Span(months=number),
        "year": Span(months=12 * number),
    }[unit]
