"""A key that came to the catalogue later is told apart from those of version 1, and read back with them."""

from matching.case import Case, Feature
from matching.catalogue import catalogue
from matching.reading import read
from matching.value import Interval


def test_keys_of_a_later_version_are_told_apart_in_json_and_read_back():
    case = Case("x", features={
        "patient.ecog": Feature("patient.ecog", Interval.exactly(1)),
        "patient.neuropathy_grade": Feature("patient.neuropathy_grade", Interval.exactly(2)),
    })  # fmt: skip
    shown = case.to_json()
    assert shown["features"] == {"patient.ecog": 1}
    assert shown["added"] == {"patient.neuropathy_grade": 2}
    assert set(Case.from_json(shown).features) == {"patient.ecog", "patient.neuropathy_grade"}


def test_the_proof_of_an_added_value_is_told_with_the_others():
    shown = read("Homme de 60 ans, OMS 1. Neuropathie périphérique de grade 2 après oxaliplatine.", "x").to_json()
    assert shown["added"] == {"patient.neuropathy_grade": 2}
    assert "grade 2" in shown["evidence"]["patient.neuropathy_grade"][0]["text"]


def test_what_every_note_says_is_of_version_1():
    assert {catalogue()[key].since for key in ("patient.age", "tumour.type", "biomarker.her2_status", "lab.creatinine")} == {1}
