"""The words that qualify others ("pas de", "suspicion de", "refuse", "mère"), found in a note: see qualifiers.py for what they bear on.

    >>> [(cue.words, cue.axes) for cue in cues_between(Note("Pas de métastase ?"), "after", 16, 18)]
    [('?', ('uncertain', 'planned'))]

Vocabulary: data/vocabulary/qualifiers.yaml, which says how its forms are written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.phrases import either_of
from matching.reading.sought import Sought

_LEAD, _TAIL = r"(?<![a-z0-9,.])", r"(?:(?<=['-])|(?![a-z0-9]))"
_BLANKS = ("", " ", "\n", "'")


class Cue(NamedTuple):
    """A cue at its place with the axes it may speak of; "none" for words that hold a cue and are none."""

    start: int
    end: int
    words: str
    axes: tuple[str, ...]


class _Side(NamedTuple):
    """The cues of one side of the vocabulary: their pattern, and the axes of each form."""

    pattern: Sought
    axes: dict[str, tuple[str, ...]]

    def found_in(self, matches: Iterable[re.Match[str]]) -> list[Cue]:
        found = []
        for cue in matches:
            words = cue.group().replace("\n", " ").replace("œ", "oe")
            axes = self.axes.get(words)
            if axes is None:
                axes = next(self.axes[form] for form in self.axes if "*" in form and re.fullmatch(_pattern(form), words))
            found.append(Cue(*cue.span(), words, axes))
        return found


@cache
def _side(name: str) -> _Side:
    axes: dict[str, tuple[str, ...]] = {}
    for axis, forms in load_yaml("vocabulary/qualifiers.yaml")[name].items():
        for form in forms:
            axes[form] = (*axes.get(form, ()), axis)
    return _Side(Sought(_LEAD + _longest_first(axes) + _TAIL), axes)


def _longest_first(forms: Iterable[str]) -> str:
    return either_of(map(_pattern, sorted(forms, key=len, reverse=True)))


def _pattern(form: str) -> str:
    return re.escape(form).replace(r"\ ", r"[ \n]").replace(r"\*", r"[\w-]+").replace("oe", "(?:oe|œ)")


@cache
def any_of(name: str, lead: str = _LEAD, tail: str = _TAIL) -> re.Pattern[str]:
    """Any form of a plain list of the vocabulary ("stop"), as whole words, the longest first."""
    return re.compile(lead + _longest_first(load_yaml("vocabulary/qualifiers.yaml")[name]) + tail)


@cache
def forms_of(name: str) -> frozenset[str]:
    """The forms of a plain list of the vocabulary."""
    return frozenset(load_yaml("vocabulary/qualifiers.yaml")[name])


def cues_between(note: Note, side: str, start: int, end: int) -> list[Cue]:
    """The cues of a passage that stand "before" what they bear on, "after" it, or that have "settled" it: of those found once in the
    whole note, unless one of them, or a word, goes on beyond an end of the passage."""
    known: list[Cue] | None = note.cues.get(side)
    if known is None:
        known = note.cues[side] = _side(side).found_in(_side(side).pattern.finditer(note))
    first, last = bisect_left(known, (start,)), bisect_left(known, (end,))
    cut = (first and known[first - 1].end > start) or (last > first and known[last - 1].end > end)
    if cut or (note.plain[end - 1 : end] not in _BLANKS and note.plain[end : end + 1].isalnum()):
        return _side(side).found_in(_side(side).pattern.pattern.finditer(note.plain, start, end))
    return known[first:last]
