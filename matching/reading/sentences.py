"""Sentences: a text cut into the units that cues reach over, at the ends of sentences, of lines and of items.

>>> text = "Vue par le Dr. Exemple. Pas de metastase"
>>> [text[unit.start : unit.end] for unit in units_of(text.lower(), text)]
['Vue par le Dr. Exemple.', 'Pas de metastase']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.data_files import load_yaml
from matching.reading.phrases import either, phrases

_WORDS = load_yaml("vocabulary/abbreviations.yaml")
_ABBREVIATIONS = frozenset(_WORDS["abbreviations"])
_AFTER_TITLE = re.compile(rf"{either(_WORDS['titles'])} $")
_NEW_SUBJECT = re.compile(rf" (?={phrases('new_subject')})")
_LONGEST = 3000  # characters of a unit
_NOT_SMALL = bytes(sign for sign in range(256) if not 97 <= sign <= 122)
_SENTENCE_END = re.compile(r"!(?= )|\?(?= (?!\())|\.(?= )(?!(?<=\.\.) \d)|;|\n")  # "28 (11/23) ... 96 (06/24)" goes on


@dataclass(eq=False, slots=True)
class Unit:
    """A sentence, a list item or a line: the reach of most cues. `section` is the kind of heading it stands under."""

    start: int
    end: int
    section: str = ""
    shouting: bool = False


def units_of(plain: str, cased: str) -> list[Unit]:
    """The units of a text, given in small letters and with its capitals."""
    units, start = [], 0
    for stop in _SENTENCE_END.finditer(plain):
        if (stop.group() == "." and _is_abbreviation(plain, cased, stop.start())) or stop.start() == start:
            continue
        units.append((start, stop.end()))
        start = stop.end()
    units.append((start, len(plain)))
    found = []
    for start, end in (piece for unit in units for piece in _pieces(plain, *unit)):
        while start < end and plain[start] in " \n":
            start += 1
        if start < end:
            found.append(Unit(start, end, shouting=_is_shouted(cased[start:end])))
    return found


def _pieces(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A unit, cut at a blank where no sentence is that long: cues have no business reaching further, and time grows with its square."""
    long = end - start > 300
    if long and 200 * sum(plain.count(sign, start, end) for sign in ",;:(") < end - start:
        # dictated without punctuation: a new subject begins a sentence
        for subject in _NEW_SUBJECT.finditer(plain, start, end):
            if subject.start() - start > 24:
                yield start, subject.start()
                start = subject.end()
    while end - start > _LONGEST:
        cut = max(plain.rfind(" ", start, start + _LONGEST), start + _LONGEST // 2)
        yield start, cut
        start = cut
    yield start, end


def _is_abbreviation(plain: str, cased: str, dot: int) -> bool:
    start = dot
    while start and plain[start - 1].isalpha():
        start -= 1
    word = plain[start:dot]
    following = cased[dot + 2 : dot + 3]
    if word == "k" and following.isupper():
        return False  # "0 K. ATCD : HTA"
    if start and plain[start - 1] in "/0123456789" and not following.islower():
        return False  # the end of a unit or a count: "36 g/L. Poids 73 kg"
    if (
        cased[start:dot] in ("D", "G")
        and following.isupper()
        and re.search(r"[a-z]{3} $", cased[:start][-4:])
        and not _AFTER_TITLE.search(plain[:start][-16:])
    ):
        return False  # a side: "sein G. Biopsie"
    return word in _ABBREVIATIONS or len(word) == 1 or (bool(word) and following.islower())


def _is_shouted(words: str) -> bool:
    """Are nearly all letters of these words capitals?"""
    if 5 * len(words.encode("ascii", "replace").translate(None, _NOT_SMALL)) >= len(words):
        return False  # a fifth of all signs are small letters: told without looking at each
    letters = [sign for sign in words if sign.isalpha()]
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.8 * len(letters)
