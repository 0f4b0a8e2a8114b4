"""Days, however they are written, read with slashes: "12.03.2025", "2025-03-12" and "12 mars 2025" are 12/03/2025.

    >>> with_slashes("TDM du 12.03.2025, TEP du 2025-04-02")
    'TDM du 12/03/2025, TEP du 02/04/2025'
    >>> [day.words for day in days_in_letters("operee le 1er mars 2024")]
    ['01/03/2024']

Months and years alone stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.data_files import load_yaml
from matching.reading.letters import small
from matching.reading.phrases import either
from matching.reading.same_words import Same

MONTHS: tuple[str, ...] = tuple(load_yaml("vocabulary/phrases.yaml")["months"])
_DASH = "[-\u2010\u2011\u2013]"
# A figure comes first, and what may not stand before it after it: a regular expression is tried only where one stands.
_YEAR_FIRST = re.compile(
    rf"(?P<year>(?:19|20)[0-9]\d)(?<![\w.,/-]\d{{4}})(?P<dash>{_DASH})(?P<month>[01]\d)(?P=dash)(?P<day>[0-3]\d)(?![\d/-])"
)
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-9](?<![\w.,/-]\d)(?:(?<=[0-3])\d)?)(?P<sign>\.|{_DASH})(?P<month>[01]?\d)(?P=sign)(?P<year>(?:19|20)\d\d)(?![\d/-])"
)
_IN_LETTERS = re.compile(
    rf"(?P<day>[0-9](?<![\w./,]\d)(?:(?<=[0-3])[0-9])?)(?:er)? (?P<month>{either(MONTHS)}) (?P<year>(?:19|20)\d\d)(?!\d)"
)


def with_slashes(text: str) -> str:
    """The text with the slashes of its dates in figures, the day first; as long as it was."""
    return _DAY_FIRST.sub(_slashed, _YEAR_FIRST.sub(_slashed, text))


def _slashed(date: re.Match[str]) -> str:
    return f"{date['day']}/{date['month']}/{date['year']}"


def days_in_letters(text: str) -> Iterator[Same]:
    """The days of a text (without accents) whose month is a word, in its order."""
    for date in _IN_LETTERS.finditer(small(text)):
        month = MONTHS.index(date["month"]) + 1
        yield Same(*date.span(), f"{int(date['day']):02}/{month:02}/{date['year']}")
