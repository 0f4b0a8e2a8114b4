"""French words of values and treatments, read back."""

import json
from pathlib import Path

import pytest

from matching.reading import read
from matching.value import Interval, SetValue
from matching.words import event_words, treatment_words
from matching.words_back import event_from_words, treatment_from_words, value_from_words

CASES = Path(__file__).resolve().parents[2] / "data/cases"


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("patient.age", "54 ans", Interval.exactly(54)),
        ("patient.ecog", "1 à 2", Interval(1, 2)),
        ("lab.platelets", "≥ 145\u202f000 G/L", Interval(low=145_000)),
        ("biomarker.ki67", "< 1 %", Interval(0, 1, high_open=True)),
        ("tumour.found_by_screening", "oui", True),
        ("tumour.laterality", "gauche", "left"),
        ("tumour.type", "Carcinome lobulaire infiltrant du sein", "ILC"),
        ("tumour.diagnosis_date", "03/2025", "2025-03"),
        ("patient.comorbidities", "aucune", SetValue(complete=True)),
        ("biomarker.egfr", "mutation rare (G719X, L861Q, S768I), muté", SetValue(frozenset({"uncommon", "mutated"}))),
        ("tumour.metastatic_sites", "foie, os ; pas : encéphale", SetValue(frozenset({"liver", "bone"}), frozenset({"brain"}))),
    ],
)
def test_words_are_the_value_that_they_were_written_from(key: str, words: str, value: object):
    assert value_from_words(key, words) == value


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("patient.age", "la cinquantaine"),
        ("tumour.laterality", "à préciser"),
        ("tumour.metastatic_sites", "foie, ailleurs"),
        ("tumour.type", "Tumeur"),
    ],
)
def test_other_words_are_no_value(key: str, words: str):
    assert value_from_words(key, words) is None


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json"))[::3], ids=lambda path: path.stem)
def test_a_treatment_is_read_back_from_its_line(path: Path):
    for record in read(json.loads(path.read_text(encoding="utf-8"))["text"], "c").treatments:
        back = treatment_from_words(treatment_words(record))
        assert back is not None
        assert treatment_words(back) == treatment_words(record)
        assert (back.modality, back.agents, back.setting, back.line) == (
            record.modality,
            record.agents,
            record.setting,
            record.line,
        )


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json"))[::3], ids=lambda path: path.stem)
def test_an_event_is_read_back_from_its_line(path: Path):
    for event in read(json.loads(path.read_text(encoding="utf-8"))["text"], "c").events:
        back = event_from_words(event.key, event_words(event))
        assert back is not None
        assert (back.name, back.date, back.grade, back.detail) == (event.name, event.date, event.grade, event.detail)


def test_words_without_a_modality_are_no_treatment():
    assert treatment_from_words("traitement par une plante") is None
