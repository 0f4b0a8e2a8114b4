"""Conditions over every patient: the formulas and the reference evaluator agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.residual import knowledge
from matching.criteria.tree import Not
from matching.criteria.worlds import Worlds, impossible

ATOMS = (
    {"patient.age": ">= 70"}, {"patient.age": "20..75"}, {"patient.ecog": [0, 2]}, {"biomarker.ki67": "< 20"},
    {"patient.pregnant": True},
    {"biomarker.kras": "mutated"}, {"biomarker.kras": "G12C"}, {"biomarker.her2_status": {"not": "negative"}},
    {"biomarker.her2_status": ["low", "positive"]}, {"tumour.t": ">= T2"}, {"tumour.t": "T1"}, {"tumour.t": "< T1c"},
    {"tumour.type": {"is_a": "NSCLC"}}, {"tumour.type": {"is_a": ["LUAD", "SCLC"]}},
    {"tumour.metastatic_sites": {"has": "liver"}},
    {"tumour.metastatic_sites": {"only": ["liver", "lung"]}}, {"tumour.metastatic_sites": {"at_least": 3}},
    {"tumour.metastatic_sites": {"none": True}}, {"tumour.m": "M1"}, {"tumour.m": "M0"},
    {"biomarker.egfr": {"has_any": ["mutated"]}}, {"biomarker.egfr": {"has_all": ["L858R", "T790M"]}},
)  # fmt: skip


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    def deeper(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(
            several.map(lambda of: {"all": of}), several.map(lambda of: {"any": of}), inner.map(lambda one: {"not": one}),
            several.map(lambda of: {"at_least": {"n": 2, "of": of}}),
        )  # fmt: skip

    return st.recursive(st.sampled_from(ATOMS), deeper, max_leaves=5)


@settings(max_examples=150)
@given(holding=conditions(), failing=conditions())
def test_a_patient_found_is_one_for_the_reference_evaluator_too(holding: dict[str, Any], failing: dict[str, Any]):
    yes, no = parse(holding), parse(failing)
    patient = Worlds([yes, no]).find([yes], [no])
    if patient is not None:
        assert evaluate(yes, patient.case).value is True
        assert evaluate(no, patient.case).value is False


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ({"tumour.t": ">= T3"}, {"tumour.t": ["T1", "T2"]}, False),
        ({"tumour.t": ">= T2"}, {"tumour.t": "< T3"}, True),
        ({"patient.age": ">= 70"}, {"patient.age": "< 70"}, False),
        ({"tumour.type": {"is_a": "LUAD"}}, {"tumour.type": {"is_a": "SCLC"}}, False),
        ({"tumour.metastatic_sites": {"has": "liver"}}, {"tumour.metastatic_sites": {"none": True}}, False),
        ({"tumour.metastatic_sites": {"has": "liver"}}, {"tumour.m": "M0"}, False),
        ({"patient.pregnant": True}, {"patient.sex": "male"}, False),
        ({"history.treatments": {"any": {"class": "taxane"}}}, {"history.treatments": {"none": {"class": "taxane"}}}, False),
        ({"tumour.n": "NX"}, {"tumour.t": "T1"}, True),
        ({"tumour.recurrence_date": {"within": "6 months"}}, {"tumour.recurrence_date": {"older_than": "12 months"}}, False),
    ],
)
def test_two_conditions_are_compatible_or_not(first: dict[str, Any], second: dict[str, Any], together: bool):
    conditions = [parse(first), parse(second)]
    assert (Worlds(conditions).find(conditions) is not None) is together


def test_every_impossible_condition_leaves_somebody():
    """Together they must not rule out every man, every woman, every M0 or every M1."""
    for source in ({"patient.sex": "male"}, {"patient.sex": "female"}, {"tumour.m": "M0"}, {"tumour.m": "M1"}):
        condition = parse(source)
        assert Worlds([condition, *impossible()]).find([condition]) is not None


@settings(max_examples=80, deadline=None)
@given(holding=conditions(), failing=conditions())
def test_what_is_told_of_a_difference_is_enough_to_make_it(holding: dict[str, Any], failing: dict[str, Any]):
    """Nobody of whom these values are true escapes: the first condition holds, the second fails."""
    yes, no = parse(holding), parse(failing)
    patient = Worlds([yes, no]).difference(yes, no)
    if patient is not None:
        known = [knowledge(feature) for feature in patient.case.features.values()]
        known += [atom if received else Not(atom) for atom, received in patient.received.items()]
        worlds = Worlds([yes, no, *known])
        assert worlds.possible(known)
        assert not worlds.possible([*known, no])
        assert not worlds.possible(known, [yes])
