"""What is asked with a proof, what would change the proposal, and why an option is not proposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guidelines.effort import effort, recoverable
from guidelines.inquiry import Inquiry, inquire
from guidelines.load import loads
from guidelines.model import RuleBase
from guidelines.nearest import Change, nearest_changes
from guidelines.refusals import WhyNot, why_not
from matching.case import Case
from matching.value import Interval
from tests.guidelines.conftest import HEADER

RULES = """
workup:
  - {id: ki67, needs: biomarker.ki67, level: essential}
decisions:
  - id: systemic
    question: Traitement systémique ?
    stage: adjuvant
    policy: cumulative
    rules:
      - {id: endocrine, when: {biomarker.er_status: positive}, options: [{label: Hormonothérapie, keywords: [tamoxifen]}]}
      - {id: chemo, when: {biomarker.er_status: negative, tumour.grade: 3}, options: [{label: Chimiothérapie, keywords: [docetaxel]}]}
      - {id: her2-small, when: {biomarker.her2_status: positive, tumour.t: T1}, options: [{label: Trastuzumab, keywords: [trastuzumab]}]}
      - {id: her2-large, when: {biomarker.her2_status: positive, tumour.t: ">= T2"}, options: [{label: Trastuzumab, keywords: [trastuzumab]}]}
contraindications:
  - {id: heart, when: {lab.lvef: "< 50"}, excludes: [anti_her2], level: absolute, reason: "FEVG < 50 %"}
  - {id: blood, when: {lab.neutrophils: "< 1.5"}, excludes: [docetaxel], level: absolute, reason: "PNN < 1,5 G/L"}
"""
BASE = RuleBase((loads(HEADER + RULES),))
Patient = Callable[..., Case]


def asked(found: Inquiry) -> dict[str, bool | None]:
    return {question.feature: question.proved for question in found.questions}


def test_each_question_says_whether_it_may_change_what_is_proposed(patient: Patient):
    found = inquire(patient({"biomarker.her2_status": "negative", "tumour.t": "T2"}), BASE, budget=30)
    # The work-up requires Ki67, which no rule names; the oestrogen receptor decides two rules, the grade one.
    assert asked(found) == {
        "biomarker.ki67": False, "biomarker.er_status": True, "tumour.grade": True,
    }  # fmt: skip


def test_what_can_change_nothing_is_not_asked_and_is_told_apart(patient: Patient):
    """T1 or T2 and more, the same act is proposed: the size of the tumour is what two rules want, and decides nothing."""
    body = RULES.replace('tumour.t: ">= T2"', "tumour.t: [T0, Tis, Ta, T2, T3, T4, TX]")
    known = {"biomarker.her2_status": "positive", "biomarker.er_status": "positive", "lab.lvef": 60, "biomarker.ki67": 20}
    found = inquire(patient(known), RuleBase((loads(HEADER + body),)), budget=30)
    assert found.without_effect == ("tumour.t",)
    assert asked(found) == {}


def test_a_question_whose_proof_had_no_time_is_asked_and_said_not_to_be_proved(patient: Patient):
    found = inquire(patient({"biomarker.her2_status": "negative", "tumour.t": "T2"}), BASE, budget=0)
    assert asked(found)["biomarker.er_status"] is None


def test_what_settles_most_for_the_least_effort_is_asked_first(patient: Patient):
    """The receptors settle the hormone therapy and most often the chemotherapy; the grade, the chemotherapy in part."""
    found = inquire(patient({"biomarker.ki67": 20, "biomarker.her2_status": "negative"}), BASE, budget=30)
    assert list(asked(found)) == ["biomarker.er_status", "tumour.grade"]
    assert effort("patient.ecog") < effort("biomarker.er_status") < effort("biomarker.hrd")


def test_without_a_tumour_type_that_is_what_is_asked(patient: Patient):
    found = inquire(patient({"tumour.type": None}), BASE, budget=30)
    assert list(asked(found)) == ["tumour.type"]


# What would change the proposal ------------------------------------------------------------------------------------------------


def changes(case: Case) -> list[Change]:
    found = nearest_changes(case, BASE, budget=30)
    assert found.complete
    return list(found.changes)


def test_the_nearest_value_that_changes_the_proposal_is_told_with_what_it_brings_and_takes_away(patient: Patient):
    case = patient(
        {"biomarker.er_status": "negative", "tumour.grade": 3, "biomarker.her2_status": "negative", "lab.neutrophils": 1.6}
    )
    found = changes(case)
    assert found[0] == Change({"lab.neutrophils": Interval.exactly(1.4)}, (), ("Chimiothérapie",))
    assert Change({"biomarker.er_status": "positive"}, ("Hormonothérapie",), ("Chimiothérapie",)) in found
    assert len(found) == 2  # a lower grade would take away the same, and is farther: it is not told


def test_two_values_are_changed_where_no_single_one_changes_anything(patient: Patient):
    case = patient({"biomarker.er_status": "low", "biomarker.her2_status": "negative", "tumour.t": "TX", "tumour.grade": None})
    alone = [one for one in changes(case) if len(one.values) == 1]
    assert alone == [Change({"biomarker.er_status": "positive"}, ("Hormonothérapie",), ())]
    only = RuleBase(
        (loads(HEADER + RULES.replace("biomarker.er_status: positive", "patient.pregnant: true, patient.sex: female")),)
    )
    found = nearest_changes(case, only, budget=30)
    assert [set(one.values) for one in found.changes] == [{"biomarker.her2_status", "tumour.t"}]


def test_a_change_that_nobody_can_be_takes_with_it_the_values_it_refutes(patient: Patient):
    """An IHC score of 1 and a positive HER2 status are nobody's: the score goes with the status."""
    case = patient({"biomarker.her2_ihc": 1, "biomarker.her2_status": "low", "tumour.t": "T2"})
    assert Change({"biomarker.her2_status": "positive"}, ("Trastuzumab",), ()) in changes(case)


# Why not -----------------------------------------------------------------------------------------------------------------------


def refused(case: Case) -> dict[str, WhyNot]:
    return {one.option.label: one for one in why_not(case, BASE)}


def test_each_option_not_proposed_tells_the_criteria_that_refuse_it(patient: Patient):
    found = refused(patient({"biomarker.er_status": "positive", "tumour.grade": 3, "biomarker.her2_status": "negative"}))
    assert found["Chimiothérapie"].because == ("RE : positif (critère : négatif)",)
    assert found["Trastuzumab"].features == ("biomarker.her2_status",)
    assert "Hormonothérapie" not in found


@pytest.mark.parametrize(("neutrophils", "refusing", "again"), [(0.8, ("lab.neutrophils",), True), (2, None, None)])
def test_an_option_refused_by_what_may_change_is_recoverable(patient: Patient, neutrophils: float, refusing: Any, again: Any):
    case = patient({"biomarker.er_status": "negative", "tumour.grade": 3, "lab.neutrophils": neutrophils})
    found = refused(case).get("Chimiothérapie")
    assert (found.features if found else None, found.recoverable if found else None) == (refusing, again)


def test_an_option_refused_by_what_does_not_change_is_not_recoverable(patient: Patient):
    case = patient({"biomarker.er_status": "positive", "tumour.grade": 3, "lab.neutrophils": 0.8})
    assert refused(case)["Chimiothérapie"].recoverable is False
    assert [recoverable(key) for key in ("lab.neutrophils", "patient.ecog", "patient.age")] == [True, True, False]
