"""Patterns sought in a whole note, tried only where their own words stand.

    >>> lost = Sought(r"\\b(?:perte|amaigrissement) de (\\d+) ?kg")
    >>> sorted(lost.words), lost.led
    (['amaigrisseme', 'perte de '], True)
    >>> [found[1] for found in lost.finditer(Note("Amaigrissement de 6 kg"))]
    ['6']

Forty regular expressions that each run over every character cost a quarter of the reading. Most of them begin with words, or hold one of
a few words that they cannot do without. Those are derived from the pattern; one automaton finds those of all patterns in one pass over
the note; and a pattern is tried where a match can begin, or over the text only when one of its words is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from matching.reading.note import Note

_PATTERNS: list[Sought] = []
_MOST, _LONGEST = 1200, 12  # words of one pattern, letters of one word: more would select no better
_EVERYWHERE = " .,0123456789"
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


class Sought:
    """A compiled pattern that is looked for in all of `note.plain`. `words`: every match begins with one of them (`led`) or holds one."""

    def __init__(self, pattern: str):
        self.pattern = re.compile(pattern)
        parsed = parser.parse(pattern)
        beginnings = _shortest(_beginnings(parsed))
        self.led = _selective(beginnings)
        self.words = beginnings if self.led else _needed(parsed)
        self._number = len(_PATTERNS)
        _PATTERNS.append(self)

    def finditer(self, note: Note) -> Iterator[re.Match[str]]:
        """What `re.finditer` gives, in the order of the text."""
        if not self.words:
            yield from self.pattern.finditer(note.plain)
            return
        starts = _starts(note).get(self._number)
        if starts is None:
            return
        if not self.led:
            yield from self.pattern.finditer(note.plain)
            return
        end = 0
        for start in sorted(starts):
            if start >= end and (found := self.pattern.match(note.plain, start)):
                yield found
                end = found.end()

    def search(self, note: Note) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(note), None)


def _starts(note: Note) -> dict[int, list[int]]:
    """Where the words of each pattern stand in the note, by the number of the pattern; found once."""
    known, starts = note.sought
    if known < len(_PATTERNS):
        automaton, patterns = _automaton(len(_PATTERNS))
        starts = {}
        for word, start, _ in automaton.find_matches_as_indexes(note.plain, overlapping=True):
            for number in patterns[word]:
                starts.setdefault(number, []).append(start)
        note.sought = len(_PATTERNS), starts
    return starts


@cache
def _automaton(count: int) -> tuple[AhoCorasick, list[list[int]]]:
    """All words of the first `count` patterns, and for each word the numbers of its patterns."""
    table: dict[str, list[int]] = {}
    for number, one in enumerate(_PATTERNS[:count]):
        for word in one.words:
            table.setdefault(word, []).append(number)
    return AhoCorasick(list(table), implementation=Implementation.ContiguousNFA), list(table.values())


# What a pattern begins with -----------------------------------------------------------------------------------------------------


def _beginnings(parsed: Iterable[Any]) -> set[str]:
    """Texts one of which every match begins with; {""} where it may begin with anything."""
    ended, growing = _grown(parsed, {""})
    return ended | growing


def _grown(parsed: Iterable[Any], growing: set[str]) -> tuple[set[str], set[str]]:
    """Beginnings that what follows cannot lengthen, and those that it can."""
    ended: set[str] = set()
    for kind, value in parsed:
        if kind is op.ASSERT and value[0] > 0:  # what must follow: "dr(?= )"
            ahead, longer = _grown(value[1], growing)
            return ended | ahead | longer, set()
        if kind in _ZERO_WIDTH:
            continue
        more, longer = _lengthened(kind, value, growing)
        ended |= more
        done = {text for text in longer if len(text) >= _LONGEST}
        ended |= done
        if len(longer) > _MOST:
            return ended | growing, set()
        growing = longer - done
        if not growing:
            break
    return ended, growing


def _lengthened(kind: Any, value: Any, growing: set[str]) -> tuple[set[str], set[str]]:
    """One element of a pattern after texts: those that end there, and those that go on."""
    if kind is op.LITERAL:
        return set(), {text + chr(value) for text in growing}
    if kind is op.IN and (letters := _letters(value)):
        return set(), {text + letter for text in growing for letter in letters}
    if kind is op.SUBPATTERN and not value[1]:
        return _grown(value[-1], growing)
    if kind is op.BRANCH:
        branches = [_grown(branch, growing) for branch in value[1]]
        return set().union(*(ended for ended, _ in branches)), set().union(*(longer for _, longer in branches))
    if kind in _REPEATS:
        least, most, repeated = value
        ended, longer = _grown(repeated, growing)
        if most > 1:
            ended, longer = ended | longer, set()
        return ended, longer if least else longer | growing
    return growing, set()


def _letters(members: list[Any]) -> str:
    """The letters of a small class, "" for any other."""
    found = ""
    for kind, value in members:
        if kind is op.LITERAL:
            found += chr(value)
        elif kind is op.RANGE and value[1] - value[0] < 10:
            found += "".join(map(chr, range(value[0], value[1] + 1)))
        else:
            return ""
    return found


def _shortest(texts: set[str]) -> frozenset[str]:
    """Without those that begin with another one."""
    return frozenset(text for text in texts if not any(text[:length] in texts for length in range(len(text))))


def _selective(texts: frozenset[str]) -> bool:
    """Single letters are everywhere: at most one in ten."""
    return "" not in texts and 10 * sum(len(text) == 1 for text in texts) <= len(texts)


# What a pattern cannot do without -----------------------------------------------------------------------------------------------


def _needed(parsed: Iterable[Any]) -> frozenset[str]:
    """Texts one of which every match holds: of those that can be told the longest; empty where nothing can."""
    elements = list(parsed)
    best: frozenset[str] = frozenset()
    for place, (kind, value) in enumerate(elements):
        for found in (_shortest(_beginnings(elements[place:])), _held(kind, value)):
            if _worth(found) > _worth(best):
                best = found
    return best


def _held(kind: Any, value: Any) -> frozenset[str]:
    """What every match of one element holds."""
    if kind is op.SUBPATTERN:
        return _needed(value[-1])
    if kind in _REPEATS and value[0]:
        return _needed(value[2])
    if kind is op.BRANCH:
        branches = [_needed(branch) for branch in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()


def _worth(texts: frozenset[str]) -> int:
    """Letters of the shortest; 0 where a text is but blanks, dots and figures, which are everywhere, or where there are too many."""
    return min((len(text.strip(_EVERYWHERE)) for text in texts), default=0) if len(texts) <= _MOST else 0
