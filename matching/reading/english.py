"""An English note read through the French words that say the same, so that one reader serves both languages.

    >>> [(piece.words, piece.start) for piece in in_french("A 58-year-old woman with no evidence of liver metastases.")]
    [('Femme de 58 ans', 0), ('avec', 20), ('pas de', 25), ('metastases hepatiques', 40)]

The words stand in data/vocabulary/english.yaml (english_words.py), what changes place or form in english_changes.yaml
(english_changes.py). Each piece keeps the place of the English words it stands for: what is read is proved by the words as written. A note in
French is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from matching.reading.english_changes import changes
from matching.reading.english_words import any_of, vocabulary, words
from matching.reading.letters import small

_LOOKED_AT = 3000  # characters that tell the language
_WORD = re.compile(r"[a-z]+(?![a-z\d])")  # "HER2" is no word
_OPENING = re.compile(r"(?:^|[.:;!?\n])\s*\Z")  # what stands before a word whose capital opens a sentence


class Piece(NamedTuple):
    """English words at their place, and the French ones that they are read as."""

    start: int
    end: int
    words: str


def is_english(text: str) -> bool:
    """Is a text (without accents) in English? By the small words that neither language can do without."""
    english, french = _signs()
    found = _WORD.findall(text[:_LOOKED_AT].lower())
    said = sum(map(english.__contains__, found))
    return said >= 2 and said > 2 * sum(map(french.__contains__, found))


def in_french(text: str) -> Iterator[Piece]:
    """The pieces of an English text (without accents) that are read as French words, in its order."""
    for found in _any().finditer(small(text)):
        said = _said(text, found)
        before = text[max(0, found.start() - 4) : found.start()]
        opens = text[found.start()].isupper() and said[:1].islower() and _OPENING.search(before)
        yield Piece(found.start(), found.end(), said[0].upper() + said[1:] if opens else said)


def _said(text: str, found: re.Match[str]) -> str:
    """The French of one match: what a change of place makes, or that of a phrase."""
    if found.lastgroup is None:
        return words()[" ".join(found.group().split())]
    change = changes()[found.lastgroup]
    again = change.pattern.match(text, found.start())
    return change.said(again, _again) if again else text[found.start() : found.end()]


def _again(text: str) -> str:
    """A few English words inside a longer piece, in French."""
    pieces, done = [], 0
    for piece in in_french(text):
        pieces += [text[done : piece.start], piece.words]
        done = piece.end
    return "".join(pieces) + text[done:]


@cache
def _signs() -> tuple[frozenset[str], frozenset[str]]:
    signs = vocabulary()["signs"]
    return frozenset(signs["english"]), frozenset(signs["french"])


@cache
def _any() -> re.Pattern[str]:
    """Any piece of a text in small letters: a change of place, else the longest phrase."""
    return re.compile(rf"{_changed(glued=True)}|(?<![\w/.-])(?:{_changed(glued=False)}|{any_of(words())})(?!\w)")


def _changed(glued: bool) -> str:
    """Any change of place; the name of each comes last, so that a pattern is left at the first letter that is not its own."""
    chosen = {name: change.pattern.pattern for name, change in changes().items() if change.glued == glued}
    return "|".join(f"(?:{re.sub(r'[?]P<[a-z_]+>', '?:', pattern)})(?P<{name}>)" for name, pattern in chosen.items())
