"""A text cut where its marks begin and end, so that marks that overlap can be shown side by side.

>>> [(piece.text, piece.keys) for piece in cut("cT2 N0", [(0, 3, "tumour.t"), (0, 6, "tumour.stage")])]
[('cT2', ('tumour.stage', 'tumour.t')), (' N0', ('tumour.stage',))]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Piece:
    """A run of the text and the keys of the marks that cover it, sorted; none where nothing does."""

    text: str
    keys: tuple[str, ...] = ()


def cut(text: str, marks: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """The whole text in order, piece by piece. A mark that lies outside the text is left out."""
    inside = [(start, end, key) for start, end, key in marks if 0 <= start < end <= len(text)]
    bounds = sorted({0, len(text), *(start for start, _, _ in inside), *(end for _, end, _ in inside)})
    pieces: list[Piece] = []
    for start, end in pairwise(bounds):
        keys = tuple(sorted({key for first, last, key in inside if first <= start and end <= last}))
        if pieces and pieces[-1].keys == keys:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], keys)
        else:
            pieces.append(Piece(text[start:end], keys))
    return pieces
