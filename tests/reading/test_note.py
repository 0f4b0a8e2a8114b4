"""One plain text to search, and the way back to the words as written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.reading.note import Note

WRITTEN = st.text(alphabet="aé\u0301 \u00a0\n\r\t.,;-3fiﬁœÀ’µ²\u200b\u00ad\x0cİ", max_size=60)


def written(text: str, words: str) -> str:
    """The words as written in the text, for words of the plain one."""
    note = Note(text)
    start = note.plain.index(words)
    first, last = note.words(start, start + len(words))
    return text[first:last]


@given(WRITTEN)
def test_plain_and_cased_have_the_same_offsets_and_every_place_leads_back(text: str):
    note = Note(text)
    assert len(note.plain) == len(note.cased)
    for start in range(len(note.plain)):
        first, last = note.words(start, start + 1)
        assert 0 <= first < last <= len(text)


@given(WRITTEN)
def test_units_do_not_overlap_and_cover_every_word(text: str):
    note = Note(text)
    covered = "".join(note.plain[unit.start : unit.end] for unit in note.units)
    assert "".join(covered.split()) == "".join(note.plain.split())
    assert all(before.end <= after.start for before, after in zip(note.units, note.units[1:], strict=False))


@pytest.mark.parametrize(("text", "words", "told"), [
    ("Pas  de\u00a0métastase\r\nhépatique.", "pas de metastase hepatique", "Pas  de\u00a0métastase\r\nhépatique"),
    (unicodedata.normalize("NFD", "Opéré, récidivé ce jour"), "recidive", unicodedata.normalize("NFD", "récidivé")),
    ("Insuﬃsance cardiaque inﬁltrante", "insuffisance cardiaque", "Insuﬃsance cardiaque"),
    ("carcinome inﬁltrant du sein", "infiltrant", "inﬁltrant"),
    ("métas\u00adtase", "metastase", "métas\u00adtase"),
    ("PD\u2011L1 ≥ 50\u202f%", "pd-l1 ≥ 50 %", "PD\u2011L1 ≥ 50\u202f%"),
    ("l’ovaire", "l'ovaire", "l’ovaire"),
])  # fmt: skip
def test_words_are_found_however_they_are_typed_and_shown_as_written(text: str, words: str, told: str):
    assert written(text, words) == told


@pytest.mark.parametrize(("text", "units"), [
    ("Mme T. va bien. OMS 1.", ["mme t. va bien.", "oms 1."]),
    ("Dr. Martin, env. 3 cm. Opérée.", ["dr. martin, env. 3 cm.", "operee."]),
    ("Albumine 36 g/L. Poids 73 kg", ["albumine 36 g/l.", "poids 73 kg"]),
    ("FEVG 62,5 %. T.A. 12/8", ["fevg 62,5 %.", "t.a. 12/8"]),
    ("HTA ; BPCO", ["hta ;", "bpco"]),
    ("- HTA\n- BPCO", ["- hta", "- bpco"]),
    ("Lésion du foie\nde 3 cm", ["lesion du foie de 3 cm"]),
    ("ATCD :\nHTA", ["atcd :", "hta"]),
    ("TDM le 12.03.2025 normale", ["tdm le 12/03/2025 normale"]),
    ("", []), ("\n\n \n", []), (".", ["."]),
])  # fmt: skip
def test_a_unit_is_a_sentence_a_line_or_an_item(text: str, units: list[str]):
    note = Note(text)
    assert [note.plain[unit.start : unit.end].strip() for unit in note.units] == units


def test_a_passage_in_capitals_is_known_as_such():
    note = Note("FEMME DE 54 ANS OMS 1.\nOpérée d'un CCI.")
    assert [unit.shouting for unit in note.units] == [True, False]


def test_a_line_is_one_of_its_own_where_the_author_begins_none_with_a_capital():
    text = "rcp thoracique du 06/11\nbpco, aomi. dnid sous metformine. tabac actif. pas de mai\ntopotecan ou essai\nlurbinectedine : non retenue"
    assert "essai\nlurbinectedine" in Note(text).plain
    assert "essai en\ncours" not in Note(text.replace("essai", "essai en\ncours")).plain
