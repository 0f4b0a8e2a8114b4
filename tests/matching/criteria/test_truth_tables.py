"""The truth tables of truth_tables.yaml, row by row, on every evaluator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.case import Case
from matching.criteria.cohort import encode
from matching.criteria.compiled import compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import Truth, evaluate
from matching.criteria.planes import decide
from matching.criteria.tree import Condition

TABLES = yaml.load(Path(__file__).with_name("truth_tables.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
BESIDE = ("treatments", "history_complete")


def case_of(row: dict[str, Any]) -> Case:
    features = {key: value for key, value in row.items() if key not in BESIDE}
    return Case.from_json({"date": "2025-11-12", "features": features, **{key: row[key] for key in BESIDE if key in row}})


def by_reference(condition: Condition, cases: list[Case]) -> list[Truth]:
    return [evaluate(condition, case).value for case in cases]


def by_closures(condition: Condition, cases: list[Case]) -> list[Truth]:
    return list(map(compiled(condition), cases))


def by_planes(condition: Condition, cases: list[Case]) -> list[Truth]:
    (found,) = decide([condition], encode(cases))
    true, false = found.rows(True), found.rows(False)
    return [True if row in true else False if row in false else None for row in range(len(cases))]


@pytest.mark.parametrize("answers", [by_reference, by_closures, by_planes])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["about"])
def test_an_evaluator_answers_as_the_table_says(table: dict[str, Any], answers: Callable[[Condition, list[Case]], list[Truth]]):
    found = answers(parse(table["condition"], allow_known=True), [case_of(row) for row, _ in table["rows"]])
    assert [[row, answer] for (row, _), answer in zip(table["rows"], found, strict=True)] == table["rows"]
