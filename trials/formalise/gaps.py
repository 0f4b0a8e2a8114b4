"""What stands between the pieces of a sentence: connectors, negations, words that ask for nothing, words not understood.

>>> [kind for kind, _ in gaps("patients with or without frobnication")]
['filler', 'filler', 'or', 'not', 'unknown']

These are hundreds of forms, tried at every word of every sentence: at two letters, only those are tried that may begin with them.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from matching.reading.pattern_words import first_letters
from trials.formalise.words import entries

# In the order in which they are tried; the words of criteria.yaml, whole, or signs.
_WORDS = {"not": "negations", "filler": "fillers", "treatment": "treatment_fillers", "judgement": "judgement"}
_KINDS = (
    "not",
    "must",
    "filler",
    "elided",
    "treatment",
    "judgement",
    "or",
    "slash",
    "and",
    "dot",
    "comma",
    "open",
    "close",
    "unknown",
)
_SIGNS = {
    "must": r"\b(?:must|required)\b", "elided": r"\b[dl]'", "or": r"\b(?:and/or|or|ou|et/ou)\b", "slash": "/",
    "and": r"\b(?:and|et|plus|as well as)\b|&|\+", "dot": r"[.!?](?= |$)|;", "comma": ",", "open": r"[(\[]", "close": r"[)\]]",
    "unknown": r"[\w'%^<>=~]+",
}  # fmt: skip


@lru_cache(maxsize=128)
def gaps(text: str, start: int = 0, end: int | None = None) -> tuple[tuple[str, re.Match[str]], ...]:
    """What stands from a place of a plain sentence to another, each with its kind."""
    end = len(text) if end is None else end
    found = []
    while start < end:
        pattern = _beginning_with(text[start : start + 2])
        one = pattern.match(text, start, end) if pattern else None
        if one:
            kind = str(one.lastgroup)
            found.append(("filler" if kind == "elided" else kind, one))
        start = one.end() if one else start + 1
    return tuple(found)


@cache
def _beginning_with(letters: str) -> re.Pattern[str] | None:
    """Every form that may begin with two letters or signs; None without any."""
    parts = []
    for kind in _KINDS:
        some = [form for form, first in _forms(kind) if _may_begin(kind, first, letters)]
        if some:
            words = "|".join(some)
            parts.append(rf"(?P<{kind}>(?<!\w)(?:{words})(?!\w))" if kind in _WORDS else f"(?P<{kind}>{words})")
    return re.compile("|".join(parts)) if parts else None


def _may_begin(kind: str, first: frozenset[str], letters: str) -> bool:
    """May a form with these first letters begin with those? One that tells none may, but for words not understood, which are of some only."""
    if not first:
        return kind != "unknown" or re.match(_SIGNS[kind], letters) is not None
    return letters in first or letters[0] in first


@cache
def _forms(kind: str) -> list[tuple[str, frozenset[str]]]:
    """The forms of a kind, each with the two letters that it may begin with: the longest first, words that ask for nothing as listed."""
    forms = entries(_WORDS[kind]) if kind in _WORDS else [_SIGNS[kind]]
    ordered = forms if kind == "filler" else sorted(forms, key=len, reverse=True)
    return [(form, first_letters(form, 2)) for form in ordered]
