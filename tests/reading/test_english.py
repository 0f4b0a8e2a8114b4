"""English notes: the page of what changes place or form between the two languages (the sentences are in english.yaml)."""

from __future__ import annotations

import re

import pytest

from matching.reading import read
from matching.reading.english import in_french
from matching.reading.english_changes import Change, changes

MEANT = [
    ("The left renal mass", "masse du rein gauche"),
    ("of the right bladder", "de la vessie droite"),
    ("of the right upper\nlobe", "du lobe superieur droit"),
    ("liver, lung and bone metastases", "metastases hepatiques, pulmonaires et osseuses"),
    ("seen on 11/15/2025", "15/11/2025"),
    ("seen on 15/11/2025", "15/11/2025"),
    ("Height 5'7\"", "170.2 cm"),
    ("drinks 2 beers a day", "boit 1 verre de vin par jour"),
]


@pytest.mark.parametrize(("english", "french"), MEANT, ids=[english for english, _ in MEANT])
def test_what_changes_place_is_said_in_the_french_order(english: str, french: str):
    assert french in {piece.words for piece in in_french(english)}


def test_what_somebody_used_to_drink_is_left_alone():
    assert not any("boit" in piece.words for piece in in_french("He used to drink 2 beers a day"))


@pytest.mark.parametrize("change", changes().values(), ids=[change.french for change in changes().values()])
def test_the_french_of_a_change_uses_words_that_its_english_has(change: Change):
    assert set(re.findall(r"\{(\w+)", change.french)) <= set(change.pattern.groupindex)


ENGLISH = "Mrs Example is a 57-year-old postmenopausal woman with hypertension. Mother had breast cancer at 61."


def test_a_married_woman_is_not_several_men():
    assert read(ENGLISH, "x").value("patient.sex") == "female"


def test_what_is_read_in_english_is_proved_by_whole_phrases_of_the_text():
    found = read(ENGLISH, "x").features
    proofs = {key: [proof.text for proof in found[key].evidence] for key in ("patient.age", "patient.family_cancer_history")}
    assert proofs == {
        "patient.age": ["a 57-year-old postmenopausal woman"],
        "patient.family_cancer_history": ["Mother had breast cancer"],
    }


@pytest.mark.parametrize(("heading", "told"), [
    ("Tumor board 5 Feb 2026.", "2026-02-05"),
    ("Multidisciplinary meeting of 12 January 2026.", "2026-01-12"),
    ("He was discussed at tumor board on 12 January 2026.", None),
])  # fmt: skip
def test_the_meeting_that_a_note_is_written_for_dates_it(heading: str, told: str | None):
    found = read(f"{heading} The patient is a 57-year-old woman with breast cancer and hypertension.", "x")
    assert (found.date.isoformat() if found.date_told else None) == told
