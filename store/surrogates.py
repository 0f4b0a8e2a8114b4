"""Identifying words replaced by others of exactly the same length, so that offsets hold in both texts.

>>> surrogate("M.  Jean DUPONT, né le  02/03/1956.", [(4, 15, "name"), (24, 34, "birth_date")])
'M.  Xxxx XXXXXX, né le  00/00/0000.'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from store.errors import TextChanged

WORDS = re.compile(r"\w+|\W")


class Span(NamedTuple):
    """`Span(4, 15, "name")`: code points [start, end) of a text that identify someone, and what they are."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Original:
    """`Original(4, 15, "name", "Jean DUPONT")`: what stood at code points [start, end) before it was replaced."""

    start: int
    end: int
    kind: str
    text: str


def surrogate(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """`surrogate("Mme Zoé PETIT, 54 ans", [(4, 13, "name")]) == "Mme Xxx XXXXX, 54 ans"`

    Letters become X or x, digits 0; spaces and punctuation stay, and so does everything outside the spans, which may overlap.
    A span outside the text raises ValueError.
    """
    characters = list(text)
    for original in originals(text, spans):
        characters[original.start : original.end] = _mask(original.text)
    return "".join(characters)


def originals(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[Original, ...]:
    """`originals("Mme Zoé PETIT, 54 ans", [(4, 13, "name")]) == (Original(4, 13, "name", "Zoé PETIT"),)`: to keep encrypted.

    Raises as `surrogate`.
    """
    kept = []
    for start, end, kind in sorted(spans):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"span {start}-{end} is outside a text of {len(text)} characters")
        kept.append(Original(start, end, kind, text[start:end]))
    return tuple(kept)


def rejoin(text: str, originals: Iterable[Original]) -> str:
    """`rejoin("Mme Xxx XXXXX, 54 ans", (Original(4, 13, "name", "Zoé PETIT"),)) == "Mme Zoé PETIT, 54 ans"`

    Raises `TextChanged` when a surrogate is no longer in its place: a name is never written at a guessed one.
    """
    characters = list(text)
    for original in originals:
        if text[original.start : original.end] != _mask(original.text):
            raise TextChanged
        characters[original.start : original.end] = original.text
    return "".join(characters)


def follow(before: str, after: str, originals: Iterable[Original]) -> tuple[Original, ...]:
    """`follow("Mme Xxx", "Note. Mme Xxx", (Original(4, 7, "name", "Zoé"),)) == (Original(10, 13, "name", "Zoé"),)`

    The originals at their places in the edited text. Left out: those whose surrogate was rewritten or removed, and those
    that could as well be such a one ("Xxxx" may be Jean as well as Paul): a name missing is better than another's name.
    """
    moved = []
    lost = []
    blocks = _common_blocks(before, after)
    for original in originals:
        shifts = [there - here for here, there, size in blocks if here <= original.start and original.end <= here + size]
        if shifts:
            moved.append(Original(original.start + shifts[0], original.end + shifts[0], original.kind, original.text))
        else:
            lost.append(original.text)
    return tuple(original for original in moved if not any(_confusable(original.text, text) for text in lost))


def _common_blocks(before: str, after: str) -> list[tuple[int, int, int]]:
    """Where the two texts are the same, word by word: (offset before, offset after, length in characters)."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    old_offsets = [0, *accumulate(map(len, old))]
    new_offsets = [0, *accumulate(map(len, new))]
    return [
        (old_offsets[a], new_offsets[b], old_offsets[a + size] - old_offsets[a])
        for a, b, size in SequenceMatcher(None, old, new).get_matching_blocks()
    ]


def _confusable(text: str, lost: str) -> bool:
    return text not in lost and _mask(text) in _mask(lost)


def _mask(text: str) -> str:
    return "".join(_masked(character) for character in text)


def _masked(character: str) -> str:
    if character.isnumeric():
        return "0"
    if character.isupper() or character.istitle():
        return "X"
    # A combining accent is part of a letter: it must not survive alone.
    return "x" if character.isalpha() or unicodedata.combining(character) else character
