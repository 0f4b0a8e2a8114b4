"""What is too old or contradictory is unknown, says why, and is settled by a person."""

from __future__ import annotations

import datetime

import pytest

from guidelines import load_all, recommend
from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.criteria.cohort import encode
from matching.criteria.compiled import compiled
from matching.criteria.condition import parse
from matching.criteria.evaluate import evaluate
from matching.criteria.notation import parse_span
from matching.criteria.planes import decide
from matching.criteria.tree import Span
from matching.data_files import load_yaml
from matching.derive import derive
from matching.reading import read
from matching.settled import settled
from matching.value import Interval, SetValue

DAY = datetime.date(2026, 3, 15)


def case(*features: Feature) -> Case:
    return derive(Case("x", DAY, {feature.key: feature for feature in features}))


def lvef(date: str | None) -> Feature:
    return Feature("lab.lvef", Interval.exactly(60), date=date)


@pytest.mark.parametrize(
    ("date", "held"),
    [
        (None, True),
        ("2026-03-01", True),
        ("2025-09-15", True),
        ("2025-09-14", False),
        ("2025-09", True),
        ("2025-08", False),
        ("2024", False),
    ],
)
def test_a_measure_holds_for_its_time_and_a_date_told_in_part_has_the_benefit_of_the_doubt(date: str | None, held: bool):
    found = settled(case(lvef(date)))
    assert (found.value("lab.lvef") is not None) is held
    assert found.doubts == ({} if held else {"lab.lvef": "périmé"})


def test_nothing_is_too_old_in_a_note_that_has_no_date():
    old = "FEVG 64 % le 06/03/2019."
    assert settled(read(f"RCP du 15/03/2026. {old}", "x")).doubts == {"lab.lvef": "périmé"}
    assert settled(read(old, "x")).doubts == {}


def test_the_date_of_an_earlier_figure_in_brackets_is_not_that_of_the_next():
    found = read(
        "RCP du 15/03/2026.\nBiologie du 10/03/2026 : créatinine 84 µmol/L (101 en mars 2024), albumine 33 g/L. FEVG 52 % (58 % en 2023), QTc 446 ms.",
        "x",
    )
    assert settled(found).doubts == {}
    assert found.features["lab.albumin"].date == "2026-03-10"


def test_what_was_computed_from_an_old_value_is_unknown_too():
    old = Feature("lab.creatinine", Interval.exactly(80), date="2024-01-10")
    told = case(
        old,
        Feature("patient.age", Interval.exactly(70)),
        Feature("patient.weight", Interval.exactly(70)),
        Feature("patient.sex", "male"),
    )
    assert told.value("lab.creatinine_clearance") is not None
    assert settled(told).value("lab.creatinine_clearance") is None
    assert settled(told).value("patient.weight") is not None


def test_two_values_that_contradict_each_other_are_both_unknown():
    found = settled(case(Feature("tumour.m", "M0"), Feature("tumour.metastatic_sites", SetValue(frozenset({"bone"})))))
    assert found.doubts == {"tumour.m": "contradictoire", "tumour.metastatic_sites": "contradictoire"}
    assert evaluate(parse({"tumour.m": "M0"}), found).value is None


def test_what_a_person_typed_stands_against_what_was_read():
    found = settled(
        case(Feature("tumour.m", "M0", origin="person"), Feature("tumour.metastatic_sites", SetValue(frozenset({"bone"}))))
    )
    assert found.value("tumour.m") == "M0"
    assert found.doubts == {"tumour.metastatic_sites": "contradictoire"}


def test_a_case_without_doubt_is_the_same_case():
    clear = case(lvef("2026-02"), Feature("tumour.m", "M0"))
    assert settled(clear) is clear
    doubtful = settled(case(lvef("2024")))
    assert settled(doubtful) is doubtful


def test_every_evaluator_sees_the_same_unknown():
    wanted = parse({"lab.lvef": ">= 50"})
    told = [settled(case(lvef(date))) for date in ("2024-01", "2026-02", None)]
    expected = [None, True, True]
    assert [evaluate(wanted, one).value for one in told] == expected
    assert [compiled(wanted)(one) for one in told] == expected
    (found,) = decide([wanted], encode(told))
    assert tuple(found.counts) == (2, 0, 1)


def test_the_rules_ask_again_for_what_is_too_old_and_say_so():
    text = "Femme de 52 ans, OMS 0, non ménopausée. RCP du 15/03/2026. Carcinome canalaire infiltrant du sein gauche cT2 N1 M0, RE 0 %, RP 0 %, HER2 3+."
    fresh = recommend(read(f"{text} FEVG 64 % le 06/03/2026.", "x"), load_all())
    stale = recommend(read(f"{text} FEVG 64 % le 06/03/2024.", "x"), load_all())
    assert "lab.lvef" not in {one.feature for one in fresh.missing}
    assert {one.feature: one.reason for one in stale.missing}["lab.lvef"] == "périmé"


def test_every_validity_names_a_feature_of_the_catalogue_once():
    spans = load_yaml("validity.yaml")
    keys = [key for some in spans.values() for key in some]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(catalogue())
    assert all(isinstance(parse_span(span), Span) for span in spans)
