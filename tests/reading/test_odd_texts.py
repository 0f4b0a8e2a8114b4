"""Whatever is written, in whatever order, cut anywhere: it is read without a fault, and every value shows words of the text."""

import json
import random

import pytest

from matching.data_files import DATA
from matching.reading import read

NOTES = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted((DATA / "cases" / "gold").glob("*.json"))]
WORDS = sorted({word for note in NOTES for word in note.split(" ")})
SIGNS = [*".,;:/()+-%|\n\t<>=≥'\"0123456789", "->", "\r\n", "ﬁ", "İ", "½", "²", "\u2028", "\u0301"]


def soup(chance: random.Random) -> str:
    """Words of real notes in no order, with signs among them."""
    return "".join(chance.choice(WORDS) + " " if chance.random() < 0.7 else chance.choice(SIGNS) for _ in range(80))


def cut(chance: random.Random) -> str:
    """A piece of a note that begins and ends anywhere."""
    note = chance.choice(NOTES)
    start = chance.randrange(len(note))
    return note[start : start + chance.randrange(1, 500)]


def noisy(chance: random.Random) -> str:
    """A note some of whose letters were lost or replaced, in small or capital letters."""
    letters = [chance.choice([*SIGNS, ""]) if chance.random() < 0.04 else letter for letter in chance.choice(NOTES)[:700]]
    return chance.choice([str.lower, str.upper, str])("".join(letters))


@pytest.mark.parametrize("made", [soup, cut, noisy])
def test_no_text_is_too_odd_to_be_read(made):
    chance = random.Random(20261123)
    for _ in range(150):
        assert_read(made(chance))


@pytest.mark.parametrize("text", [
    "40PA",                                                                  # no other word of the patient's vocabulary
    "Radiochimiothérapie en 2019. Métastase hépatique en mars 2024",         # a procedure of two modalities
    "Hb 12 g/dl:x", "PNN 2 g/l\"", "Child A|", "Hb", "PSA 1",                # a unit that no blank ends
])  # fmt: skip
def test_what_once_failed_is_read(text):
    assert_read(text)


def assert_read(text: str) -> None:
    case = read(text, "odd")
    assert all(text[item.start : item.end] == item.text for feature in case.features.values() for item in feature.evidence), text
