"""Pieces of real-looking notes (*.yaml beside this file), each with the words marked that name somebody."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from matching.reading import identifiers_of

MARKED = re.compile(r"\{(?P<sign>[?!]?)(?P<words>.*?)(?P=sign)\}", re.DOTALL)
WORD = re.compile(r"[^\W_]+")
PARTICLES = {"de", "du", "des", "la", "le", "da", "del", "dos", "van"}
NOTES = [
    pytest.param(note, id=f"{file.stem}-{number}")
    for file in sorted(Path(__file__).parent.glob("*.yaml"))
    for number, note in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), 1)
]


class Marked(NamedTuple):
    """The places of a note that are marked, by their sign: "" must be masked, "?" may be, "!" is missed today."""

    text: str
    places: list[tuple[str, int, int]]


def marked(note: str) -> Marked:
    text, places, done = "", [], 0
    for mark in MARKED.finditer(note):
        text += note[done : mark.start()]
        places.append((mark["sign"], len(text), len(text) + len(mark["words"])))
        text += mark["words"]
        done = mark.end()
    return Marked(text + note[done:], places)


def words_of(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The words that may name somebody: an initial or a particle alone does not."""
    words = WORD.finditer(text, start, len(text) if end is None else end)
    return [word.span() for word in words if (len(word[0]) > 1 or word[0].isdigit()) and word[0].lower() not in PARTICLES]


def masked_places(text: str) -> set[int]:
    return {place for item in identifiers_of(text) for place in range(item.start, item.end)}


@pytest.mark.parametrize("note", NOTES)
def test_whoever_a_note_names_is_masked_and_the_rest_is_left(note: str):
    text, places = marked(note)
    masked = masked_places(text)
    for sign, start, end in places:
        whole = all(masked.issuperset(range(*word)) for word in words_of(text, start, end))
        assert sign == "?" or whole == (sign == ""), f"{text[start:end]!r} {'is' if whole else 'is not'} masked"
    may_be = {place for _, start, end in places for place in range(start, end)}
    beyond = [
        text[slice(*word)] for word in words_of(text) if not masked.isdisjoint(range(*word)) and may_be.isdisjoint(range(*word))
    ]
    assert not beyond
