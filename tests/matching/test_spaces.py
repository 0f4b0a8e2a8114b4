"""Where a French line must not end."""

import pytest

from matching.spaces import unbroken, unwrapped


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("RE : 32 % ; non", "RE~: 32~%~; non"),
        ("« oui » ! quoi ?", "«~oui~»~! quoi~?"),
        ("57 ans, 34 mm, 3,7 G/L, 66 Gy", "57~ans, 34~mm, 3,7~G/L, 66~Gy"),
        ("2 options, 12/03/2025 : fait", "2 options, 12/03/2025~: fait"),
        ("10 nouveaux", "10 nouveaux"),
    ],
)
def test_a_line_does_not_end_before_a_sign_or_a_unit(words: str, kept: str):
    assert unbroken(words) == kept.replace("~", "\u00a0")


def test_a_sentence_that_a_page_cut_is_one_line_and_a_list_stays_a_list():
    assert (
        unwrapped("Il\naccepte le traitement.\n1. Chirurgie\n2. Radiothérapie")
        == "Il accepte le traitement.\n1. Chirurgie\n2. Radiothérapie"
    )
