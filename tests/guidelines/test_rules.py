"""The rule files that are shipped: each loads, and its examples pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidelines.check import check
from guidelines.load import RULES, load_all, rule_files


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: str(path.relative_to(RULES)))
def test_a_rule_file_loads_and_its_examples_pass(path: Path):
    assert [str(finding) for finding in check(path) if finding.kind in ("load", "example", "source")] == []


def test_the_rule_files_load_together():
    assert load_all().guidelines
