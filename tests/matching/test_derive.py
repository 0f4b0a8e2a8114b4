"""Computed values: each marked, with its inputs; never over a stated one, never from silence."""

import datetime
from typing import Any

import pytest

from matching.case import Case, Treatment
from matching.derive import derive
from matching.value import value_to_json

DAY = datetime.date(2025, 6, 1)


def case(treatments: tuple[Treatment, ...] = (), **features: Any) -> Case:
    """A case from features written group__name=value."""
    record = {key.replace("__", "."): value for key, value in features.items()}
    read = Case.from_json({"id": "x", "date": DAY.isoformat(), "features": record})
    return derive(Case("x", DAY, read.features, treatments))


def computed(known: Case) -> dict[str, Any]:
    return {key: value_to_json(feature.value) for key, feature in known.features.items() if feature.origin == "computed"}


def test_a_computed_value_shows_its_inputs_and_never_replaces_a_stated_one():
    ras = case(biomarker__kras="G12D").features["biomarker.ras"]
    assert (ras.value, ras.origin, ras.inputs) == ("mutated", "computed", ("biomarker.kras",))
    assert "biomarker.ras" not in computed(case(biomarker__kras="G12D", biomarker__ras="wild_type"))


def test_deriving_twice_changes_nothing():
    once = case(tumour__metastatic_sites={"present": ["liver"]}, biomarker__kras="wild_type", biomarker__nras="wild_type")
    assert derive(once) == once


@pytest.mark.parametrize(("features", "key", "value"), [
    ({"tumour__metastatic_sites": {"present": ["liver"]}}, "tumour.m", "M1"),
    ({"tumour__metastatic_sites": {"present": ["liver"]}}, "tumour.extent", "metastatic"),
    ({"tumour__metastatic_sites": {"present": [], "complete": True}}, "tumour.m", "M0"),
    ({"tumour__extent": "metastatic"}, "tumour.m", "M1"),
    ({"tumour__extent": "locally_advanced"}, "tumour.m", "M0"),
    ({"tumour__recurrence": "distant"}, "tumour.m", "M1"),
    ({"tumour__type": "IDC", "tumour__stage": "IIIA"}, "tumour.m", "M0"),
    ({"tumour__type": "LUAD", "tumour__stage": "IVA"}, "tumour.m", "M1"),
    ({"tumour__type": "STAD", "tumour__stage": "IVB"}, "tumour.m", "M1"),
    ({"biomarker__kras": "wild_type", "biomarker__nras": "wild_type"}, "biomarker.ras", "wild_type"),
    ({"patient__weight": 70, "patient__height": 175}, "patient.bmi", 22.9),
    ({"patient__age": 60, "patient__weight": 70, "lab__creatinine": 100, "patient__sex": "male"}, "lab.creatinine_clearance", 69),
    ({"patient__age": 60, "patient__weight": 70, "lab__creatinine": 100, "patient__sex": "female"}, "lab.creatinine_clearance", 58),
    ({"patient__weight": 54, "patient__weight_lost": 6}, "patient.weight_loss", 10),
    ({"patient__weight": 61, "patient__usual_weight": 68, "patient__weight_lost": 5}, "patient.weight_loss", 10.3),
    ({"tumour__gleason": 8}, "tumour.isup_grade", 4),
    ({"tumour__margins": "R0"}, "tumour.primary_resected", True),
])  # fmt: skip
def test_what_follows_is_computed(features: dict[str, Any], key: str, value: Any):
    assert computed(case(**features))[key] == value


@pytest.mark.parametrize(("features", "key"), [
    ({"tumour__metastatic_sites": {"absent": ["brain"]}}, "tumour.m"),
    ({"tumour__stage": "IIIA"}, "tumour.m"),  # of an unknown tumour: a lymphoma's, or a testis', may be M1
    ({"tumour__type": "SEM", "tumour__stage": "III"}, "tumour.m"),
    ({"tumour__type": "DLBCLNOS", "tumour__stage": "III"}, "tumour.m"),
    ({"tumour__type": "STAD", "tumour__stage": "IVA"}, "tumour.m"),  # clinical IVA of the stomach is T4b M0
    ({"tumour__type": "OPHSC", "tumour__stage": "IV"}, "tumour.m"),
    ({"biomarker__kras": "wild_type"}, "biomarker.ras"),
    ({"patient__age": 60, "patient__weight": 70, "lab__creatinine": 100}, "lab.creatinine_clearance"),
    ({"patient__age": 60, "patient__weight": [60, 70], "lab__creatinine": 100, "patient__sex": "male"}, "lab.creatinine_clearance"),
    ({"patient__weight_lost": 6}, "patient.weight_loss"),
    ({"patient__weight": 70, "patient__usual_weight": 68}, "patient.weight_loss"),
    ({"tumour__gleason": 7}, "tumour.isup_grade"),
    ({"tumour__m": "M1"}, "history.metastatic_lines"),
])  # fmt: skip
def test_what_does_not_follow_is_left_unknown(features: dict[str, Any], key: str):
    assert key not in computed(case(**features))


PROSTATE = {"tumour__type": "PRAD", "tumour__m": "M0"}


@pytest.mark.parametrize(("psa", "gleason", "t", "group"), [
    (6, 6, "T1c", "low"), (12, 6, "T1c", "intermediate"), (6, 7, "T2a", "intermediate"), (6, 6, "T2b", "intermediate"),
    (21, 6, "T1c", "high"), (6, 8, "T1c", "high"), (6, 6, "T2c", "high"), (6, 6, "T3a", "high"), (20, 7, "T2b", "intermediate"), (10, 6, "T2a", "low"),
])  # fmt: skip
def test_d_amico_s_groups(psa: float, gleason: float, t: str, group: str):
    assert computed(case(**PROSTATE, biomarker__psa=psa, tumour__gleason=gleason, tumour__t=t))["tumour.risk_group"] == group


@pytest.mark.parametrize("more", [
    {"tumour__recurrence": "biochemical"}, {"tumour__tnm_basis": "pathological"}, {"tumour__n": "N1"},
])  # fmt: skip
def test_d_amico_speaks_of_a_localised_tumour_before_any_treatment(more: dict[str, Any]):
    assert "tumour.risk_group" not in computed(case(**PROSTATE, biomarker__psa=6, tumour__gleason=6, tumour__t="T1c", **more))


def test_d_amico_is_not_computed_from_a_psa_under_treatment():
    received = (Treatment("endocrine_therapy", ("leuprorelin",)),)
    assert "tumour.risk_group" not in computed(case(received, **PROSTATE, biomarker__psa=0.1, tumour__gleason=6, tumour__t="T1c"))


KIDNEY = {
    "tumour__type": "CCRCC", "tumour__extent": "metastatic", "tumour__diagnosis_date": "2023-01-10", "patient__karnofsky": 90, "patient__sex": "male",
    "lab__haemoglobin": 14, "lab__calcium": 2.3, "lab__neutrophils": 4, "lab__platelets": 250,
}  # fmt: skip


@pytest.mark.parametrize(("more", "group"), [
    ({}, "low"), ({"lab__haemoglobin": 12.5}, "intermediate"), ({"lab__haemoglobin": 12.5, "lab__calcium": 2.8, "patient__karnofsky": 70}, "high"),
    ({"tumour__diagnosis_date": "2025-03-01"}, "intermediate"),
])  # fmt: skip
def test_imdc_counts_its_six_factors(more: dict[str, Any], group: str):
    assert computed(case(**{**KIDNEY, **more}))["tumour.risk_group"] == group


@pytest.mark.parametrize(
    "left_out", ["patient__karnofsky", "tumour__diagnosis_date", "lab__calcium", "lab__platelets", "patient__sex"]
)
def test_imdc_needs_all_six(left_out: str):
    assert "tumour.risk_group" not in computed(case(**{key: value for key, value in KIDNEY.items() if key != left_out}))


def test_imdc_is_that_of_the_first_line():
    received = (Treatment("targeted_therapy", ("sunitinib",), line=1),)
    assert "tumour.risk_group" not in computed(case(received, **KIDNEY))


def test_the_primary_is_resected_by_its_own_surgery_only():
    assert computed(case((Treatment("surgery", setting="curative"),)))["tumour.primary_resected"] is True
    assert "tumour.primary_resected" not in computed(case((Treatment("surgery", setting="palliative"),)))
    assert computed(case((Treatment("surgery", planned=True),)))["tumour.primary_resected"] is False


def test_no_line_was_begun_when_the_first_is_proposed():
    assert (
        computed(case((Treatment("chemotherapy", ("cisplatin",), line=1, planned=True),), tumour__m="M1"))[
            "history.metastatic_lines"
        ]
        == 0
    )
    assert "history.metastatic_lines" not in computed(
        case((Treatment("chemotherapy", ("cisplatin",), setting="palliative"),), tumour__m="M1")
    )
