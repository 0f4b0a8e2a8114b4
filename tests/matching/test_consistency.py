"""What the values of a case cannot both say is told in words, and nothing is resolved."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from matching.case import Case, Evidence, Feature, Treatment
from matching.catalogue import catalogue
from matching.consistency import CONTRADICTION, checked, contradictions
from matching.data_files import load_yaml
from matching.reading import read
from matching.staging import size_bounds, stage_group
from matching.value import Interval

HERE = Path(__file__).parent
DAY = datetime.date(2026, 1, 10)


def told(case: Case) -> list[str]:
    return [warning for warning in case.warnings if not warning.startswith("plusieurs valeurs")]


@pytest.mark.parametrize(
    "entry", yaml.safe_load((HERE / "contradictions.yaml").read_text("utf-8")), ids=lambda entry: entry["text"][:50]
)
def test_a_sentence_that_contradicts_itself_is_told(entry: dict[str, Any]):
    case = read(entry["text"], "sentence", DAY)
    warnings = told(case)
    assert len(warnings) == len(entry["warns"]), warnings
    assert all(piece in warning for piece, warning in zip(entry["warns"], warnings, strict=True)), warnings
    assert not case.features.keys() & set(entry.get("absent", ()))


def test_a_contradiction_names_both_values_with_their_words():
    warnings = told(read("Adénocarcinome bronchique T2aN0M0 avec métastases osseuses.", "x", DAY))
    assert warnings == [
        "contradiction : M : M0 (« M0 »), Sites métastatiques : os (« osseuses ») ; M0 exclut un site métastatique"
    ]


def test_both_values_stay():
    case = read("Adénocarcinome bronchique T2aN0M0 avec métastases osseuses.", "x", DAY)
    assert case.value("tumour.m") == "M0"
    assert case.value("tumour.metastatic_sites") is not None


def test_a_birth_date_is_not_quoted():
    assert "1950" not in " ".join(told(read("Patiente de 54 ans née le 12/03/1950. RCP du 10/01/2026.", "x")))


def test_a_correction_takes_its_contradiction_away():
    case = read("Femme de 62 ans, adénocarcinome de la prostate.", "x", DAY)
    assert told(case)
    corrected = case.with_features(Feature("patient.sex", "male", (Evidence(person="Dr Fictif"),), None, "person"))
    assert told(checked(corrected)) == []


def test_what_a_person_typed_is_named_as_theirs():
    case = read("Adénocarcinome de la prostate.", "x", DAY)
    typed = case.with_features(Feature("patient.sex", "female", (Evidence(person="Dr Fictif"),), None, "person"))
    assert "Sexe : femme (saisi par Dr Fictif)" in told(checked(typed))[0]


def test_what_a_person_typed_is_told_and_kept_even_when_impossible():
    typed = Case(
        "x",
        DAY,
        features={"lab.lvef": Feature("lab.lvef", Interval.exactly(160), (Evidence(person="Dr Fictif"),), None, "person")},
    )
    assert [warning.startswith(CONTRADICTION) for warning in checked(typed).warnings] == [True]
    assert checked(typed).value("lab.lvef") == Interval.exactly(160)


def test_ras_holds_kras_and_nras():
    values = {"biomarker.kras": "G12D", "biomarker.ras": "wild_type"}
    case = Case("x", DAY, features={key: Feature(key, value) for key, value in values.items()})
    assert contradictions(case) == (
        "contradiction : KRAS : G12D, RAS (KRAS et NRAS) : sauvage ; une mutation de KRAS est une mutation de RAS",
    )


def test_values_that_were_not_kept_are_told_in_french():
    warnings = read("Adénocarcinome du côlon, KRAS G12D, RAS sauvage.", "x", DAY).warnings
    assert warnings == ("plusieurs valeurs pour KRAS : sauvage est retenue ; autre(s) : G12D",)


def test_computed_values_contradict_nothing():
    case = Case(
        "x",
        DAY,
        features={
            "tumour.m": Feature("tumour.m", "M0", origin="computed"),
            "tumour.extent": Feature("tumour.extent", "metastatic"),
        },
    )
    assert contradictions(case) == ()


@pytest.mark.parametrize(("record", "why"), [
    (Treatment("chemotherapy", start="2025-06", end="2025-02"), "la fin précède le début"),
    (Treatment("chemotherapy", start="2026-03"), "reçu après la date du cas (10/01/2026)"),
    (Treatment("chemotherapy", start="2026-03", planned=True), None), (Treatment("chemotherapy", start="2025-06", end="2025"), None),
])  # fmt: skip
def test_treatments_follow_the_calendar(record: Treatment, why: str | None):
    found = contradictions(Case("x", DAY, treatments=(record,)))
    assert [warning.endswith(f"; {why}") for warning in found] == ([True] if why else [])


def test_a_relapse_before_the_diagnosis_is_told_only_when_it_is_certain():
    dates = {
        key: Feature(key, value) for key, value in (("tumour.diagnosis_date", "2024-05"), ("tumour.recurrence_date", "2024"))
    }
    case = Case("x", DAY, features=dates)
    assert contradictions(case) == ()
    sure = case.with_features(Feature("tumour.recurrence_date", "2024-03"))
    assert contradictions(sure)[0].endswith("; la récidive précède le diagnostic")


def test_a_size_after_a_treatment_does_not_contradict_the_clinical_t():
    case = read("Cancer du sein droit cT1cN0M0, taille 34 mm.", "x", DAY)
    assert contradictions(case)
    assert contradictions(replace(case, treatments=(Treatment("chemotherapy", start="2025-03"),))) == ()


def test_every_key_of_the_tables_is_a_figure_of_the_catalogue():
    keys = [f"{group}.{name}" for group, entries in load_yaml("plausible.yaml").items() for name in entries]
    assert [key for key in keys if key not in catalogue() or catalogue()[key].type != "number"] == []


def test_stage_groups_and_sizes_are_those_of_the_tables():
    assert stage_group("IDC", "T2", "N1", "M0") == stage_group("BREAST", "T2", "N1", "M0")
    assert stage_group("PROSTATE", "T2", "N0", "M0") is None
    assert size_bounds("LUAD", "T2a") == ("tumour.size", None, 40)
    assert size_bounds("LUAD", "T4") is None
