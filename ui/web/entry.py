"""What a person types in a field, and back: numbers with a decimal comma, bounds, dates as in France.

>>> number("72,5"), number("≥ 50"), number("1 à 2")
(72.5, [50.0, None], [1.0, 2.0])
>>> date("03/2025")
'2025-03'
"""

from __future__ import annotations

import datetime
import re
from typing import Any

_NUMBER = r"-?\d+(?:[.,]\d+)?"
_EXACT = re.compile(_NUMBER)
_BOUND = re.compile(rf"(>=|≥|<=|≤)\s*({_NUMBER})")
_RANGE = re.compile(rf"(?:entre\s+)?({_NUMBER})\s*(?:à|et|-|–)\s*({_NUMBER})")
_DATE = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


class EntryError(ValueError):
    """What was typed cannot be the value; the message says what to write instead."""


def number(typed: str) -> Any:
    """A number or [low, high] in the notation of a case, None for an empty field. Raises EntryError."""
    text = typed.strip()
    if not text:
        return None
    if _EXACT.fullmatch(text):
        return _float(text)
    if found := _BOUND.fullmatch(text):
        bound = _float(found[2])
        return [bound, None] if found[1] in (">=", "≥") else [None, bound]
    if found := _RANGE.fullmatch(text):
        low, high = _float(found[1]), _float(found[2])
        if low <= high:
            return [low, high]
    raise EntryError(f"« {text} » n'est pas un nombre : écrire par exemple 72,5 ou ≥ 50 ou 1 à 2")


def date(typed: str) -> str | None:
    """'14/03/2025' -> '2025-03-14', '03/2025' -> '2025-03', '2025' -> '2025'; None for an empty field. Raises EntryError."""
    text = typed.strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    if found:
        day, month, year = found.groups()
        try:
            datetime.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            found = None
    if not found:
        raise EntryError(f"« {text} » n'est pas une date : écrire JJ/MM/AAAA, MM/AAAA ou AAAA")
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _float(text: str) -> float:
    return float(text.replace(",", "."))
