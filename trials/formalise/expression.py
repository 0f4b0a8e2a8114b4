"""Expressions of criteria, tried only in a sentence, and at its places, where their own words stand.

>>> [found.group() for found in Expression(r"(?<![a-z])(?:strokes?|heart attacks?)").finditer("no stroke within 6 months")]
['stroke']

An expression is often a list of a hundred ways to say something. One automaton of the words that all of them begin with tells, in one pass
over a sentence, which expressions may stand in it and where. What they are is in the files of criteria (trials.formalise.words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from matching.reading.pattern_words import words_of

Meant = TypeVar("Meant")


class Expression:
    """A regular expression with the methods of `re.Pattern`; `pattern` is its source.

    `hints` are words one of which every match holds, where the pattern itself does not tell (matching.reading.pattern_words). A part of
    a sentence is better asked of `compiled`: its words are looked for in whole sentences.
    """

    def __init__(self, pattern: str, flags: int = 0, hints: Sequence[str] = ()):
        self.pattern = pattern
        self._flags, self._hints = flags, hints
        self._number = -1  # one that is only matched at a place never enters the automaton

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself, compiled when its words first stand somewhere."""
        return re.compile(self.pattern, self._flags)

    @cached_property
    def _told(self) -> tuple[Iterable[str], bool]:
        return (self._hints, False) if self._hints else words_of(self.pattern)

    @cached_property
    def _led(self) -> bool:
        """Does every match begin with one of the words?"""
        return self._told[1]

    @cached_property
    def words(self) -> list[str]:
        """Words one of which every match holds, worked out when they are first wanted; none where they would stand everywhere."""
        found = {word.lower() for word in self._told[0]}
        return [] if any(len(word) < _SHORTEST and word not in _SIGNS for word in found) else sorted(found)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterable[re.Match[str]]:
        """What `re.finditer` gives."""
        if start or end is not None:
            return self.compiled.finditer(text, start, len(text) if end is None else end)
        starts = self._starts(text)
        if starts is _NOWHERE:
            return ()
        return self._at(text, starts) if starts and self._led else self.compiled.finditer(text)

    def _at(self, text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
        done = 0
        for place in sorted(set(starts)):
            if place >= done and (found := self.compiled.match(text, place)):
                yield found
                done = found.end()

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match at the beginning, or at a place; looked for in a sentence that holds one of the hints, where there are some."""
        if self._hints and not start and not self.stands(text):
            return None
        return self.compiled.match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match of a whole text, or of all that stands between two places."""
        if self._hints and not start and not self.stands(text):
            return None
        return self.compiled.fullmatch(text, start, len(text) if end is None else end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match."""
        if start or end is not None:
            return self.compiled.search(text, start, len(text) if end is None else end)
        starts = self._starts(text)
        if starts is _NOWHERE:
            return None
        return next(self._at(text, starts), None) if starts and self._led else self.compiled.search(text)

    def stands(self, text: str) -> bool:
        """May a match stand in a text, or in a part of it?"""
        return self._starts(text) is not _NOWHERE

    def split(self, text: str) -> list[str]:
        """What stands between the matches."""
        return self.compiled.split(text)

    def findall(self, text: str) -> list[str]:
        """The words of every match, whole."""
        return [found.group() for found in self.finditer(text)]

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with something else in the place of every match."""
        starts = self._starts(text)
        if starts is _NOWHERE:
            return text
        if not starts or not self._led:
            return self.compiled.sub(instead, text)
        kept: list[str] = []
        done = 0
        for found in self._at(text, starts):
            kept += (text[done : found.start()], found.expand(instead) if isinstance(instead, str) else instead(found))
            done = found.end()
        return "".join((*kept, text[done:]))

    def enter(self) -> int:
        """Makes the automaton look for the words of the expression; returns its number there."""
        if self._number < 0:
            self._number = len(_EXPRESSIONS)
            _EXPRESSIONS.append(self)
        return self._number

    def _starts(self, text: str) -> Sequence[int] | None:
        """Where a word of the expression stands; None where that was not looked for."""
        number = self._number
        if number < 0:
            if not self.words:
                return None
            number = self.enter()
        known, standing = _standing(text)
        if number < known:
            return standing.get(number, _NOWHERE)
        return None if any(word in text.lower() for word in self.words) else _NOWHERE


class Table(Generic[Meant]):
    """Expressions, each with what it stands for; in a sentence only those are tried whose words stand there.

    >>> table = Table([(Expression("strokes?"), "stroke"), (Expression("asthma"), "asthma")])
    >>> [(found.group(), meant) for found, meant in table.finditer("asthma, or two strokes")]
    [('strokes', 'stroke'), ('asthma', 'asthma')]
    """

    def __init__(self, rows: Iterable[tuple[Expression, Meant]]):
        self._rows = list(rows)
        self._places = {one.enter(): place for place, (one, _) in enumerate(self._rows) if one.words}
        self._anywhere = [place for place, (one, _) in enumerate(self._rows) if not one.words]
        self._last = max(self._places, default=-1)

    def finditer(self, text: str) -> Iterator[tuple[re.Match[str], Meant]]:
        """Every match, with what its expression stands for, in the order of the table."""
        for one, meant in self.likely(text):
            for found in one.finditer(text):
                yield found, meant

    def likely(self, text: str) -> list[tuple[Expression, Meant]]:
        """The rows whose words stand in a sentence."""
        known, standing = _standing(text)
        if self._last >= known:
            return self._rows
        named = [self._places[number] for number in standing.keys() & self._places.keys()]
        return [self._rows[place] for place in sorted(self._anywhere + named)]


_NOWHERE: tuple[int, ...] = ()
_EXPRESSIONS: list[Expression] = []
_SHORTEST = 2  # letters of a word that tells something
_SIGNS = "<>=≥≤⩾⩽≧≦＞＜(/"  # as much as a word
_TOGETHER = 32  # expressions are made when they are first wanted; they enter the automaton by so many


@lru_cache(maxsize=128)
def _standing(text: str) -> tuple[int, dict[int, list[int]]]:
    """How many expressions were looked for in a sentence, and where the words of those stand, by the number of the expression."""
    folded = text.lower()
    if len(folded) != len(text):
        return 0, {}
    known = len(_EXPRESSIONS) // _TOGETHER * _TOGETHER
    automaton, expressions = _automaton(known)
    found: dict[int, list[int]] = {}
    for word, start, _ in automaton.find_matches_as_indexes(folded, overlapping=True):
        for number in expressions[word]:
            if number in found:
                found[number].append(start)
            else:
                found[number] = [start]
    return known, found


@cache
def _automaton(known: int) -> tuple[AhoCorasick, list[list[int]]]:
    """All words of the first `known` expressions, and for each word the numbers of its expressions."""
    table: dict[str, list[int]] = {}
    for number, one in enumerate(_EXPRESSIONS[:known]):
        for word in one.words:
            table.setdefault(word, []).append(number)
    return AhoCorasick(list(table)), list(table.values())
