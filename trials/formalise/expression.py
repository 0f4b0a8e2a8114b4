"""Expressions of criteria, tried only in a sentence, and at its places, where their own words stand.

>>> [found.group() for found in Expression(r"(?<![a-z])(?:strokes?|heart attacks?)").finditer("no stroke within 6 months")]
['stroke']

An expression is often a list of a hundred ways to say something. One automaton of the words that all of them begin with tells, in one pass
over a sentence, which expressions may stand in it and where. What they are is in the files of criteria (trials.formalise.words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick

from matching.reading.pattern_words import words_of


class Expression:
    """A regular expression with the methods of `re.Pattern`; `pattern` is its source."""

    def __init__(self, pattern: str, flags: int = 0):
        self.pattern = pattern
        self.compiled = re.compile(pattern, flags)
        self.match, self.fullmatch = self.compiled.match, self.compiled.fullmatch
        self._any_case = bool(flags & re.IGNORECASE)
        words, self._led = words_of(pattern)
        self._words = sorted({word.lower() for word in words} if self._any_case else words)
        if any(len(word) < _SHORTEST for word in self._words):
            self._words = []  # they stand everywhere
        self._number = len(_EXPRESSIONS)
        _EXPRESSIONS.append(self)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """What `re.finditer` gives."""
        starts = None if start or end is not None else self._starts(text)
        if starts is None or not (self._led or starts == []):
            yield from self.compiled.finditer(text, start, len(text) if end is None else end)
            return
        done = 0
        for place in starts:
            if place >= done and (found := self.compiled.match(text, place)):
                yield found
                done = found.end()

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(text, start, end), None)

    def findall(self, text: str) -> list[str]:
        """The words of every match, whole."""
        return [found.group() for found in self.finditer(text)]

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in the place of every match."""
        return self.compiled.sub(instead, text) if self.search(text) else text

    def _starts(self, text: str) -> list[int] | None:
        """Where a word of the expression stands, in order; None where that was not looked for."""
        known = len(_EXPRESSIONS) // _TOGETHER * _TOGETHER
        folded = text.lower() if self._any_case else text
        if not self._words or self._number >= known or len(folded) != len(text):
            return None
        starts = _standing(folded, known).get(self._number)
        return sorted(set(starts)) if starts else []


_EXPRESSIONS: list[Expression] = []
_SHORTEST = 2  # letters of a word that tells something
_TOGETHER = 32  # expressions are made when they are first wanted; they enter the automaton by so many


@lru_cache(maxsize=32)
def _standing(text: str, known: int) -> dict[int, list[int]]:
    """Where the words of the first `known` expressions stand in a sentence, by the number of the expression."""
    automaton, expressions = _automaton(known)
    found: dict[int, list[int]] = {}
    for word, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        for number in expressions[word]:
            if number in found:
                found[number].append(start)
            else:
                found[number] = [start]
    return found


@cache
def _automaton(known: int) -> tuple[AhoCorasick, list[list[int]]]:
    """All words of the first `known` expressions, and for each word the numbers of its expressions."""
    table: dict[str, list[int]] = {}
    for number, one in enumerate(_EXPRESSIONS[:known]):
        for word in one._words:
            table.setdefault(word, []).append(number)
    return AhoCorasick(list(table)), list(table.values())
