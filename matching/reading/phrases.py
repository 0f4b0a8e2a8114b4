"""Words that stand around a value ("sevré", "fois la normale", "à ce jour"), kept as data and used as pieces of patterns.

    >>> re.match(phrases("resolved"), "resolutive") is not None
    True

Clinical words are data (data/vocabulary/phrases.yaml); the patterns that use them say how they stand in a sentence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from matching.data_files import load_yaml


@cache
def phrases(*names: str) -> str:
    """An alternative of a pattern with every form of these lists, as whole words (see `whole`)."""
    lists = load_yaml("vocabulary/phrases.yaml")
    return whole(form for name in names for form in lists[name])


def whole(forms: Iterable[str]) -> str:
    """Any of these forms, the longest first, where no letter follows.

    >>> [bool(re.match(whole(["sans", "refus*"]), words)) for words in ("sans", "sanstitre", "refusee")]
    [True, False, True]
    """
    return either_of(_pattern(form) + (r"(?!\w)" if form[-1].isalnum() else "") for form in _longest_first(forms))


def either(forms: Iterable[str]) -> str:
    """Any of these forms, the longest first, whatever follows; a `*` in a form stands for any letters."""
    return either_of(map(_pattern, _longest_first(forms)))


def either_of(patterns: Iterable[str]) -> str:
    """Any of some patterns, in their order; letter by letter, so that the hundreds that begin otherwise are not tried.

    >>> either_of(["pas de", "sans", "pas"])
    '(?:p(?:as de|as)|s(?:ans))'
    """
    by_letter: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        letter = pattern[0] if pattern[0].isalpha() else ""
        by_letter[letter].append(pattern.removeprefix(letter))
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")"


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(forms, key=len, reverse=True)


def _pattern(form: str) -> str:
    return re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", " ")


IS = phrases("is")  # the verb of a statement, whatever its tense and number
WAS = phrases("was")  # of an earlier moment only
