"""Conditions and reasons, in the words a clinician reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.case import Case
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.explain import deciders, favourable
from matching.criteria.french import condition_words, fact_words, reasons_words

READINGS = yaml.load(Path(__file__).with_name("french.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize(("condition", "words"), READINGS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_condition_reads_in_french(condition: dict[str, Any], words: str):
    assert condition_words(parse(condition)) == words


def case(**features: Any) -> Case:
    return Case.from_json({"date": "2025-11-12", "features": {key.replace("__", "."): value for key, value in features.items()}})


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"patient__age": 74}, "Âge : 74 ans"),
        ({"patient__age": [70, None]}, "Âge : ≥ 70 ans"),
        ({"patient__age": [70, 75]}, "Âge : 70 à 75 ans"),
        ({}, "Âge : non connu"),
    ],
)
def test_a_number_of_the_case_reads_with_its_unit(known: dict[str, Any], words: str):
    assert fact_words(case(**known), "patient.age") == words


def test_a_set_of_the_case_tells_what_is_there_and_what_is_denied():
    sites = {"present": ["bone", "liver"], "absent": ["brain"]}
    assert (
        fact_words(case(tumour__metastatic_sites=sites), "tumour.metastatic_sites")
        == "Sites métastatiques : foie, os ; absent : encéphale"
    )


def test_a_reason_tells_what_was_asked_only_where_it_reads_otherwise():
    condition = parse({"biomarker.her2_status": "positive", "tumour.t": ">= T2"})
    known = case(biomarker__her2_status="positive", tumour__t="T2")
    assert reasons_words(deciders(condition, evaluate(condition, known)), known) == ("HER2 : positif", "T : T2 (critère : ≥ T2)")


def test_a_feature_asked_twice_is_told_once():
    condition = parse({"all": [{"tumour.t": ">= T1"}, {"tumour.t": "<= T3"}]})
    known = case(tumour__t="T2")
    assert reasons_words(deciders(condition, evaluate(condition, known)), known) == ("T : T2 (critère : ≥ T1 ; ≤ T3)",)


def test_what_excludes_is_the_criterion_that_is_not_met():
    condition = parse({"biomarker.her2_status": "positive", "patient.sex": "female"})
    known = case(biomarker__her2_status="negative", patient__sex="female")
    assert reasons_words(deciders(condition, evaluate(condition, known)), known) == ("HER2 : négatif (critère : positif)",)


def test_what_speaks_for_an_open_condition_is_what_is_met_already():
    condition = parse({"biomarker.her2_status": "positive", "any": [{"tumour.t": ">= T2"}, {"tumour.n": ">= N1"}]})
    known = case(tumour__t="T3", tumour__n="N0")
    assert reasons_words(favourable(condition, evaluate(condition, known)), known) == ("T : T3 (critère : ≥ T2)",)
