"""Values as a clinician reads them, in French."""

import pytest

from matching.case import Treatment
from matching.value import INFINITY, Interval, SetValue
from matching.words import date_words, interval_words, number_words, set_words, treatment_words, value_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (54.0, "54"),
        (12.5, "12,5"),
        (0.05, "0,05"),
        (1_250_000, "1 250 000"),
        (145_000, "145 000"),
        (1234.5, "1234,5"),
        (0.1 + 0.2, "0,3"),
        (0, "0"),
    ],
)
def test_numbers_have_a_comma_and_no_power_of_ten(number: float, words: str):
    assert number_words(number).replace("\u202f", " ") == words


@pytest.mark.parametrize(("interval", "words"), [
    (Interval.exactly(54), "54"), (Interval(1, 2), "1 à 2"), (Interval(50, INFINITY), "≥ 50"), (Interval(50, INFINITY, low_open=True), "> 50"),
    (Interval(0, 1, high_open=True), "< 1"), (Interval(-INFINITY, 10), "≤ 10"), (Interval(0, 1), "0 à 1"),
])  # fmt: skip
def test_bounds_are_said(interval: Interval, words: str):
    assert interval_words(interval) == words


def test_values_come_with_their_unit_and_their_french_word():
    assert value_words("lab.creatinine", Interval.exactly(84)) == "84 µmol/L"
    assert value_words("biomarker.kras", "wild_type") == "sauvage"
    assert value_words("patient.pregnant", False) == "non"
    assert value_words("tumour.diagnosis_date", "2025-03") == "03/2025"
    assert value_words("request.question", "Chirurgie ?") == "Chirurgie ?"


def test_sets_say_what_is_there_what_is_not_and_whether_the_list_is_closed():
    assert set_words("tumour.metastatic_sites", SetValue(complete=True)) == "aucun"
    assert set_words("tumour.metastatic_sites", SetValue(frozenset({"liver"}), frozenset({"brain"}))).startswith("foie ; pas : ")
    assert set_words("tumour.metastatic_sites", SetValue(frozenset({"liver"}), complete=True)) == "foie ; aucun autre"


def test_dates_are_as_precise_as_stated():
    assert [date_words(iso) for iso in ("2025", "2025-03", "2025-03-14")] == ["2025", "03/2025", "14/03/2025"]


def test_a_treatment_is_a_phrase():
    record = Treatment(
        "chemotherapy", ("fluorouracil", "oxaliplatin"), protocol="FOLFOX", setting="adjuvant", cycles=1, start="2024-03"
    )
    assert (
        treatment_words(record)
        == "chimiothérapie FOLFOX (fluorouracile, oxaliplatine), à visée adjuvante, 1 cycle, début 03/2024"
    )
