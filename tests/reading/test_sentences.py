"""Sentences a clinician could write, and what is read of each: one YAML file a family of features, beside this one.

An entry has a `text` and what is awaited: `expect` (values in the notation of the gold cases), `refuse` (keys that must not be
there), `only: true` (no other key of the groups of `expect`), `treatments` (the whole list of records, each with the
fields that count), `closed` (the words close the history or do not).
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.reading import read

HERE = Path(__file__).parent


def sentences() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for number, entry in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), start=1):
            found.append(pytest.param(entry, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize("entry", sentences())
def test_a_sentence_is_read_as_a_clinician_would(entry: dict[str, Any]) -> None:
    text = entry["text"]
    case = read(text, "sentence").to_json()
    features = case["features"] | case.get("added", {})
    for key, value in entry.get("expect", {}).items():
        assert key in features, f"{key} is not read from {text!r}"
        assert features[key] == value, f"{key} in {text!r}"
    for key in entry.get("refuse", ()):
        assert key not in features, f"{key} is read from {text!r} as {features.get(key)!r}"
    if entry.get("only"):
        groups = {key.partition(".")[0] for key in entry.get("expect", {})}
        others = {key: value for key, value in features.items() if key.partition(".")[0] in groups and key not in entry["expect"]}
        assert not others, f"more is read from {text!r}"
    if "treatments" in entry:
        assert_treatments(entry["treatments"], case["treatments"], text)
    if "closed" in entry:
        assert bool(case.get("history_complete")) == entry["closed"], text
    for key, evidence in case["evidence"].items():
        assert evidence, f"{key} has no evidence in {text!r}"
        assert all(text[item["start"] : item["end"]] == item["text"] for item in evidence), f"evidence of {key} in {text!r}"


def assert_treatments(wanted: list[dict[str, Any]], found: list[dict[str, Any]], text: str) -> None:
    """Every awaited record is there with its fields, and there is no other record."""
    shown = [{name: value for name, value in record.items() if name != "evidence"} for record in found]
    left = list(shown)
    for record in wanted:
        fields = {"planned": False} | {
            name: str(value) if name in ("start", "end") and value is not None else value for name, value in record.items()
        }
        match = next((one for one in left if all(_same(one.get(name), value) for name, value in fields.items())), None)
        assert match is not None, f"no record {record} in {text!r}; found {shown}"
        left.remove(match)
    assert not left, f"more records are read from {text!r}: {left}"


def _same(found: Any, wanted: Any) -> bool:
    return sorted(found) == sorted(wanted) if isinstance(wanted, list) and isinstance(found, list) else found == wanted
