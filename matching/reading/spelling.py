"""Clinical words with one typing error, put right before reading: two letters that changed places, one letter too many or missing.

    >>> [(slip.start, slip.words) for slip in slips("carcinome canlaaire infiltrant, chimotherapie")]
    [(10, 'canalaire'), (32, 'chimiotherapie')]

Only long words that no vocabulary knows, and that are one slip away from exactly one word of the vocabularies; the first letter and the
last two are as they should be, so that no plural, no feminine and no other word is taken for a slip. A changed letter is left alone ("fonction"
and "ponction"), and so is a word with a capital inside a sentence, which may be a name. What is read shows the words as they were typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from matching.data_files import load_yaml
from matching.reading.letters import bare

LEAST = 8  # letters of a word that may be put right
_WORD = re.compile(rf"(?<![\w'-])[A-Za-z]{{{LEAST - 1},}}(?![\w@-])")
# Where the words that count are, and where those are that are known besides.
_CLINICAL = (
    "drugs", "drug_classes", "tumour_types", "organs", "histologies", "comorbidities", "labs", "biomarkers", "metastatic_sites", "findings",
    "procedures", "courses", "responses", "patient",
)  # fmt: skip
_BESIDES = ("qualifiers", "phrases", "sections", "kin", "places", "course_cues", "ordinary_words", "protocols", "identity")


class Slip(NamedTuple):
    """A word typed wrong, at its place, and the words it stands for."""

    start: int
    end: int
    words: str


def slips(text: str) -> Iterator[Slip]:
    """The words of a text without accents that are put right, in its order."""
    known, _ = _words()
    for found in _WORD.finditer(text):
        typed = found.group()
        lower = typed.lower()
        if lower in known or lower.rstrip("s") in known or not (typed.islower() or _may_be_a_word(text, found)):
            continue
        if meant := _meant(lower):
            yield Slip(
                found.start(), found.end(), meant if typed.islower() else meant.upper() if typed.isupper() else meant.capitalize()
            )


def _may_be_a_word(text: str, found: re.Match[str]) -> bool:
    """In capitals throughout, or with the capital that opens a sentence: else it may be a name."""
    before = text[max(0, found.start() - 2) : found.start()]
    return found.group().isupper() or not before.strip() or before[-1] == "\n" or before.rstrip()[-1:] in (".", ":", "-")


def _meant(typed: str) -> str:
    """The one word that a word typed wrong stands for, "" where there is none or more than one."""
    _, near = _words()
    candidates = set(near.get(typed, ()))
    for place in range(1, len(typed) - 2):
        less = typed[:place] + typed[place + 1 :]
        for word in near.get(less, ()):
            if word == less or _swapped(typed, word):
                candidates.add(word)
    meant = {word for word in candidates if word[-2:] == typed[-2:]}
    return meant.pop() if len(meant) == 1 else ""


def _swapped(typed: str, word: str) -> bool:
    """Are these two words one another but for two neighbouring letters that changed places?"""
    apart = [place for place, letter in enumerate(typed) if len(word) == len(typed) and letter != word[place]]
    return (
        len(apart) == 2 and apart[1] == apart[0] + 1 and typed[apart[0]] == word[apart[1]] and typed[apart[1]] == word[apart[0]]
    )


@cache
def _words() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Every word of the vocabularies; and the clinical ones by themselves and by what they are less one letter."""
    near: dict[str, list[str]] = defaultdict(list)
    for word in sorted(word for word in _told(_CLINICAL) if len(word) >= LEAST):
        for key in {word, *(word[:place] + word[place + 1 :] for place in range(1, len(word) - 2))}:
            near[key].append(word)
    return frozenset({*_told(_CLINICAL), *_told(_BESIDES)}), {key: tuple(words) for key, words in near.items()}


def _told(names: Iterable[str]) -> set[str]:
    """The words of some vocabularies, without accents."""
    forms = (form for name in names for form in _forms(load_yaml(f"vocabulary/{name}.yaml")))
    return {word for form in forms for word in re.findall(r"[a-z]+", bare(form).lower())}


def _forms(entry: Any) -> Iterator[str]:
    """Every text of a vocabulary, however it is nested."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for name, value in entry.items():
            if name not in ("en", "label"):  # the words of another language, and of screens
                yield from _forms(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _forms(value)
