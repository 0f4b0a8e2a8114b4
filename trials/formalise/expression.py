"""Expressions of criteria, tried only in a sentence, and at its places, where their own words stand.

>>> [found.group() for found in Expression(r"(?<![a-z])(?:strokes?|heart attacks?)").finditer("no stroke within 6 months")]
['stroke']

An expression is often a list of a hundred ways to say something. One automaton of the words that all of them begin with tells, in one pass
over a sentence, which expressions may stand in it and where. What they are is in the files of criteria (trials.formalise.words).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from threading import Lock
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from matching.reading.pattern_words import words_of

Meant = TypeVar("Meant")

_NOWHERE: tuple[int, ...] = ()
_SHORTEST = 2  # letters of a word that tells something
_SIGNS = "<>=≥≤⩾⩽≧≦＞＜(/"  # as much as a word
_PATIENCE = 20  # times as many words looked for one by one as the automaton holds: making it again costs about as much


class Lookout:
    """Expressions whose words are looked for together, in one pass over a sentence.

    A step of the reading that sees sentences of its own has one of its own: the words of all others would only slow it.
    Expressions are made when they are first wanted; until they are worth making the automaton again, each is looked for by itself.
    """

    def __init__(self) -> None:
        self._known: list[Expression] = []
        self._waiting: dict[Expression, None] = {}
        self._tried = 0  # words of those that wait, since the automaton was made
        self._lock = Lock()
        self._look_for(self._known)

    def may_hold(self, text: str, one: Expression) -> bool:
        """Does a text hold a word of an expression that the automaton does not know yet?"""
        self._waiting[one] = None
        self._tried += len(one.words)
        if self._tried >= _PATIENCE * self._words:
            self.take_in()
        return any(word in text.lower() for word in one.words)

    def take_in(self, *some: Expression) -> None:
        """Has the words of these expressions, and of those that wait, looked for from now on: their numbers tell it."""
        with self._lock:
            new = [one for one in dict.fromkeys((*self._waiting, *some)) if one.number < 0]
            known = [*self._known, *new]
            self._look_for(known)  # before the numbers: another thread may be reading
            for number, one in enumerate(new, start=len(self._known)):
                one.number = number
            self._known, self._waiting, self._tried = known, {}, 0

    def _look_for(self, known: list[Expression]) -> None:
        holding: dict[str, list[int]] = {}
        for number, one in enumerate(known):
            for word in one.words:
                holding.setdefault(word, []).append(number)
        self._words = len(holding)
        automaton, numbers = AhoCorasick(list(holding)), list(holding.values())
        # Where the words of the expressions stand in a text, by number; the rows of tables that may stand in it.
        self.standing = lru_cache(maxsize=128)(partial(_standing, automaton, numbers))
        self.rows = lru_cache(maxsize=128)(partial(_rows, self.standing, known))


def _standing(automaton: AhoCorasick, numbers: list[list[int]], text: str) -> dict[int, list[int]]:
    folded = text.lower()
    if len(folded) != len(text):  # a letter whose small form is two
        folded = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    found: dict[int, list[int]] = {}
    for word, start, _ in automaton.find_matches_as_indexes(folded, overlapping=True):
        for number in numbers[word]:
            if number in found:
                found[number].append(start)
            else:
                found[number] = [start]
    return found


def _rows(standing: Callable[[str], dict[int, list[int]]], known: list[Expression], text: str) -> dict[Table[Any], list[int]]:
    found: dict[Table[Any], list[int]] = {}
    for number in standing(text):
        for table, place in known[number].rows:
            found.setdefault(table, []).append(place)
    return found


EVERYWHERE = Lookout()


class Expression:
    """A regular expression with the methods of `re.Pattern`; `pattern` is its source.

    `hints` are words one of which every match holds, where the pattern itself does not tell (matching.reading.pattern_words). A part of
    a sentence is better asked of `compiled`: its words are looked for in whole sentences.
    """

    def __init__(self, pattern: str, flags: int = 0, hints: Sequence[str] = (), among: Lookout = EVERYWHERE):
        self.pattern = pattern
        self.number = -1  # once its words are looked for, which it is; one that is only matched at a place never is
        self.rows: list[tuple[Table[Any], int]] = []  # the tables that it is a row of, with its place in each
        self._flags, self._hints, self._among = flags, hints, among

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

    def _at(self, text: str, starts: Sequence[int]) -> Iterator[re.Match[str]]:
        done = 0
        for place in sorted(set(starts)) if len(starts) > 1 else starts:
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

    def _starts(self, text: str) -> Sequence[int] | None:
        """Where a word of the expression stands; None where that was not looked for."""
        if self.number >= 0:
            return self._among.standing(text).get(self.number, _NOWHERE)
        return None if not self.words or self._among.may_hold(text, self) else _NOWHERE


class Table(Generic[Meant]):
    """Expressions, each with what it stands for; in a sentence only those are tried whose words stand there.

    >>> table = Table([(Expression("strokes?"), "stroke"), (Expression("asthma"), "asthma")])
    >>> [(found.group(), meant) for found, meant in table.finditer("asthma, or two strokes")]
    [('strokes', 'stroke'), ('asthma', 'asthma')]
    """

    def __init__(self, rows: Iterable[tuple[Expression, Meant]], among: Lookout = EVERYWHERE):
        self._rows, self._among = list(rows), among
        for place, (one, _) in enumerate(self._rows):
            one.rows.append((self, place))
        self._anywhere = [place for place, (one, _) in enumerate(self._rows) if not one.words]
        self._always = [self._rows[place] for place in self._anywhere]
        among.take_in(*(one for one, _ in self._rows if one.words))

    def finditer(self, text: str) -> Iterator[tuple[re.Match[str], Meant]]:
        """Every match, with what its expression stands for, in the order of the table."""
        for one, meant in self.likely(text):
            for found in one.finditer(text):
                yield found, meant

    def likely(self, text: str) -> list[tuple[Expression, Meant]]:
        """The rows whose words stand in a sentence."""
        named = self._among.rows(text).get(self)
        if not named:
            return self._always
        return [self._rows[place] for place in sorted(self._anywhere + named)]
