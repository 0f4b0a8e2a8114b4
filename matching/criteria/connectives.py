"""The connectives of three-valued logic on functions: each stops at the part that decides it.

>>> all_of([lambda case: True, lambda case: None])(case) is None
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from matching.criteria.evaluate import Truth

Given = TypeVar("Given")  # a case, a set or a record
Answer: TypeAlias = Callable[[Given], Truth]


def negated(part: Answer[Given]) -> Answer[Given]:
    """True where the part is false, false where it is true."""

    def decide(given: Given) -> Truth:
        answer = part(given)
        return None if answer is None else not answer

    return decide


def all_of(parts: list[Answer[Given]]) -> Answer[Given]:
    """False at the first part that is false; true where all are true."""

    def decide(given: Given) -> Truth:
        value: Truth = True
        for part in parts:
            answer = part(given)
            if answer is False:
                return False
            if answer is None:
                value = None
        return value

    return decide


def any_of(parts: list[Answer[Given]]) -> Answer[Given]:
    """True at the first part that is true; false where all are false."""

    def decide(given: Given) -> Truth:
        value: Truth = False
        for part in parts:
            answer = part(given)
            if answer:
                return True
            if answer is None:
                value = None
        return value

    return decide


def at_least(n: int, parts: list[Answer[Given]]) -> Answer[Given]:
    """True where n parts are true, false where fewer than n may be."""

    def decide(given: Given) -> Truth:
        sure, possible = 0, len(parts)
        for part in parts:
            answer = part(given)
            sure += answer is True
            possible -= answer is False
            if sure >= n or possible < n:
                break
        return True if sure >= n else None if possible >= n else False

    return decide
