"""What a person types in a field, and how a text is cut at its marks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.spans import cut
from ui.web import entry


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("54", 54),
        ("72,5", 72.5),
        (" 72.5 ", 72.5),
        ("≥ 50", [50, None]),
        (">=50", [50, None]),
        ("≤ 1", [None, 1]),
        ("1 à 2", [1, 2]),
        ("entre 1 et 2", [1, 2]),
        ("10-20", [10, 20]),
        ("", None),
    ],
)
def test_a_number_is_typed_as_in_a_note(typed: str, value: Any):
    assert entry.number(typed) == value


@pytest.mark.parametrize("typed", ["gros", "2 à 1", "< 1", "54 ans", "1,2,3"])
def test_what_is_no_number_is_refused_rather_than_guessed(typed: str):
    with pytest.raises(entry.EntryError, match="n'est pas un nombre"):
        entry.number(typed)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [("14/03/2025", "2025-03-14"), ("4/3/2025", "2025-03-04"), ("03/2025", "2025-03"), ("2025", "2025"), ("", None)],
)
def test_a_date_is_typed_as_in_france_as_precisely_as_it_is_known(typed: str, iso: str | None):
    assert entry.date(typed) == iso


@pytest.mark.parametrize("typed", ["31/02/2025", "13/2025", "hier", "14/03/25"])
def test_what_is_no_date_is_refused(typed: str):
    with pytest.raises(entry.EntryError, match="n'est pas une date"):
        entry.date(typed)


def test_marks_that_overlap_are_cut_side_by_side():
    pieces = cut("cT2 N0 M0", [(0, 3, "t"), (0, 9, "stage"), (4, 6, "n")])
    assert [(piece.text, piece.keys) for piece in pieces] == [
        ("cT2", ("stage", "t")), (" ", ("stage",)), ("N0", ("n", "stage")), (" M0", ("stage",)),
    ]  # fmt: skip


@given(
    text=st.text(max_size=40),
    marks=st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45), st.sampled_from("abc")), max_size=6),
)
def test_whatever_the_marks_no_character_is_lost_and_each_keeps_its_own(text: str, marks: list[tuple[int, int, str]]):
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    covered = [keys for piece in pieces for keys in [piece.keys] * len(piece.text)]
    for place, keys in enumerate(covered):
        assert set(keys) == {key for start, end, key in marks if 0 <= start <= place < end <= len(text)}
