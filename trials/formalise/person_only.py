"""What only a person can say beside what a case can tell: consent, contraception, life expectancy, the investigator's judgement.

>>> apart("active infection that would interfere with the study", "exclusion")
Apart(text='active infection                                    ', narrows=True)
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from trials.formalise.bounds import Reading
from trials.formalise.expression import Expression
from trials.formalise.words import entries, expression


class Apart(NamedTuple):
    """A sentence without its clauses for a person: did they narrow what is said ("clinically significant"), or ask for more?"""

    text: str
    narrows: bool


@cache
def _clauses(kind: str) -> Expression:
    return Expression(rf"(?<![a-z0-9])(?:{'|'.join(entries('person_only')[kind])})")


def apart(text: str, kind: str) -> Apart | None:
    """The sentence with blanks in place of such clauses; None without any, or where they are joined in a way that nobody can tell."""
    narrowed = _clauses("narrowing").sub(_blank, text)
    left = _clauses("asking").sub(_blank, narrowed)
    if left == text or expression("any_illness").search(text) or (left != narrowed and narrowed != text):
        return None
    if not all(_joins(narrowed, found, kind) for found in _clauses("asking").finditer(narrowed)):
        return None
    return Apart(left, narrowed != text)


def _joins(text: str, found: re.Match[str], kind: str) -> bool:
    """Is the clause one more thing asked for (inclusion), one more way to be refused (exclusion)? Else it bears on the rest."""
    before, own = text[: found.start()].rstrip(), found.group().lstrip()
    joined = own.startswith("or ") or own.rstrip().endswith(" or") or re.search(r"\b(?:or|ou)$", before) is not None
    if kind == "inclusion":
        return not joined
    return joined or not before or before[-1] in ",.;)"


def bounded(reading: Reading, told: Apart, kind: str) -> Reading:
    """What a whole reading of the rest is to the sentence."""
    if reading.bound != "whole" or reading.condition is None:
        return Reading()
    if not told.narrows:
        return Reading(reading.condition, "necessary" if kind == "inclusion" else "sufficient")
    if set(reading.condition) == {"not"}:
        return Reading(reading.condition, "sufficient")
    return Reading(reading.condition, "necessary") if '"not"' not in str(reading.condition).replace("'", '"') else Reading()


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
