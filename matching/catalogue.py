"""The clinical feature catalogue: what can be known of a case, as types.

    >>> catalogue()["biomarker.kras"].kinds("G12C")
    ('G12C', 'mutated')
    >>> catalogue()["patient.age"].fr
    'Âge'

The catalogue is data (data/features.yaml, French words in data/labels.yaml) and is checked when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rapidfuzz import process

from matching.data_files import VocabularyError, load_yaml

GROUPS = ("patient", "tumour", "biomarker", "lab", "history", "request")
TYPES = ("number", "boolean", "category", "concept", "set", "date", "event", "text")
ASKED_OF = ("pathology", "imaging", "biology", "patient", "team")

# A subdivision is its stem and a short suffix: T1c, N1mi, IIIA, IIIC1, M1c1; but IV is no kind of I.
_SUBDIVISION = re.compile(r"^(mi|[a-d][0-9]?|[A-D][0-9]?|[0-9])$")


@dataclass(frozen=True)
class FeatureSpec:
    """One key of the catalogue, with its type, values and the French a user reads.

    `values` is empty for numbers, dates, events and texts; `parents` maps a value to the value it is a kind of. A set `in_words`
    has for members phrases as somebody wrote them, which only a person can say of a case.
    `since` is the version of the catalogue that the key came with.
    """

    key: str
    type: str
    fr: str
    asked_of: str
    unit: str = ""
    whole: bool = False
    range: tuple[float, float] | None = None
    values: tuple[str, ...] = ()
    parents: Mapping[str, str] = field(default_factory=dict)
    excludes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: bool = False
    in_words: bool = False
    hierarchy: str = ""
    ask: str = ""
    since: int = 1

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]

    @property
    def question(self) -> str:
        """The question to whoever can answer: 'Statut MMR/MSI ?'."""
        return self.ask or f"{self.fr} ?"

    def kinds(self, value: str) -> tuple[str, ...]:
        """The value and everything it is a kind of, nearest first: IIIA1 -> (IIIA1, IIIA, III)."""
        chain = [value]
        while (parent := self.parents.get(chain[-1])) is not None:
            chain.append(parent)
        return tuple(chain)

    def label(self, value: str) -> str:
        """The French word for a value: 'wild_type' -> 'sauvage'."""
        labels = _labels()
        return labels["features"].get(self.key, {}).get(value) or labels["values"].get(value) or value

    @property
    def unit_label(self) -> str:
        return str(_labels()["units"].get(self.unit, self.unit))


class Catalogue(Mapping[str, FeatureSpec]):
    """Every feature by key, in the order of the file."""

    def __init__(
        self, specs: dict[str, FeatureSpec], value_sets: dict[str, tuple[str, ...]], treatment: dict[str, tuple[str, ...]]
    ):
        self._specs = specs
        self.value_sets = value_sets
        self.treatment = treatment

    def __getitem__(self, key: str) -> FeatureSpec:
        return self._specs[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._specs)

    def __len__(self) -> int:
        return len(self._specs)

    def nearest(self, key: str) -> str | None:
        """The key somebody most likely meant: 'tumour.siez' -> 'tumour.size'."""
        return nearest(key, list(self._specs))


def nearest(word: str, words: list[str]) -> str | None:
    """The word of a list that a misspelt one most likely stands for, or None."""
    found = process.extractOne(word, words, score_cutoff=60)
    return found[0] if found else None


@cache
def catalogue() -> Catalogue:
    """The catalogue of data/features.yaml; raises VocabularyError with every fault it holds."""
    raw = load_yaml("features.yaml")
    faults: list[str] = []
    sets = {name: _value_set(name, entry, faults) for name, entry in raw["value_sets"].items()}
    specs: dict[str, FeatureSpec] = {}
    for group in GROUPS:
        for name, entry in raw[group].items():
            key = f"{group}.{name}"
            specs[key] = _spec(key, entry, raw, sets, faults)
    if faults:
        raise VocabularyError(faults)
    treatment = {name: tuple(values) for name, values in raw["treatment"].items()}
    return Catalogue(specs, {name: entry["values"] for name, entry in sets.items()}, treatment)


def _value_set(name: str, entry: Any, faults: list[str]) -> dict[str, Any]:
    entry = {"values": entry} if isinstance(entry, list) else entry
    values = tuple(entry["values"])
    if len(set(values)) != len(values):
        faults.append(f"features.yaml: value_sets.{name}: a value is listed twice")
    return {
        "values": values,
        "parents": entry.get("parents", {}),
        "excludes": {value: tuple(others) for value, others in entry.get("excludes", {}).items()},
    }


def _spec(key: str, entry: dict[str, Any], raw: dict[str, Any], sets: dict[str, Any], faults: list[str]) -> FeatureSpec:
    if "like" in entry:
        group, name = entry["like"].split(".")
        entry = {**raw[group][name], **entry}
    kind = entry.get("type")
    if kind not in TYPES:
        faults.append(f"features.yaml: {key}: unknown type {kind!r}; one of {', '.join(TYPES)}")
    if entry.get("asked_of") not in ASKED_OF:
        faults.append(f"features.yaml: {key}: asked_of must be one of {', '.join(ASKED_OF)}")
    values, parents, excludes = tuple(map(str, entry.get("values", ()))), dict(entry.get("parents", {})), {}
    if kind == "set" and entry.get("of") in sets:
        chosen = sets[entry["of"]]
        values, parents, excludes = chosen["values"], chosen["parents"], chosen["excludes"]
    if entry.get("ordered"):
        parents = {**_stems(values), **parents}
    for value, parent in parents.items():
        if value not in values or parent not in values:
            faults.append(f"features.yaml: {key}: {value} is a kind of {parent}, but one of them is no value")
    bounds = entry.get("range")
    return FeatureSpec(
        key=key, type=str(kind), fr=entry["fr"], asked_of=entry.get("asked_of", "team"), unit=entry.get("unit", ""),
        whole=bool(entry.get("whole")), range=(float(bounds[0]), float(bounds[1])) if bounds else None, values=values,
        parents=parents, excludes=excludes, ordered=bool(entry.get("ordered")), in_words=entry.get("of") == "words",
        hierarchy=entry.get("hierarchy", ""), ask=entry.get("ask", ""),
        since=entry.get("since", 1),
    )  # fmt: skip


def _stems(values: tuple[str, ...]) -> dict[str, str]:
    """Each subdivision and its stem: T1c -> T1, IIIC1 -> IIIC."""
    stems = {}
    for value in values:
        shorter = [stem for stem in values if value.startswith(stem) and _SUBDIVISION.match(value[len(stem) :])]
        if shorter:
            stems[value] = max(shorter, key=len)
    return stems


@cache
def _labels() -> dict[str, Any]:
    return load_yaml("labels.yaml")  # type: ignore[no-any-return]
