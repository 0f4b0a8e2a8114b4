"""How notes say that a treatment was set aside: the words beside each pattern are some that it matches."""

import re

import pytest

from matching.reading.courses.denials import DROPPED_AFTER, DROPPED_WAYS, RULED_OUT_AFTER, WAYS
from matching.reading.note import Note


@pytest.mark.parametrize("words", WAYS)
def test_a_way_of_setting_aside_is_shown_by_words_that_it_matches(words: str):
    assert re.search(WAYS[words], Note(words).plain)
    assert RULED_OUT_AFTER.match(Note(words), 0)


@pytest.mark.parametrize("words", DROPPED_WAYS)
def test_a_way_of_dropping_what_was_considered_is_shown_by_words_that_it_matches(words: str):
    assert re.match(DROPPED_WAYS[words], Note(words).plain)
    assert DROPPED_AFTER.match(Note(words), 0)


@pytest.mark.parametrize(
    "words", [" a été débutée le 12/03", " n'a pas permis de réponse", " : non connu ce jour", " si non opérable"]
)
def test_what_was_given_or_depends_is_not_set_aside(words: str):
    assert not RULED_OUT_AFTER.match(Note(words), 0)
