"""Numbers as notes write them."""

import pytest

from matching.reading import read
from matching.reading.values import number_at, to_float
from matching.value import INFINITY, Interval


@pytest.mark.parametrize(("words", "value"), [
    (" : 12,5", Interval.exactly(12.5)), (" à 145 000", Interval.exactly(145_000)), (" 1-2", Interval(1, 2)), (" 0 a 1", Interval(0, 1)),
    (" < 1 %", Interval(0, 1, high_open=True)), (" >= 50", Interval(50, INFINITY)), (" > 50", Interval(50, INFINITY, low_open=True)),
    (" au moins 3", Interval(3, INFINITY)), (" entre 10 et 20", Interval(10, 20)), (" superieur a 5", Interval(5, INFINITY, low_open=True)),
    (" est de 4.2", Interval.exactly(4.2)), ("=7", Interval.exactly(7)),
])  # fmt: skip
def test_a_number_is_read_over_a_linking_word(words: str, value: Interval):
    found = number_at("x" + words.replace("à", "a"), 1)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("words", [" normal", " le lendemain 12", "", " en cours", " ; 12"])
def test_a_number_further_on_is_not_taken(words: str):
    assert number_at("x" + words, 1) is None


def test_blanks_group_the_thousands():
    assert (to_float("145 000"), to_float("12,5")) == (145_000.0, 12.5)


def test_the_first_proof_of_a_value_is_the_one_that_was_kept():
    told = "Carcinome du sein. 09/2017 : RE 95 %. RECHUTE 06/2024 au foie. Biopsie du foie le 20/01/2026 : RE 80 %."
    receptors = read(told, "x").features["biomarker.er_status"]
    assert (receptors.date, [proof.text for proof in receptors.evidence]) == ("2026-01-20", ["RE 80 %", "RE 95 %"])


def test_a_warning_tells_a_few_of_many_other_values():
    told = "Carcinome du sein. " + " ".join(f"Plaquettes {200 + number} G/L le {number + 1:02d}/03/2025." for number in range(12))
    (warning,) = [one for one in read(told, "x").warnings if "Plaquettes" in one]
    assert warning.endswith("204 G/L, 205 G/L et 5 de plus")
