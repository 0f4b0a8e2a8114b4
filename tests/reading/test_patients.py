"""A text about several patients gives the values of the first one only, says so, and hides the names of all."""

import pytest

from matching.reading import read
from matching.reading.patients import end_of_the_first

SERIES = [
    "Cas n° 1 : homme de 71 ans, adénocarcinome de la prostate, Gleason 8. Surveillance.\nCas n° 2 : patient de 58 ans, Gleason 6.",
    "Observation I. Femme de 44 ans, carcinome épidermoïde du col. Observation II. Femme de 39 ans, adénocarcinome du col.",
    "Première observation : une fillette de 9 mois, néphroblastome droit. Deuxième observation : un garçon de 3 ans, neuroblastome.",
    "DOSSIER 1\nMme née le 03/04/1951, sein gauche, pT2 N0.\nDOSSIER 2\nM. né le 12/11/1948, rectum, cT3 N1.",
    "- Patient 1 : 63 ans, mélanome de l'épaule.\n- Patient 2 : 57 ans, mélanome du dos.",
]
ONE = [
    "Femme de 52 ans. Deux cas de cancer du sein dans la famille : cas 1 mère, cas 2 tante.",
    "Patient de 66 ans. Chimiothérapie, cycle 1 le 03/02, cycle 2 le 24/02. Observation 2 du registre.",
    "Homme de 60 ans vu en première consultation. Deuxième cas de la journée. Adénocarcinome du pancréas.",
    "Grade 2, dossier 2 sur 14. Femme de 71 ans, cancer du sein droit.",
]


@pytest.mark.parametrize("text", SERIES)
def test_the_second_patient_of_a_text_begins_at_a_heading_with_an_age_or_a_birth(text: str) -> None:
    assert 0 < end_of_the_first(text) < len(text)


@pytest.mark.parametrize("text", ONE)
def test_a_number_elsewhere_makes_no_second_patient(text: str) -> None:
    assert end_of_the_first(text) == len(text)


def test_the_values_are_those_of_the_first_patient_and_a_warning_says_so() -> None:
    case = read(SERIES[0], "series")
    told = case.to_json()["features"]
    assert (told["patient.age"], told["tumour.type"]) == (71, "PRAD")
    assert "58" not in str(told)
    assert any("plusieurs patients" in warning and "Cas n° 2" in warning for warning in case.warnings)


def test_the_names_of_every_patient_are_found() -> None:
    text = (
        "Cas 1 : Mme Odile FICTIVE, 70 ans, cancer du sein gauche. "
        "Cas 2 : M. Régis INVENTÉ, 64 ans, tél. 06 11 22 33 44, cancer du rectum."
    )
    found = {text[one.start : one.end] for one in read(text, "names").identifiers}
    assert {"FICTIVE", "INVENTÉ", "06 11 22 33 44"} <= {word for one in found for word in (one, *one.split())}
