"""The truth tables of truth_tables.yaml, row by row, on the reference evaluator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.case import Case
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate

TABLES = yaml.load(Path(__file__).with_name("truth_tables.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
BESIDE = ("treatments", "history_complete")


def case_of(row: dict[str, Any]) -> Case:
    features = {key: value for key, value in row.items() if key not in BESIDE}
    return Case.from_json({"date": "2025-11-12", "features": features, **{key: row[key] for key in BESIDE if key in row}})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table["about"])
def test_the_evaluator_answers_as_the_table_says(table: dict[str, Any]):
    condition = parse(table["condition"])
    answers = [[row, evaluate(condition, case_of(row)).value] for row, _ in table["rows"]]
    assert answers == table["rows"]
