"""Reading the text of a rule file: positions, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidelines.load import load
from guidelines.source import Position, RuleFileError, parse_rule_text, read_rule_text


def test_every_entry_keeps_its_line_and_column():
    text = parse_rule_text('a:\n  b: [x, {c: "1"}]\n', "r.yaml")
    assert text.data == {"a": {"b": ["x", {"c": "1"}]}}
    assert text.at(("a", "b")) == Position(2, 3)
    assert text.at(("a", "b", 0)) == Position(2, 7)
    assert text.at(("a", "b", 1, "c")) == Position(2, 11)


def test_a_place_that_is_not_written_is_that_of_what_would_hold_it():
    assert parse_rule_text("a:\n  b: 1\n", "r.yaml").at(("a", "b", "missing", 3)) == Position(2, 3)


def test_only_true_and_false_are_booleans_and_dates_stay_text():
    text = parse_rule_text("{a: no, b: true, c: 2025-06-01, d: '1', e: 1, f: -2.5, g: null}", "r.yaml")
    assert text.data == {"a": "no", "b": True, "c": "2025-06-01", "d": "1", "e": 1, "f": -2.5, "g": None}


def test_version_2025_10_is_not_version_2025_1():
    assert parse_rule_text("version: 2025.10", "r.yaml").decimals == {("version",): "2025.10"}


HOSTILE = {
    "an anchor": ("a: &x [1]\nb: 2", "ancre"),
    "an alias bomb": ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b, *b]", "ancre"),
    "an alias": ("a: *x", "renvoi"),
    "a merge key": ("a:\n  <<: {b: 1}", "fusion"),
    "a key written twice": ("a: 1\nb: 2\na: 3", "écrit deux fois"),
    "a tab": ("a:\n\t- 1", "tabulation"),
    "a Python object": ("a: !!python/object/apply:os.system [ls]", "étiquette"),
    "10,000 nested lists": ("a: " + "[" * 10_000, "niveaux"),
    "10,000 nested conditions": ("scope: " + "{not: " * 10_000, "niveaux"),
    "deep indentation": ("\n".join(" " * depth + "all:" for depth in range(200)), "niveaux"),
    "two documents": ("a: 1\n---\nb: 2", "document"),
    "a list for a file": ("- a\n- b", "table"),
    "a table as a key": ("? {a: 1}\n: b", "clef"),
    "an unclosed bracket": ("a: [1, 2", "YAML illisible"),
    "a control character": ("a: \x01", "caractères interdits"),
    "nothing": ("", "table"),
    "half a million entries": ("a: [" + "1," * 500_000 + "1]", "éléments"),
    "three million characters": ("a: " + "x" * 3_000_000, "2 Mo"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_in_one_sentence(name: str):
    text, words = HOSTILE[name]
    with pytest.raises(RuleFileError) as refused:
        parse_rule_text(text, "r.yaml")
    assert len(refused.value.faults) == 1
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_place_of_a_refusal_is_told():
    with pytest.raises(RuleFileError) as refused:
        parse_rule_text("a: 1\nb: 2\na: 3", "r.yaml")
    assert str(refused.value).startswith("r.yaml:3:1: ")


def test_a_50_mb_file_is_refused_without_being_read(tmp_path: Path):
    path = tmp_path / "big.yaml"
    with open(path, "wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RuleFileError, match="50 Mo"):
        load(path)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("titre: référentiel".encode("latin-1"))
    with pytest.raises(RuleFileError, match="UTF-8"):
        read_rule_text(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(RuleFileError, match="n'existe pas"):
        load(tmp_path / "absent.yaml")
