"""Who, whether, when and how, from the words around."""

import pytest

from matching.reading.pipeline import prepare
from matching.reading.qualifiers import qualify


@pytest.mark.parametrize(("text", "word", "status"), [
    ("Pas de métastase hépatique ni osseuse.", "osseuse", "negated"), ("Pas de métastase mais ascite.", "ascite", "present"), ("Suspicion de récidive.", "recidive", "uncertain"),
    ("On ne peut exclure une récidive.", "recidive", "uncertain"), ("Récidive locale.", "recidive", "present"), ("Métastases absentes.", "metastase", "negated"),
    ("HTA, pas de diabète, BPCO.", "hta", "present"), ("Scanner normal. Métastase hépatique.", "metastase", "present"), ("Récidive à confirmer", "recidive", "uncertain"),
])  # fmt: skip
def test_the_status_follows_the_cues_of_the_clause(text: str, word: str, status: str):
    note = prepare(text)
    start = note.plain.index(word)
    assert qualify(note, start, start + len(word)).status == status


@pytest.mark.parametrize(("text", "word", "axis", "value"), [
    ("Mère : diabète", "diabete", "experiencer", "family"), ("Refuse la chirurgie", "chirurgie", "modality", "refused"), ("Contre-indication au cisplatine", "cisplatine", "modality", "contraindicated"),
    ("Proposition de mastectomie", "mastectomie", "modality", "planned"), ("Si progression : docétaxel", "progression", "modality", "conditional"), ("ATCD : infarctus", "infarctus", "temporality", "past"),
])  # fmt: skip
def test_the_axes_are_separate(text: str, word: str, axis: str, value: str):
    note = prepare(text)
    start = note.plain.index(word)
    assert getattr(qualify(note, start, start + len(word)), axis) == value
