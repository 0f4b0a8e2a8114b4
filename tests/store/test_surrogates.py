from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import TextChanged
from store.surrogates import Original, follow, originals, rejoin, surrogate

NOTE = "Mme Zoé PETIT-FICTIF, née le 02/03/1956 (IPP 8001234), 06 00 00 12 34. Carcinome canalaire pT2 N0."


def spans_of(text: str, **words: str) -> list[tuple[int, int, str]]:
    return [(text.index(word), text.index(word) + len(word), kind) for kind, word in words.items()]


SPANS = spans_of(NOTE, name="Zoé PETIT-FICTIF", birth_date="02/03/1956", ipp="8001234", phone="06 00 00 12 34")


def test_identifying_words_are_replaced_and_the_rest_is_untouched() -> None:
    masked = "Mme Xxx XXXXX-XXXXXX, née le 00/00/0000 (IPP 0000000), 00 00 00 00 00. Carcinome canalaire pT2 N0."
    assert surrogate(NOTE, SPANS) == masked
    assert rejoin(masked, originals(NOTE, SPANS)) == NOTE


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("O'Brien", "X'Xxxxx"),
        ("Œdipe ÆGIR", "Xxxxx XXXX"),
        ("E\u0301lodie", "Xxxxxxx"),
        ("jean.dupont@exemple.invalid", "xxxx.xxxxxx@xxxxxxx.xxxxxxx"),
        ("1 56 03 35 238 001 12", "0 00 00 00 000 000 00"),
        ("n° 12², ½", "x° 000, 0"),
        ("Nguyễn Văn", "Xxxxxx Xxx"),
        ("山田", "xx"),
        ("ligne 1\r\nligne 2", "xxxxx 0\r\nxxxxx 0"),
    ],
)
def test_a_surrogate_keeps_the_shape(text: str, masked: str) -> None:
    assert surrogate(text, [(0, len(text), "name")]) == masked


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aéÉŒ 0²'-\u0301\r\n")), max_size=60))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(ends, max_size=5))
    return text, [(min(pair), max(pair), "name") for pair in pairs]


@given(texts_with_spans())
def test_offsets_hold_nothing_outside_changes_and_everything_comes_back(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, spans = case
    masked = surrogate(text, spans)
    assert len(masked) == len(text)
    inside = {place for start, end, _ in spans for place in range(start, end)}
    for place, (before, after) in enumerate(zip(text, masked, strict=True)):
        if place not in inside:
            assert after == before
        elif after == before:
            assert before in "Xx0" or not (before.isalpha() or before.isnumeric())
    assert rejoin(masked, originals(text, spans)) == text


@given(texts_with_spans())
def test_masking_twice_is_masking_once(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    text, spans = case
    masked = surrogate(text, spans)
    assert surrogate(masked, spans) == masked


@pytest.mark.parametrize("span", [(-1, 2, "name"), (3, 2, "name"), (0, 99, "name")])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="outside a text of 3 characters"):
        surrogate("Zoé", [span])


def test_a_name_is_not_put_back_in_a_text_that_has_changed() -> None:
    with pytest.raises(TextChanged, match="masquez-le de nouveau"):
        rejoin("Note. " + surrogate(NOTE, SPANS), originals(NOTE, SPANS))


def test_masked_words_follow_the_text_as_it_is_edited() -> None:
    before = surrogate(NOTE, SPANS)
    after = "RCP. " + before.replace("Carcinome", "Le carcinome").replace("(IPP 0000000), ", "")
    followed = follow(before, after, originals(NOTE, SPANS))
    assert [original.kind for original in followed] == ["name", "birth_date", "phone"]
    assert rejoin(after, followed) == (
        "RCP. Mme Zoé PETIT-FICTIF, née le 02/03/1956 06 00 00 12 34. Le carcinome canalaire pT2 N0."
    )


def test_a_masked_word_that_was_rewritten_is_left_as_written() -> None:
    masked = (Original(4, 7, "name", "Zoé"),)
    assert follow("Mme Xxx, 54 ans", "Mme X., 54 ans", masked) == ()


def test_a_name_is_not_put_in_the_place_of_another_of_the_same_shape() -> None:
    text = "Jean est vu. Paul est vu."
    kept = originals(text, [(0, 4, "name"), (13, 17, "name")])
    assert follow("Xxxx est vu. Xxxx est vu.", "Xxxx est vu.", kept) == ()
    assert follow("Xxxx est vu. Xxxx est vu.", "Note. Xxxx est vu. Xxxx est vu.", kept) == (
        Original(6, 10, "name", "Jean"),
        Original(19, 23, "name", "Paul"),
    )


@given(texts_with_spans(), texts_with_spans())
def test_after_any_edit_what_is_put_back_stands_on_its_own_surrogate(
    before: tuple[str, list[tuple[int, int, str]]], after: tuple[str, list[tuple[int, int, str]]]
) -> None:
    masked, edited = surrogate(*before), surrogate(*after)
    for original in follow(masked, edited, originals(*before)):
        assert edited[original.start : original.end] == surrogate(original.text, [(0, len(original.text), "name")])


@given(texts_with_spans())
def test_in_an_unchanged_text_every_masked_word_stays(case: tuple[str, list[tuple[int, int, str]]]) -> None:
    masked = surrogate(*case)
    assert follow(masked, masked, originals(*case)) == originals(*case)
