"""The words of a noun phrase that nothing names: its head, and what says that it is a drug, a clause, or only half of a phrase.

>>> feature_of("severe damage of the liver")
'patient.named_conditions'
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from trials.formalise import lexicon
from trials.formalise.gaps import gaps
from trials.formalise.words import entries


def is_tumour(phrase: str, feature: str) -> bool:
    """A tumour that the vocabularies hold and no family took: another cancer than the one of the trial."""
    return feature == "tumour.named_features" and any(one.family == "tumour" for one in lexicon.find(phrase))


@lru_cache(maxsize=1024)
def feature_of(phrase: str) -> str | None:
    """The open set that takes a phrase, by its head; None where it has none of the heads."""
    head = head_of(phrase)
    english = next((feature for feature, pattern in _heads("named_heads") if pattern.search(head)), None)
    return english or next((feature for feature, pattern in _heads("named_heads_french") if pattern.match(head)), None)


@lru_cache(maxsize=1024)
def head_of(phrase: str) -> str:
    """The phrase up to its head: "severe damage" of "severe damage of the liver"."""
    return _links().split(phrase)[0].strip()


def is_drug(before: str, phrase: str) -> bool:
    """ "Prior suramin": one word that nothing knows after "prior" is a drug."""
    return (
        re.fullmatch(r"(?:.* )?(?:prior|previous|concurrent) ", before) is not None
        and re.fullmatch(r"[a-z][a-z0-9-]{4,}", phrase) is not None
    )


def is_phrase(phrase: str) -> bool:
    """Do these words say one thing by themselves: no verb, no word that needs another one?"""
    return len(phrase) > 5 and len(phrase.split()) < 7 and named_words("bare").search(phrase) is None


def is_idle(said: str) -> bool:
    """Are these words, after something known, no head of their own ("taxane [regimens]", but not "myeloma [symptoms]")?"""
    return all(kind in ("filler", "treatment") for kind, _ in gaps(said))


def is_cut(phrase: str) -> bool:
    """Does the phrase go on after an "or" that was taken for the end of it ("disease with impaired hepatic | or renal ...")?"""
    last = phrase.split()[-1]
    return head_of(phrase) != phrase and is_adjective(last) and feature_of(last) is None


def is_passed_over(said: str) -> bool:
    """Does a segment of words that ask for nothing beside a known thing ask for something alone ("infection or ...")?"""
    return re.search(r"\d|\b(?:infection|malignancy|disease|disorder|condition|function)\b", said) is not None


@cache
def _heads(table: str) -> list[tuple[str, re.Pattern[str]]]:
    """Each open set with the words at the end of a head (English), or at its beginning (French)."""
    form = r"(?:^|[ /-])(?:{})$" if table == "named_heads" else "(?:{})(?![a-z])"
    return [(feature, re.compile(form.format("|".join(forms)))) for feature, forms in entries(table).items()]


@cache
def _links() -> re.Pattern[str]:
    return re.compile(rf"(?<=\w) (?:{entries('named_links')}|{entries('named_figures')})(?= |$)")


@cache
def named_words(name: str) -> re.Pattern[str]:
    """A list of criteria_named.yaml as one expression: named_words("never")."""
    words = entries(f"named_{name}")
    return re.compile(words if name in ("before", "after", "events", "measure") else rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")


@lru_cache(maxsize=1024)
def is_adjective(said: str) -> bool:
    return _adjectives().fullmatch(said.strip()) is not None


@cache
def _adjectives() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{entries('named_adjective')})[ ]?)+")
