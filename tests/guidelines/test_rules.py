"""The rule files that are shipped: nothing to mend in any, drafts that say so, bounds that are tried, a page that tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidelines.boundaries import boundaries
from guidelines.check import check
from guidelines.load import RULES, load, load_all, rule_files
from guidelines.table import page

DRAFT = "Rédigé sans relecture de la source, à valider par le réseau."
TRIED = 0.6  # the share of bounds tried on both sides below which a change loses examples; the aim is 0.95
PAGE = Path(__file__).parents[2] / "docs" / "referentiels.md"

each_file = pytest.mark.parametrize("path", rule_files(), ids=lambda path: str(path.relative_to(RULES)))


@each_file
def test_a_rule_file_has_nothing_to_mend(path: Path):
    assert [str(finding) for finding in check(path) if finding.is_fault and finding.kind != "expired"] == []


@each_file
def test_a_rule_file_is_a_draft_and_says_that_its_sources_were_not_read_again(path: Path):
    guideline = load(path)
    assert (guideline.status, guideline.note) == ("draft", DRAFT)


@each_file
def test_an_example_is_named_as_a_clinical_situation(path: Path):
    machine = ("<bound", "{", "}", "_", "None", "True", "False")
    assert [one.name for one in load(path).tests if any(word in one.name for word in machine)] == []


def test_the_rule_files_load_together():
    assert load_all().guidelines


def test_most_bounds_of_the_rules_are_tried_on_both_sides():
    found = [bound for guideline in load_all().guidelines for bound in boundaries(guideline)]
    assert sum(bound.exercised for bound in found) / len(found) >= TRIED


def test_the_page_of_the_rule_base_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(load_all()), "refaire la page : python -m guidelines.table > docs/referentiels.md"
