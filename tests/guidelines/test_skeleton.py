"""A rule file begun from nothing: it can be read, and says what is to be written before anybody reviews it."""

import datetime

import pytest

from guidelines.check import check_text
from guidelines.load import load_all
from guidelines.skeleton import skeleton

TODAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(("kind", "about", "wanted"), [
    ("guideline", "COAD", "aucun exemple où elle est indéterminée"),
    ("overlay", "breast-localised", "règle inconnue « regle-a-nommer »"),
])  # fmt: skip
def test_a_file_that_is_begun_has_one_thing_to_correct_and_cannot_be_reviewed_as_it_is(kind: str, about: str, wanted: str):
    text = skeleton(kind, "riom-essai", 'Titre « riche » : "guillemets", # dièse', TODAY, about)
    (fault,) = [one for one in check_text(text, "neuf.yaml", load_all(), TODAY) if one.is_fault]
    assert wanted in fault.sentence
