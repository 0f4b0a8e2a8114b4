"""However long or odd a text is, it is read in a time that grows with its length."""

import time

import pytest

from matching.reading import read


@pytest.mark.parametrize("words", [
    "x", "a.", ".", "? ", "( ", "1 ", "HER2 ", "RE, ", "PSA 12 -> 2 ", "pas de a, ", "Mme DUPONT ", "12/03/2025 ", "T2N1M0 ", "63000 Abc-", "06 12 34 ", "a@b.",
    "cancer du sein metastase hepatique ", "57 ans ", "50 Gy ",
])  # fmt: skip
def test_a_text_without_end_is_read_in_time(words: str):
    text = (words * (20_000 // len(words) + 1))[:20_000]
    began = time.monotonic()
    case = read(text, "x")
    assert time.monotonic() - began < 10
    assert all(text[item.start : item.end] == item.text for feature in case.features.values() for item in feature.evidence)
