"""Drugs, their classes and the named regimens: what data/vocabulary says of them, checked as one piece when it is loaded."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

from matching.data_files import VocabularyError, load_yaml

DRUGS, CLASSES, PROTOCOLS = "vocabulary/drugs.yaml", "vocabulary/drug_classes.yaml", "vocabulary/protocols.yaml"
FIELDS = {
    DRUGS: {"fr", "brands", "forms", "exact", "classes", "modality"},
    CLASSES: {"fr", "en", "exact", "parent", "modality"},
    PROTOCOLS: {"agents", "classes", "forms", "exact", "ambiguous", "tumours"},
}


@dataclass(frozen=True)
class Drug:
    """drugs()["cisplatin"]: fr "cisplatine", classes ("platinum",), modality "chemotherapy"."""

    inn: str
    fr: str
    brands: tuple[str, ...]
    forms: tuple[str, ...]  # every spelling safe in any letter case: the INN, French name and brands among them
    exact: tuple[str, ...]  # spellings read only in exactly this letter case
    classes: tuple[str, ...]  # the most specific ones; classes_of() goes up
    modality: str | None  # of the treatment it makes; None for a drug taken beside it


@dataclass(frozen=True)
class DrugClass:
    """drug_classes()["anti_pd1"]: label "anti-PD-1", parents ("anti_pd1_pdl1",), modality "immunotherapy"."""

    id: str
    label: str
    fr: tuple[str, ...]  # every spelling of French notes, any letter case
    en: tuple[str, ...]  # every spelling of English criteria, any letter case
    exact: tuple[str, ...]  # both languages, this letter case only
    parents: tuple[str, ...]
    modality: str | None


@dataclass(frozen=True)
class Protocol:
    """protocols()["FOLFOX"]: agents ("fluorouracil", "oxaliplatin")."""

    name: str
    agents: tuple[str, ...]  # the INN certain from the name alone
    classes: tuple[str, ...]  # what the name tells by class only: the platinum of EXTREME
    forms: tuple[str, ...]  # every spelling safe in any letter case, the name among them unless it is in `exact`
    exact: tuple[str, ...]
    ambiguous: bool  # means other things too: needs a sign of treatment around it
    tumours: tuple[str, ...]  # OncoTree tissues; empty: anywhere


@dataclass(frozen=True)
class Vocabulary:
    """The three files together, read-only."""

    drugs: Mapping[str, Drug]
    classes: Mapping[str, DrugClass]
    protocols: Mapping[str, Protocol]


def drugs() -> Mapping[str, Drug]:
    """drugs()["pembrolizumab"].brands == ("Keytruda",): every drug by its English INN, lower case."""
    return _shipped().drugs


def drug_classes() -> Mapping[str, DrugClass]:
    """drug_classes()["taxane"].parents == ("microtubule_inhibitor",): every class by its id."""
    return _shipped().classes


def protocols() -> Mapping[str, Protocol]:
    """protocols()["R-CHOP"].agents: every regimen by its name; an ambiguous name may have one entry for each of its tumours."""
    return _shipped().protocols


@cache
def classes_of(inn: str) -> frozenset[str]:
    """classes_of("nivolumab") holds anti_pd1, checkpoint_inhibitor and immunotherapy; KeyError for no INN of ours."""
    return _ancestors(drugs()[inn].classes, drug_classes())


@cache
def members_of(class_id: str) -> frozenset[str]:
    """members_of("platinum") holds cisplatin: the INN of the class and of the classes below; KeyError for an unknown class."""
    wanted = drug_classes()[class_id].id
    return frozenset(inn for inn in drugs() if wanted in classes_of(inn))


def spellings(form: str) -> tuple[str, ...]:
    """spellings("5-FU") == ("5-FU", "5 FU", "5FU"); spellings("taxane(s)") == ("taxanes", "taxane").

    The hyphens and optional parts of a data file, spelt out. A bracket that holds a digit is part of the name:
    lutetium (177Lu) oxodotreotide.
    """
    parts = [
        ("-", " ", "") if part == "-" else (part[1:-1], "") if part.startswith("(") else (part,)
        for part in re.split(r"(-|\([^()\d]*\))", form)
    ]
    return tuple(dict.fromkeys("".join(choice) for choice in product(*parts)))


def build(raw_drugs: Mapping[str, Any], raw_classes: Mapping[str, Any], raw_protocols: Mapping[str, Any]) -> Vocabulary:
    """build({"cisplatin": {"fr": "cisplatine", "classes": ["platinum"]}}, {"platinum": {}}, {}).drugs["cisplatin"].

    The content of the three files, typed. VocabularyError lists all their faults, each with its file and key.
    """
    faults = [
        f"{file}: {key}: unknown field {field!r}"
        for file, raw in ((DRUGS, raw_drugs), (CLASSES, raw_classes), (PROTOCOLS, raw_protocols))
        for key, fields in raw.items()
        for field in fields.keys() - FIELDS[file]
    ]
    vocabulary = Vocabulary(
        MappingProxyType({inn: _drug(inn, fields) for inn, fields in raw_drugs.items()}),
        MappingProxyType({name: _drug_class(name, fields) for name, fields in raw_classes.items()}),
        MappingProxyType({name: _protocol(name, fields) for name, fields in raw_protocols.items()}),
    )
    faults += [*_unknown_names(vocabulary), *_cycles(vocabulary.classes), *_shared_forms(vocabulary)]
    if faults:
        raise VocabularyError(faults)
    return vocabulary


@cache
def _shipped() -> Vocabulary:
    return build(load_yaml(DRUGS), load_yaml(CLASSES), load_yaml(PROTOCOLS))


def _drug(inn: str, fields: Mapping[str, Any]) -> Drug:
    brands = tuple(fields.get("brands", ()))
    forms = _spelt_out([inn, fields.get("fr", inn), *brands, *fields.get("forms", ())])
    exact, classes = tuple(fields.get("exact", ())), tuple(fields.get("classes", ()))
    return Drug(inn, fields.get("fr", inn), brands, forms, exact, classes, fields.get("modality"))


def _drug_class(name: str, fields: Mapping[str, Any]) -> DrugClass:
    parent = fields.get("parent", [])
    fr = _spelt_out(fields.get("fr", ()))
    label = re.sub(r"\([^()\d]*\)", "", fields["fr"][0]) if fr else name
    parents = (parent,) if isinstance(parent, str) else tuple(parent)
    en, exact = _spelt_out(fields.get("en", ())), tuple(fields.get("exact", ()))
    return DrugClass(name, label, fr, en, exact, parents, fields.get("modality"))


def _protocol(name: str, fields: Mapping[str, Any]) -> Protocol:
    exact = tuple(fields.get("exact", ()))
    ambiguous = fields.get("ambiguous", False)
    in_any_case = () if ambiguous or name in exact else (name,)
    forms = _spelt_out([*in_any_case, *fields.get("forms", ())])
    agents, classes, tumours = (tuple(fields.get(field, ())) for field in ("agents", "classes", "tumours"))
    return Protocol(name, agents, classes, forms, exact, ambiguous, tumours)


def _spelt_out(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelling for form in forms for spelling in spellings(form)))


def _ancestors(start: Iterable[str], classes: Mapping[str, DrugClass]) -> frozenset[str]:
    found: set[str] = set()
    to_visit = list(start)
    while to_visit:
        name = to_visit.pop()
        if name in classes and name not in found:
            found.add(name)
            to_visit += classes[name].parents
    return frozenset(found)


def _unknown_names(vocabulary: Vocabulary) -> Iterator[str]:
    for inn, drug in vocabulary.drugs.items():
        yield from (f"{DRUGS}: {inn}: unknown class {c!r}" for c in drug.classes if c not in vocabulary.classes)
    for name, drug_class in vocabulary.classes.items():
        yield from (f"{CLASSES}: {name}: unknown parent {p!r}" for p in drug_class.parents if p not in vocabulary.classes)
    for name, protocol in vocabulary.protocols.items():
        yield from (f"{PROTOCOLS}: {name}: unknown agent {a!r}" for a in protocol.agents if a not in vocabulary.drugs)
        yield from (f"{PROTOCOLS}: {name}: unknown class {c!r}" for c in protocol.classes if c not in vocabulary.classes)
        if protocol.ambiguous and protocol.forms:
            yield f"{PROTOCOLS}: {name}: an ambiguous name is read in `exact` only, but forms holds {protocol.forms[0]!r}"


def _cycles(classes: Mapping[str, DrugClass]) -> Iterator[str]:
    for name, drug_class in classes.items():
        if name in _ancestors(drug_class.parents, classes):
            yield f"{CLASSES}: {name}: is its own ancestor"


def _shared_forms(vocabulary: Vocabulary) -> Iterator[str]:
    """A spelling must mean one thing; an ambiguous protocol's is settled by the words around it, so it may be shared."""
    owners: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for file, forms_of in (
        (DRUGS, {inn: (*drug.forms, *drug.exact) for inn, drug in vocabulary.drugs.items()}),
        (CLASSES, {name: (*c.fr, *c.en, *c.exact) for name, c in vocabulary.classes.items()}),
        (PROTOCOLS, {name: (*p.forms, *p.exact) for name, p in vocabulary.protocols.items() if not p.ambiguous}),
    ):
        for key, forms in forms_of.items():
            for form in forms:
                owners[_folded(form)].add((file, key))
    for form, keys in owners.items():
        if len(keys) > 1:
            yield "; ".join(f"{file}: {key}" for file, key in sorted(keys)) + f": share the form {form!r}"


def _folded(form: str) -> str:
    lowered = form.lower()
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
