"""Words that say the same are read as one, and proved as they were written."""

import pytest

from matching.reading.note import Note
from matching.reading.same_words import same_words


@pytest.mark.parametrize(("text", "read_as"), [
    ("arrêt en nov. 2023 pour poursuite évolutive", "arret en novembre 2023 pour progression"),
    ("Foie : absence de lésion secondaire.", "foie : pas de metastase."),
    ("Irradiation de 30 grays, puis trois cycles", "irradiation de 30 gy, puis 3 cycles"),
    ("Scanner du 12.03.2025, TEP du 2025-04-02", "scanner du 12/03/2025, tep du 02/04/2025"),
    ("opérée le 1er mars 2024, revue le 2 avr. 2024", "operee le 01/03/2024, revue le 2 avril 2024"),
    ("Plaquettes 210.10^9/L, PNN 3,2 10⁹/L, PSA 4 µg/L", "plaquettes 210g/l, pnn 3,2 g/l, psa 4 ng/ml"),
    ("Sorafénib: non retenu ; nodule de 1,5 cm", "sorafenib : non retenu ; nodule de 15 mm"),
    ("DEBUT : TRAITEMENT MIS EN ROUTE", "debut : traitement debute"),
])  # fmt: skip
def test_a_note_is_read_through_the_words_that_reading_knows(text: str, read_as: str):
    assert Note(text, language="fr").plain == read_as


@pytest.mark.parametrize("text", [
    "en l'absence de progression", "une meta-analyse", "deux soeurs", "le gray est une unite", "sept mois", "metachrone", "version 1.12.3",
])  # fmt: skip
def test_the_same_letters_elsewhere_are_left_alone(text: str):
    assert not list(same_words(text))
    assert Note(text, language="fr").plain == text


def test_words_read_as_others_are_proved_as_they_were_written():
    note = Note("Arrêt en sept. 2024 : poursuite évolutive.", language="fr")
    start = note.plain.index("progression")
    first, last = note.words(start, start + len("progression"))
    assert note.text[first:last] == "poursuite évolutive"
