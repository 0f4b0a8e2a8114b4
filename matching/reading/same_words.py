"""Words that say the same, read as one of them, so that what knows one of them knows all.

    >>> [(one.start, one.words) for one in same_words("Scanner : absence de lesion secondaire. Arret en nov. 2023")]
    [(10, 'pas de'), (21, 'metastase'), (49, 'novembre')]

The words stand in data/vocabulary/same_words.yaml. What is read is proved by the words as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from matching.data_files import load_yaml
from matching.reading.letters import small

_NEAR = 16  # characters looked at before the words
# Between two letters or two figures; letters may follow a figure at once ("10nov").
_WORD_BEGUN = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])|(?<=\d)(?=\d)")
_WORD_GOES_ON = re.compile(r"[\w\u00ad\u200b-\u200d\u2060]|-(?=\w)")  # a letter, or a sign without width inside a word


class Same(NamedTuple):
    """Words at their place, and those that they are read as."""

    start: int
    end: int
    words: str


class _Form(NamedTuple):
    read_as: str
    after: re.Pattern[str]
    before: re.Pattern[str]


def same_words(text: str) -> Iterator[Same]:
    """The words of a text (without accents) that are read as others, in the order in which they end."""
    lower = small(text)
    automaton, forms = _forms()
    for number, start, end in automaton.find_matches_as_indexes(lower, overlapping=True):
        form = forms[number]
        whole = not _WORD_BEGUN.match(lower, start) and not _WORD_GOES_ON.match(lower, end)
        if whole and form.after.search(lower, max(0, start - _NEAR), start) and form.before.match(lower, end):
            yield Same(start, end, _in_case(form.read_as, text[start:end]))


def _in_case(words: str, typed: str) -> str:
    """The words with the capitals of those that were typed."""
    if typed.isupper():
        return words.upper()
    return words[0].upper() + words[1:] if typed[0].isupper() else words


@cache
def _forms() -> tuple[AhoCorasick, list[_Form]]:
    """Every form with what must stand around it, and the automaton that finds them."""
    found: dict[str, _Form] = {}
    for group in load_yaml("vocabulary/same_words.yaml"):
        after, before = re.compile(group.get("after", "")), re.compile(group.get("before", ""))
        for read_as, forms in group["words"].items():
            found |= {form: _Form(str(read_as), after, before) for form in forms}
    return AhoCorasick(list(found), implementation=Implementation.ContiguousNFA), list(found.values())
