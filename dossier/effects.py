"""Side effects and late effects of the treatments of a case, from data/effects.yaml.

    >>> [effect.id for effect in effects_of(Treated.of_records(case.treatments), "breast")]
    ['cytotoxic', 'anthracycline', 'taxane', 'surgery', 'breast_axilla']

The contents are a summary whose sources are named; what is not known of a treatment (its drugs, for instance) brings nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from matching.case import Case, Treatment
from matching.data_files import load_yaml
from matching.drugs import classes_of, drug_classes, drugs
from matching.tumour_types import tumour_types

KEYWORDS = "vocabulary/care_keywords.yaml"


@dataclass(frozen=True)
class LateEffect:
    """What to look for after treatment, what is done about it, and by whom."""

    what: str
    action: str
    by: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Effect:
    """The effects of one kind of treatment, for professionals (`watch`), for the patient, and when to `call`."""

    id: str
    watch: str
    patient: str
    call: str
    late: tuple[LateEffect, ...]
    source: str


@dataclass(frozen=True)
class Treated:
    """Treatments as kinds: modalities, classes of drugs with those above them, and the drugs."""

    modalities: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()

    @classmethod
    def of_records(cls, records: Iterable[Treatment]) -> Treated:
        """What was received: planned records left out."""
        received = [record for record in records if not record.planned]
        agents = {agent for record in received for agent in record.agents if agent in drugs()}
        return cls._of({record.modality for record in received}, agents, set())

    @classmethod
    def of_keywords(cls, keywords: Iterable[str]) -> Treated:
        """What an option of a guideline brings: its keywords are drugs and words of care."""
        words = set(keywords)
        known = load_yaml(KEYWORDS)
        above = set(words)
        while added := {kind for word in above for kind in known.get(word, {}).get("kind_of", ())} - above:
            above |= added
        classes = {known[word]["class"] for word in above if known.get(word, {}).get("class")}
        return cls._of(above, words & drugs().keys(), classes)

    @classmethod
    def _of(cls, modalities: set[str], agents: set[str], named: set[str]) -> Treated:
        classes = {found for agent in agents for found in classes_of(agent)} | _above(named)
        told = {drugs()[agent].modality for agent in agents} | {drug_classes()[found].modality for found in classes}
        return cls(frozenset(modalities | {modality for modality in told if modality}), frozenset(classes), frozenset(agents))

    def __or__(self, other: Treated) -> Treated:
        return Treated(self.modalities | other.modalities, self.classes | other.classes, self.drugs | other.drugs)


def _above(classes: set[str]) -> set[str]:
    known = drug_classes()
    found = set(classes)
    while added := {parent for one in found for parent in known[one].parents} - found:
        found |= added
    return found


def effects_of(treated: Treated, family: str) -> list[Effect]:
    """The effects that these treatments bring for a tumour of this family, in the order of the file."""
    return [_effect(id, entry) for id, entry in _entries().items() if _concerns(entry, treated, family)]


def people_words(people: Iterable[str]) -> str:
    """people_words(["oncologist", "gp"]) == 'oncologue, médecin traitant'."""
    known = load_yaml("effects.yaml")["people"]
    return ", ".join(known.get(one, one) for one in people)


def family_of(case: Case) -> str:
    """The family of the index tumour: 'breast'; "" where it is not known."""
    tumour = tumour_types().get(str(case.value("tumour.type")))
    return tumour.family if tumour else ""


def _concerns(entry: dict[str, Any], treated: Treated, family: str) -> bool:
    if "families" in entry and family not in entry["families"]:
        return False
    told = (("modality", treated.modalities), ("classes", treated.classes), ("drugs", treated.drugs))
    return any(set(entry.get(name, ())) & kinds for name, kinds in told)


@cache
def _source(name: str) -> str:
    entry = load_yaml("effects.yaml")["sources"][name]
    return f"{entry['title']} ({', '.join(str(entry[key]) for key in ('publisher', 'year') if key in entry)})"


def _effect(id: str, entry: dict[str, Any]) -> Effect:
    late = tuple(
        LateEffect(one["what"], one["action"], tuple(one["by"]), _source(one.get("source", entry["source"])))
        for one in entry.get("late", ())
    )
    return Effect(id, entry["watch"], entry["patient"], entry.get("call", ""), late, _source(entry["source"]))


def _entries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load_yaml("effects.yaml")["effects"]
    return found
