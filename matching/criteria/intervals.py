"""Ends of numbers: whole ones where the catalogue counts in whole numbers, closed ones where an end is left out.

>>> whole(Interval(1, 4, low_open=True, high_open=True))          # more than 1 and fewer than 4
Interval(low=2, high=3, low_open=False, high_open=False)
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from matching.value import INFINITY, Interval


def whole(value: Interval) -> Interval:
    """The interval from the first to the last whole number of this one; as it stands where it holds none, as 0,5 does."""
    if value.low == value.high:
        return value
    low = value.low if math.isinf(value.low) else math.floor(value.low) + 1 if value.low_open else math.ceil(value.low)
    high = value.high if math.isinf(value.high) else math.ceil(value.high) - 1 if value.high_open else math.floor(value.high)
    return Interval(low, high) if low <= high else value


def joined(wanted: Iterable[Interval]) -> tuple[Interval, ...]:
    """Intervals of whole numbers, those with no whole number between them made one: 0 or 1 or 3 is 0 to 1 or 3."""
    found: list[Interval] = []
    for one in sorted(wanted, key=lambda one: (one.low, one.low_open)):
        last = found[-1] if found else None
        if last is None or whole(last).high + 1 < whole(one).low:
            found.append(one)
        elif (one.high, not one.high_open) > (last.high, not last.high_open):
            found[-1] = Interval(last.low, one.high, last.low_open, one.high_open)
    return tuple(found)


def closed_ends(value: Interval) -> tuple[float, float]:
    """The two ends as numbers that belong to the interval: an end left out gives the next number that a float can hold.

    >>> closed_ends(Interval(0, 1, high_open=True))
    (0, 0.9999999999999999)
    """
    low = math.nextafter(value.low, INFINITY) if value.low_open else value.low
    high = math.nextafter(value.high, -INFINITY) if value.high_open else value.high
    return low, high
