"""The fictional cases that are shipped: marked as such, nobody named once masked, each worth opening."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from dossier.masking import deidentify
from matching.reading import identifiers_of, read
from ui.web.examples import Example, examples

each_example = pytest.mark.parametrize("one", examples(), ids=lambda one: one.id)


def test_there_are_twelve_of_five_organs():
    assert Counter(one.organ for one in examples()) == {"Sein": 4, "Poumon": 3, "Côlon et rectum": 3, "Prostate": 1, "Rein": 1}


@each_example
def test_its_file_and_its_text_say_it_is_fictional(one: Example, repository: Path):
    record = json.loads((repository / "data" / "cases" / f"{one.id}.json").read_text(encoding="utf-8"))
    assert record["fictional"] is True
    assert "fictif" in one.text.casefold()


@each_example
def test_its_names_are_masked(one: Example):
    found = identifiers_of(one.text)
    masked, _ = deidentify(one.text, found)
    names = {item.text for item in found if item.kind == "name"}
    assert names
    assert not [name for name in names if name in masked]


@each_example
def test_its_tumour_is_read(one: Example):
    assert read(one.text, one.id).value("tumour.type") is not None
