"""Dates as precise as they were stated, and windows before the case's date. Months are calendar months, weeks and days exact.

>>> earliest("2024-02"), latest("2024-02")
(datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
"""

from __future__ import annotations

import calendar
import datetime

from matching.criteria.tree import DateWindow, Span


def earliest(stated: str) -> datetime.date:
    """The first day that an ISO date of any precision may mean: "2024" is 1 January 2024."""
    year, month, day = _parts(stated)
    return datetime.date(year, month or 1, day or 1)


def latest(stated: str) -> datetime.date:
    """The last day that an ISO date of any precision may mean: "2024-02" is 29 February 2024."""
    year, month, day = _parts(stated)
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(stated: str) -> tuple[int, int | None, int | None]:
    parts = [int(part) for part in stated.split("-")]
    return parts[0], parts[1] if len(parts) > 1 else None, parts[2] if len(parts) > 2 else None


def before(day: datetime.date, span: Span) -> datetime.date:
    """The day so long before: one calendar month before 31 March is the last of February."""
    month_index = day.year * 12 + day.month - 1 - span.months
    year, month = divmod(month_index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)) - datetime.timedelta(days=span.days)


def window_verdict(window: DateWindow, stated: str, today: datetime.date) -> bool | None:
    """Does a stated date fall in the window before today, bounds included? Unknown where its precision leaves it open."""
    return days_verdict(window, earliest(stated), latest(stated), today)


def days_verdict(window: DateWindow, first: datetime.date, last: datetime.date | None, today: datetime.date) -> bool | None:
    """The same of a day from `first` to `last`; None: nobody knows how late."""
    answers: list[bool | None] = []
    if window.within is not None:
        bound = before(today, window.within)
        answers.append(True if first >= bound else False if last and last < bound else None)
    if window.older_than is not None:
        bound = before(today, window.older_than)
        answers.append(False if first > bound else True if last and last <= bound else None)
    return False if False in answers else None if None in answers else True
