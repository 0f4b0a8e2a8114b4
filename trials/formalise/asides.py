"""Words beside what is asked: how and when a value is taken, where the protocol says more, what may be given to reach it.

>>> " ".join(without_asides("lvef >= 50% by echocardiogram or muga (see appendix b)").split())
'lvef >= 50%'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from trials.formalise.expression import Expression, Table
from trials.formalise.piece import Piece
from trials.formalise.words import entries, expression

_MEASURED = ("lab ", "performance", "age", "adult", "sex", "either sex", "measurable", "window", "metastases")


@cache
def _asides() -> Table[None]:
    return Table((_any_of(each["words"], each["hints"]), None) for each in entries("asides"))


@cache
def _timing() -> Expression:
    return _any_of(entries("timing"))


def _any_of(words: list[str], hints: Sequence[str] = ()) -> Expression:
    return Expression(rf"(?<![a-z0-9])(?:{'|'.join(words)})", hints=hints)


def without_asides(text: str) -> str:
    """The sentence with blanks in place of its asides: what is left stands where it stood."""
    for aside, _ in _asides().likely(text):
        text = aside.sub(_blank, text)
    return text


def without_timing(text: str, kept: Sequence[Piece]) -> tuple[str, list[Piece]]:
    """The same without the dates of the values, and its pieces, where it asks for values and nothing that has a date of its own."""
    asked = [piece for piece in kept if piece.axis != "window"]
    if not asked or not all(piece.axis.startswith(_MEASURED) for piece in asked):
        return text, list(kept)
    for found in _timing().compiled.finditer(text):
        if all(found.end() <= piece.start or piece.end <= found.start() for piece in asked):
            text = text[: found.start()] + " " * len(found.group()) + text[found.end() :]
    return text, asked


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def without_abbreviations(text: str) -> str:
    """The sentence with blanks in place of the abbreviations of the words just before: "dihydropyrimidine dehydrogenase (dpd)"."""
    return expression("abbreviation").sub(_if_initials, text)


def _if_initials(found: re.Match[str]) -> str:
    words = found.string[: found.start()].replace("-", " ").split()[-5:]
    return _blank(found) if any(word[0] == found["letters"][0] for word in words) else found.group()
