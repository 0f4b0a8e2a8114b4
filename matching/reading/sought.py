"""Patterns sought in a whole note, tried only where their own words stand.

    >>> lost = Sought(r"\\b(?:perte|amaigrissement) de (\\d+) ?kg")
    >>> sorted(lost.words), lost.led
    (['amaigrisseme', 'perte de '], True)
    >>> [found[1] for found in lost.finditer(Note("Amaigrissement de 6 kg"))]
    ['6']

Forty regular expressions that each run over every character cost a quarter of the reading. Most of them begin with words, or hold one of
a few words that they cannot do without (matching.reading.pattern_words). One automaton finds those of all patterns in one pass over
the note; and a pattern is tried where a match can begin, or else over the lines that hold one of its words (over the whole text where it may
go over a line break).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation

from matching.reading.note import Note
from matching.reading.pattern_words import stays_in_a_line, words_of

_PATTERNS: list[Sought] = []


class Sought:
    """A compiled pattern that is looked for in all of `note.plain`, or of `note.cased`. `words`: every match begins with one of them
    (`led`) or holds one."""

    def __init__(self, pattern: str, cased: bool = False):
        self.pattern = re.compile(pattern)
        self.words, self.led = words_of(pattern)
        self._of_a_line = not self.led and stays_in_a_line(pattern)
        self._cased = cased  # its words are in small letters all the same, and are looked for in `note.plain`
        self._number = len(_PATTERNS)
        _PATTERNS.append(self)

    def text_of(self, note: Note) -> str:
        """The text of the note that the pattern is about."""
        return note.cased if self._cased else note.plain

    def finditer(self, note: Note, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """What `re.finditer` gives over a passage of the note, in the order of the text."""
        text = self.text_of(note)
        end = len(text) if end is None else end
        if not self.words:
            return self.pattern.finditer(text, start, end)
        places = self._places(note, start, end)
        if not places:
            return iter(())
        if self.led:
            return self._at(text, places, end)
        return self._in_lines(text, places, start, end) if self._of_a_line else self.pattern.finditer(text, start, end)

    def search(self, note: Note, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match."""
        end = len(note.plain) if end is None else end
        if self.words and not self._places(note, start, end):
            return None
        return next(self.finditer(note, start, end), None)

    def match(self, note: Note, start: int, end: int | None = None) -> re.Match[str] | None:
        """The match that begins at an offset."""
        text = self.text_of(note)
        end = len(text) if end is None else end
        if self.words and not self._places(note, start, start + 1 if self.led else end):
            return None
        return self.pattern.match(text, start, end)

    def _places(self, note: Note, start: int, end: int) -> list[int]:
        """Where its words stand in a passage."""
        places = _starts(note).get(self._number)
        if not places or (start <= places[0] and places[-1] < end):
            return places or []
        return places[bisect_left(places, start) : bisect_left(places, end)]

    def _at(self, text: str, starts: list[int], end: int) -> Iterator[re.Match[str]]:
        """The matches that begin at some offsets, none inside another."""
        done = 0
        for start in starts:
            if start >= done and (found := self.pattern.match(text, start, end)):
                yield found
                done = found.end()

    def _in_lines(self, text: str, starts: list[int], first: int, end: int) -> Iterator[re.Match[str]]:
        """The matches on the lines that hold some offsets."""
        done = first
        for start in starts:
            if start >= done:
                done, begin = min(end, text.find("\n", start) + 1 or end), max(done, text.rfind("\n", 0, start) + 1)
                yield from self.pattern.finditer(text, begin, done)


def _starts(note: Note) -> dict[int, list[int]]:
    """Where the words of each pattern stand in the note, by the number of the pattern; found once."""
    known, starts = note.sought
    if known < len(_PATTERNS):
        automaton, patterns = _automaton(len(_PATTERNS))
        starts = defaultdict(list)
        for word, start, _ in automaton.find_matches_as_indexes(note.plain, overlapping=True):
            for number in patterns[word]:
                starts[number].append(start)
        for places in starts.values():
            places.sort()
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
