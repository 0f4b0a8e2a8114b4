"""What a family of criteria finds in a sentence: some words, and the condition that they state."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from trials.formalise.expression import Expression, Lookout, Table
from trials.formalise.words import alternatives, entries, expanded, expression, is_expression, plain

Json = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """Words from `start` to `end` of a sentence made plain, and their condition.

    Pieces of one `axis` next to each other answer one question ("stage III or IV"). `bound` says what the condition is to the
    words: "whole" (the same) or "necessary" (the words ask for more). `standalone` pieces mean the same without what follows.
    """

    start: int
    end: int
    axis: str
    condition: Json
    bound: str = "whole"
    standalone: bool = True
    rank: int = 0


@dataclass(frozen=True)
class Setting:
    """What the trial says around a sentence: its kind, whether the trial is one of haematology."""

    kind: str = "inclusion"
    haematology: bool = False


_ESCAPE = re.compile(r"\\([<>=*_\[\]~&.+-])")
_STAGES = re.compile(r"\b(iv|i{1,3})([abc])-([abc])\b")  # "IIIA-B"
_CUBIC = re.compile(r"mm ?\(?\^?3\)?")
_WRITTEN = Lookout()  # how comparators and powers are written, in sentences that no family has seen yet
_RESULT = re.compile(r" ?([+-]) ?ve\b")  # "HER2 -ve"


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A sentence as the families read it: plain, comparators as signs, powers and blanks in one way.

    >>> normal("ANC greater than or equal to 1.5 × 10⁹/L")
    'anc >= 1.5 x 10^9/l'
    """
    found = plain(_ESCAPE.sub(r"\1", text) if "\\" in text else text)
    found = _CUBIC.sub("mm3", found) if "mm" in found else found
    found = _STAGES.sub(r"\1\2-\1\3", found) if "-" in found else found
    found = _RESULT.sub(lambda m: " positive" if m[1] == "+" else " negative", found) if "ve" in found else found
    return _with_signs(found) if _written().likely(found) else " ".join(found.split())


def _with_signs(found: str) -> str:
    for pattern, signs in _signs():
        found = pattern.sub(partial(_sign, signs), found)
    found = expression("numbers_again", _WRITTEN).sub(r"\g<figure>", found)
    found = expression("recist", _WRITTEN).sub("recist", found).replace("l0^9", "10^9")
    found = expression("power", _WRITTEN).sub(r"x 10^\1", found)
    found = " ".join(found.split()).replace("> =", ">=").replace("< =", "<=").strip()
    found = expression("or_more", _WRITTEN).sub(lambda m: f"{'>=' if m['more'] else '<='} {m['number']}{m['unit']}", found)
    found = expression("and_over", _WRITTEN).sub(lambda m: f"{m['sign']}= {m['number']}{m['unit']}", found)
    return found.replace(">= >=", ">=").replace("> >=", ">=").replace("<= <=", "<=")


_WORDED = {"<": "under", ">": "over", ">=": "at least", "<=": "at most"}


def spoken(phrase: str) -> str:
    """Words made plain as a person reads them: a sign before no figure is a word again.

    >>> spoken("tumors < surveillance for >= 2 years")
    'tumors under surveillance for >= 2 years'
    """
    return re.sub(r"(?:[<>]=?)(?= [a-z])", lambda found: _WORDED[found.group()], phrase)


def _sign(signs: list[str], found: re.Match[str]) -> str:
    return signs[(found.lastindex or 1) - 1]


@cache
def _written() -> Table[str]:
    """All that one step makes plain, to see whether a sentence holds any of it."""
    names = ("numbers_again", "recist", "power", "or_more", "and_over")
    return Table([*((one, "sign") for one, _ in _signs()), *((expression(name, _WRITTEN), name) for name in names)], _WRITTEN)


@cache
def _signs() -> tuple[tuple[Expression, list[str]], ...]:
    """Comparators, with the sign of each group: those with equality first ("no greater than" before "greater than")."""
    found = []
    for pair in (entries("comparators")[:2], entries("comparators")[2:]):
        groups = []
        for entry in pair:
            words = sorted(entry["words"], key=len, reverse=True)
            groups.append(
                "|".join(rf"(?<![a-z]){word}(?![a-z])" if word[-1].isalpha() else rf"(?<![<>=]){word}(?!=)" for word in words)
            )
        signs = Expression("|".join(f"({group})" for group in groups), among=_WRITTEN)
        found.append((signs, [entry["sign"] for entry in pair]))
    return tuple(found)


@cache
def compiled(table: str, *path: str | int) -> Expression:
    """The alternatives that stand at a place of criteria.yaml: compiled("labs", "lab.alt", "names")."""
    found: Any = entries(table)
    hints: list[str] = []
    for step in path:
        hints = found.get("hints", []) if isinstance(found, dict) else []
        found = found[step]
    return alternatives([expanded(pattern) for pattern in found], hints=hints)


@cache
def table(name: str) -> Table[Any]:
    """A table of the files of criteria: each entry, or its name, with its expression: table("facts"), table("metastases_of")."""
    found: Any = entries(name)
    if isinstance(found, dict):
        return Table((compiled(name, key), key) for key in found)
    return Table((compiled(name, index, "words"), entry) for index, entry in enumerate(found))


def any_stands(text: str, *names: str) -> bool:
    """May one of these expressions of the files, or lists, match in a sentence: any_stands(text, "stage", "tnm")?"""
    return bool(_side_by_side(names).likely(text))


@cache
def _side_by_side(names: tuple[str, ...]) -> Table[str]:
    return Table((expression(name) if is_expression(name) else compiled(name), name) for name in names)


def chosen(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces that do not overlap: the longest kept, then in the order of the sentence."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (-one.rank, one.start - one.end, one.start)):
        if all(piece.end <= other.start or piece.start >= other.end for other in kept):
            kept.append(piece)
    return sorted(kept, key=lambda one: one.start)
