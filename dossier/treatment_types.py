"""The types of treatment that an option of a guideline brings, with their national codes.

    >>> treatment_codes(["cisplatin", "lobectomy"], "frcp_treatment")
    (('ncit', 'C15632', 'chimiothérapie'), ('snomed', '387713003', 'intervention chirurgicale'))

Types are those of JDV_TypeTraitement_FRCP and JDV_TypeTraitementPPS (data/codes/frcp_pps.yaml); a word that has no type there brings none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs

KEYWORDS = "vocabulary/care_keywords.yaml"
WATCHING = "surveillance"  # "surveillance seule": beside a treatment, it is no type of its own


def treatment_codes(keywords: Iterable[str], values: str) -> tuple[tuple[str, str, str], ...]:
    """The codes of the keywords of an option, each once, in their order. `values` is "frcp_treatment" or "pps_treatment"."""
    known: Mapping[str, list[str]] = load_yaml("codes/frcp_pps.yaml")["values"][values]
    names = dict.fromkeys(name for word in keywords for name in _types(word, known))
    if len(names) > 1:
        names.pop(WATCHING, None)
    return tuple((system, value, display) for system, value, display in (known[name] for name in names))


def _types(word: str, known: Mapping[str, Any]) -> Iterator[str]:
    """The types of one keyword: its own, else that of its drug or class, else those of what it is a kind of."""
    if word in known:
        yield word
    elif word in drugs():
        yield from _of_modality(drugs()[word].modality, known)
    else:
        entry = load_yaml(KEYWORDS).get(word, {})
        if "class" in entry:
            yield from _of_modality(drug_classes()[entry["class"]].modality, known)
        for parent in entry.get("kind_of", ()):
            yield from _types(parent, known)


def _of_modality(modality: str | None, known: Mapping[str, Any]) -> Iterator[str]:
    if modality and modality in known:
        yield modality
