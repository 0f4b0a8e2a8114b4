"""A note says the same in other words: the ways of writing of rewordings/hands.yaml, tried on every shipped note.

What still reads otherwise stands in EXCEPTIONS with the reason; an exception that reads the same by now must leave the list.
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.catalogue import catalogue
from matching.reading import read

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"
HANDS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "rewordings" / "hands.yaml").read_text("utf-8"))

# (hand, way of writing, note): why it still reads otherwise.
EXCEPTIONS = {
    ("short", "TNM", "f06"): "locally advanced, told after a TNM without blanks and a FIGO stage, is not read",
    ("short", "TNM", "s02"): "bone metastases told beside a TNM without blanks are lost",
    ("short", "a cancer", "k10"): "the cancer of a daughter told at the end of a long sentence is read as K du côlon only",
    ("signs", "fractions", "n12"): "the intent of the hormones given beside an irradiation is lost after Gy / 33 fr",
}


@cache
def notes() -> dict[str, str]:
    """The texts of the shipped notes in French."""
    golds = (json.loads(path.read_text("utf-8")) for name in ("gold", "unseen*") for path in sorted(CASES.glob(f"{name}/*.json")))
    return {f"{gold['id']}": gold["text"] for gold in golds}


def said(text: str) -> Counter[str]:
    """Values and treatments, without the words that prove them; texts kept as written are left out."""
    case = read(text, "x").to_json()
    features = [(key, value) for key, value in case["features"].items() if catalogue()[key].type != "text"]
    records = [
        {name: value for name, value in one.items() if name not in ("evidence", "procedure")} for one in case["treatments"]
    ]
    return Counter(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in [*features, *records])


@cache
def said_first(note: str) -> Counter[str]:
    return said(notes()[note])


def reworded(text: str, way: dict[str, Any]) -> str:
    table = way.get("table")
    return re.sub(way["find"], (lambda found: table.get(found[0], found[0])) if table else way["say"], text)


def in_the_hand(hand: str, note: str) -> str:
    """A note with all the ways of writing of a hand, but those that are known to change its reading."""
    text = notes()[note]
    for name, way in HANDS[hand].items():
        text = text if (hand, name, note) in EXCEPTIONS else reworded(text, way)
    return text


def changes(note: str, text: str) -> list[str]:
    before, after = said_first(note), said(text)
    return [f"- {one}" for one in before - after] + [f"+ {one}" for one in after - before]


def guilty(hand: str, note: str) -> list[str]:
    """The ways of writing that alone change the reading of a note."""
    return [name for name, way in HANDS[hand].items() if changes(note, reworded(notes()[note], way))]


@pytest.mark.parametrize("hand", HANDS)
def test_a_note_says_the_same_in_another_hand(hand: str):
    rewritten = {note: in_the_hand(hand, note) for note in notes()}
    found = {note: lost for note, text in rewritten.items() if text != notes()[note] and (lost := changes(note, text))}
    assert not found, {note: (guilty(hand, note), lost) for note, lost in list(found.items())[:10]}


@pytest.mark.parametrize("hand", HANDS)
def test_every_way_of_writing_is_met_in_the_notes(hand: str):
    idle = [name for name, way in HANDS[hand].items() if not any(re.search(way["find"], text) for text in notes().values())]
    assert not idle


@pytest.mark.parametrize(("hand", "name", "note"), EXCEPTIONS)
def test_an_exception_still_reads_otherwise(hand: str, name: str, note: str):
    assert changes(note, reworded(notes()[note], HANDS[hand][name])), "reads the same by now: take it off the list"
