"""A length that a note gives: "41 mm", "4 x 3 x 2 cm", "< 1 mm".

>>> [length.millimetres for length in lengths(read_note("Tumeur de 4 x 3 cm, CRM < 1 mm"))]
[40.0, 1.0]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sought import Sought
from matching.reading.values import to_float

_SIDE = r"\d{1,3}(?:[.,]\d+)?"
_BY = r"(?: ?(?:mm|cm))?(?: ?(?:x|sur|\*|par|/) ?"
_LENGTH = Sought(
    rf"(?<![\w.,/+-])(?:(?P<others>{_SIDE}(?:, {_SIDE}){{0,4}}),? et )?(?P<sign>[<>]=? ?)?(?P<a>{_SIDE}){_BY}(?P<b>{_SIDE})(?: ?(?:mm|cm))?)?"
    rf"(?: ?(?:x|sur|\*|par|/) ?(?P<c>{_SIDE}))? ?(?P<unit>mm|cm|millimetres?|centimetres?)(?![a-z0-9/23])"
)


# "n'en fait plus que 27", "réduite à 40": a later figure of the same thing, without its unit
_LATER = re.compile(
    rf"(?:[^.\d\n]|[cjms]\d{{1,2}}){{0,40}}\b{phrases('reduced_to')} (?P<a>{_SIDE})(?= ?(?:[;,)\n]|\.(?!\d)|$|a |au |en |apres |le ))"
)


class Length(NamedTuple):
    """The largest side of what is measured, or of the largest of a list ("8, 11 et 13 mm"), in millimetres, at plain offsets."""

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
        sides = [found[side] for side in "abc" if found[side]] + re.findall(_SIDE, found["others"] or "")
        millimetres = max(map(to_float, sides)) * (10 if in_cm else 1)
        before = note.plain[max(unit.start, start - 60) : start]
        yield Length(start, end, millimetres, (found["sign"] or "").strip(), in_cm, unit.start, before)
        if later := _LATER.match(note.plain, end, note.line(start)[1]):
            millimetres, before = to_float(later["a"]) * (10 if in_cm else 1), note.plain[start : later.start("a")]
            yield Length(later.start("a"), later.end(), millimetres, "", in_cm, unit.start, before)
