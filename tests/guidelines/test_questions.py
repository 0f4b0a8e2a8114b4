"""What is asked before a meeting, and in what order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guidelines.recommend import Recommendations

Advise = Callable[..., Recommendations]

RULES = """
workup:
  - {id: ki67, needs: biomarker.ki67, level: useful}
  - {id: lvef, needs: lab.lvef, fresh: "3 months", when: {biomarker.her2_status: positive}, level: essential}
  - {id: brca, needs: [biomarker.brca1, biomarker.brca2], when: {patient.age: "<= 60"}, level: essential}
decisions:
  - id: systemic
    question: Traitement systémique ?
    stage: adjuvant
    policy: cumulative
    rules:
      - {id: endocrine, when: {biomarker.er_status: positive}, options: [{label: Hormonothérapie, keywords: [tamoxifen]}]}
      - {id: chemo, when: {biomarker.er_status: negative, tumour.grade: 3}, options: [{label: Chimio, keywords: [chemotherapy]}]}
      - {id: her2, when: {biomarker.her2_status: positive}, options: [{label: Trastuzumab, keywords: [trastuzumab]}]}
contraindications:
  - {id: heart, when: {lab.lvef: "< 50"}, excludes: [anti_her2], level: absolute, reason: "FEVG < 50 %"}
  - {id: clot, when: {patient.comorbidities: {has: stroke}}, excludes: [tamoxifen], level: absolute, reason: AVC}
"""


def asked(found: Recommendations) -> list[str]:
    return [question.feature for question in found.missing]


def test_what_decides_most_rules_is_asked_first(advise: Advise):
    found = advise(RULES, {"biomarker.her2_status": "negative", "patient.age": 70, "biomarker.ki67": 20})
    assert asked(found) == ["biomarker.er_status", "tumour.grade"]
    assert found.missing[0].changes == ("breast-example.endocrine", "breast-example.chemo")
    assert found.missing[0].asked_of == "pathology"


def test_what_the_work_up_holds_essential_comes_before_and_what_it_holds_useful_after(advise: Advise):
    found = advise(RULES, {"biomarker.her2_status": "positive", "biomarker.er_status": "negative", "patient.age": 54})
    assert asked(found) == ["lab.lvef", "biomarker.brca1", "biomarker.brca2", "tumour.grade", "biomarker.ki67"]
    assert found.missing[0].essential


def test_a_requirement_that_does_not_concern_the_case_asks_for_nothing(advise: Advise):
    found = advise(RULES, {"biomarker.her2_status": "negative", "patient.age": 70})
    assert "lab.lvef" not in [need.feature for need in found.workup]


def test_what_may_set_aside_an_option_that_applies_is_asked(advise: Advise):
    known = {"biomarker.her2_status": "negative", "biomarker.er_status": "positive", "patient.age": 70, "biomarker.ki67": 20}
    found = advise(RULES, known)
    assert [(question.feature, question.changes) for question in found.missing] == [
        ("patient.comorbidities", ("breast-example.endocrine",))
    ]


def test_nothing_is_asked_for_an_option_that_is_set_aside_already(advise: Advise):
    ill = {"present": ["stroke"], "absent": [], "complete": False}
    known = {"biomarker.her2_status": "negative", "biomarker.er_status": "positive", "patient.age": 70, "biomarker.ki67": 20}
    assert asked(advise(RULES, {**known, "patient.comorbidities": ill})) == []


def test_a_list_that_is_hardly_ever_closed_is_asked_after_a_measure(advise: Advise):
    body = RULES.replace('lab.lvef: "< 50"}, excludes: [anti_her2]', 'lab.lvef: "< 50"}, excludes: [tamoxifen]')
    known = {"biomarker.her2_status": "negative", "biomarker.er_status": "positive", "patient.age": 70, "biomarker.ki67": 20}
    assert asked(advise(body, known)) == ["lab.lvef", "patient.comorbidities"]


@pytest.mark.parametrize(
    ("measured", "reason"),
    [("2025-08-12", None), ("2025-08-11", "périmé"), ("2025-08", None), ("2025-07", "périmé"), (None, None)],
)
def test_a_value_older_than_the_work_up_allows_is_asked_again(advise: Advise, measured: str | None, reason: str | None):
    """The case is of 12 November 2025 and the LVEF must be of the last three months."""
    dated: dict[str, Any] = {"dated": {"lab.lvef": measured}} if measured else {}
    found = advise(RULES, {"biomarker.her2_status": "positive", "lab.lvef": 60, "patient.age": 70}, **dated)
    assert [need.reason for need in found.workup if need.feature == "lab.lvef"] == ([reason] if reason else [])


def test_a_value_too_vague_to_decide_says_so(advise: Advise):
    body = RULES.replace("tumour.grade: 3", "biomarker.kras: G12C")
    found = advise(body, {"biomarker.er_status": "negative", "biomarker.kras": "mutated", "patient.age": 70})
    assert [question.reason for question in found.missing if question.feature == "biomarker.kras"] == ["trop imprécis"]


def test_no_more_than_eight_questions_are_asked(advise: Advise):
    keys = ["brca1", "brca2", "palb2", "atm", "hrd", "pik3ca", "esr1", "tp53", "pole", "braf"]
    needs = ", ".join(f"biomarker.{key}" for key in keys)
    assert len(advise(f"workup:\n  - {{id: panel, needs: [{needs}]}}\n", {}).missing) == 8
