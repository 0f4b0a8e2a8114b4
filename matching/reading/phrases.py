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
    """An alternative of a pattern with every form of these lists, the longest first; a `*` at the end of a form stands for any ending."""
    lists = load_yaml("vocabulary/phrases.yaml")
    forms = sorted((form for name in names for form in lists[name]), key=len, reverse=True)
    return "(?:" + "|".join(_pattern(form) for form in forms) + ")"


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


def _pattern(form: str) -> str:
    escaped = re.escape(form.removesuffix("*")).replace(r"\ ", " ")
    if form.endswith("*"):
        return escaped + r"\w*"
    return escaped + (r"(?!\w)" if form[-1].isalnum() else "")
