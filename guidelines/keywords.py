"""The words of options: drugs, classes of drugs and acts, and what each is a kind of.

>>> sorted(kinds("trastuzumab"))
['anti_her2', 'anti_her2_antibody', 'targeted_therapy', 'trastuzumab']
>>> excluded(("docetaxel", "trastuzumab"), ("anthracycline", "anti_her2"))
True
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from guidelines.model import Contraindication, Option, Rule
from matching.catalogue import nearest
from matching.data_files import load_yaml
from matching.drugs import classes_of, drug_classes, drugs


@cache
def care_words() -> dict[str, dict[str, Any]]:
    """The words of data/vocabulary/care_keywords.yaml."""
    return load_yaml("vocabulary/care_keywords.yaml")  # type: ignore[no-any-return]


@cache
def keywords() -> frozenset[str]:
    """Every word that an option or a contra-indication may use."""
    return frozenset(care_words()) | frozenset(drugs()) | frozenset(drug_classes())


def unknown_keyword(word: Any) -> str | None:
    """A sentence about a word that is no keyword, with the nearest one; None for a good word."""
    if word in keywords():
        return None
    if str(word) != str(word).lower() and str(word).lower() in keywords():
        return f"mot-clef « {word} » : l'écrire en minuscules, « {str(word).lower()} »"
    guess = nearest(str(word).lower(), sorted(keywords()))
    return f"mot-clef inconnu « {word} »" + (f" ; vouliez-vous dire « {guess} » ?" if guess else "")


@cache
def kinds(word: str) -> frozenset[str]:
    """The word, the acts it is a kind of, and the classes of drugs that hold it."""
    entry = care_words().get(word, {})
    above = {*entry.get("kind_of", ()), entry.get("class", word)}
    if word in drugs():
        above |= classes_of(word)
    elif word in drug_classes():
        above.update(drug_classes()[word].parents)
    return frozenset({word}.union(*map(kinds, above - {word})))


def restrains(entry: Contraindication, rule: Rule, option: Option) -> bool:
    """Is this option of this rule one that the contra-indication sets aside?"""
    if entry.rule and entry.rule != rule.id:
        return False
    return excluded(option.keywords, entry.excludes) or bool(entry.rule and not entry.excludes)


def excluded(words: Iterable[str], excludes: Iterable[str]) -> bool:
    """Does one of an option's words fall under one of these?"""
    named = {name for word in excludes for name in (word, care_words().get(word, {}).get("class")) if name}
    return any(kinds(word) & named for word in words)
