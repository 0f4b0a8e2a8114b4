"""A length that a note gives: "41 mm", "4 x 3 x 2 cm", "< 1 mm".

>>> [length.millimetres for length in lengths(read_note("Tumeur de 4 x 3 cm, CRM < 1 mm"))]
[40.0, 1.0]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from matching.reading.note import Note
from matching.reading.sought import Sought
from matching.reading.values import to_float

_SIDE = r"\d{1,3}(?:[.,]\d+)?"
_BY = r"(?: ?(?:mm|cm))?(?: ?(?:x|sur|\*|par|/) ?"
_LENGTH = Sought(
    rf"(?<![\w.,/+-])(?P<sign>[<>]=? ?)?(?P<a>{_SIDE}){_BY}(?P<b>{_SIDE})(?: ?(?:mm|cm))?)?"
    rf"(?: ?(?:x|sur|\*|par|/) ?(?P<c>{_SIDE}))? ?(?P<unit>mm|cm|millimetres?|centimetres?)(?![a-z0-9/23])"
)


class Length(NamedTuple):
    """The largest side of what is measured, in millimetres, at plain offsets."""

    start: int
    end: int
    millimetres: float
    sign: str  # "<", "<=", ">", ">=" or ""
    in_cm: bool
    unit_start: int  # where its sentence begins
    before: str  # the words of its sentence before it


def lengths(note: Note) -> Iterator[Length]:
    """The lengths of a note, in the order of the text; those of other cancers, of relatives, of habits and of the laboratory left out."""
    for found in _LENGTH.finditer(note):
        start, end = found.span()
        unit = note.unit_at(start)
        if note.is_other(start) or unit.section in ("family", "biology", "habits"):
            continue
        in_cm = found["unit"].startswith("c")
        millimetres = max(to_float(found[side]) for side in "abc" if found[side]) * (10 if in_cm else 1)
        before = note.plain[max(unit.start, start - 60) : start]
        yield Length(start, end, millimetres, (found["sign"] or "").strip(), in_cm, unit.start, before)
