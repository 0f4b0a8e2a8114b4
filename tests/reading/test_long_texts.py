"""However long or odd a text is, it is read in a time that grows with its length."""

import sys
from types import FrameType
from typing import Any

import pytest

from matching.reading import read


@pytest.mark.parametrize("words", [
    "x", "a.", ".", "? ", "( ", "1 ", "HER2 ", "RE, ", "PSA 12 -> 2 ", "pas de a, ", "Mme DUPONT ", "12/03/2025 ", "T2N1M0 ", "63000 Abc-", "06 12 34 ", "a@b.",
    "cancer du sein metastase hepatique ", "57 ans ", "50 Gy ", "FOLFOX puis FOLFIRI, ",
])  # fmt: skip
def test_what_is_read_in_a_text_without_end_is_what_it_says(words: str):
    text = (words * (20_000 // len(words) + 1))[:20_000]
    case = read(text, "x")
    assert all(text[item.start : item.end] == item.text for feature in case.features.values() for item in feature.evidence)


def steps(text: str) -> int:
    """How many lines of Python run to read a text: a measure of the work that no busy machine changes."""
    ran = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal ran
        ran += 1
        return count

    sys.settrace(count)
    try:
        read(text, "x")
    finally:
        sys.settrace(None)
    return ran


@pytest.mark.parametrize("sentence", [
    "FOLFOX 6 cures. ", "L1 : FOLFOX depuis 03/2024. Progression. ", "Mastectomie, puis RT 50 Gy. ", "GS 1N+/2. ", "Mère : cancer du sein. ",
    "Lésion du foie de 12 mm. ", "Carcinome du sein droit. ", "Créatinine 84 µmol/L le 12/03/2025. ",
])  # fmt: skip
def test_three_times_the_text_is_three_times_the_work(sentence: str):
    read(sentence, "x")  # vocabularies are loaded once
    once, thrice = steps(sentence * 100), steps(sentence * 300)
    assert thrice < 3.5 * once
