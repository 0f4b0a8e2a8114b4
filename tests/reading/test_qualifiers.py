"""Who, whether, when and how, from the words around. The sentences of qualifiers/ are written so that a clinician can add one."""

import pytest

from bench.qualifiers import FOLDER, Sentence, answer, sentences
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


def _told(*names: str) -> list[object]:
    return [
        pytest.param(one, id=f"{name}-{number}")
        for name in names
        for number, one in enumerate(sentences(FOLDER / f"{name}.yaml"), 1)
    ]


@pytest.mark.parametrize("sentence", _told("first", "second", "third", "fourth"))
def test_a_mention_is_qualified_as_a_clinician_would(sentence: Sentence):
    assert answer(sentence) == sentence.truth, sentence.text


@pytest.mark.xfail(reason="known limits of the cues", strict=True)
@pytest.mark.parametrize("sentence", _told("limits"))
def test_a_known_limit_still_stands(sentence: Sentence):
    assert answer(sentence) == sentence.truth, sentence.text
