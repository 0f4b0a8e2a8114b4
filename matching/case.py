"""A case: what is known of a patient and a tumour, why, and since when.

    >>> age = Feature("patient.age", Interval.exactly(54), (Evidence(4, 10, "54 ans"),))
    >>> Case("a01", features={"patient.age": age}).to_json()["features"]
    {'patient.age': 54}

What is not known is not there. The values are those of matching.value.
The notation of `to_json` and `from_json` is the one of the command line (docs/commandes.md).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Any

from matching.catalogue import catalogue
from matching.value import Interval, Value, value_from_json, value_to_json


@dataclass(frozen=True)
class Evidence:
    """Why a value is held: the words of a text (offsets in code points), a coded element of a CDA, or a person, `on` the day told."""

    start: int = 0
    end: int = 0
    text: str = ""
    document: str | None = None
    element: str | None = None
    person: str | None = None
    on: str | None = None

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"start": self.start, "end": self.end, "text": self.text}
        for name in ("document", "element", "person", "on"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        return found


@dataclass(frozen=True)
class Feature:
    """One value of the case, with its proof, the date of the value where the text gives one, and where it comes from.

    `origin` is "read" (from the words), "computed" (from `inputs`, other keys) or "person" (typed or corrected by somebody).
    """

    key: str
    value: Value
    evidence: tuple[Evidence, ...] = ()
    date: str | None = None
    origin: str = "read"
    inputs: tuple[str, ...] = ()

    @property
    def found_on(self) -> str | None:
        """The day of the finding, for a document: of a value that a person typed only the day of typing is known, which is another."""
        return None if self.origin == "person" and not any(proof.end or proof.element for proof in self.evidence) else self.date


TREATMENT_FIELDS = (
    "modality", "agents", "protocol", "procedure", "setting", "line", "start", "end",
    "dose_gy", "cycles", "response", "stopped_for", "planned",
)  # fmt: skip


@dataclass(frozen=True)
class Treatment:
    """One record of the history: one modality and regimen, received or (planned) proposed. Dates are ISO, as precise as stated."""

    modality: str
    agents: tuple[str, ...] = ()
    protocol: str | None = None
    procedure: str | None = None
    setting: str | None = None
    line: int | None = None
    start: str | None = None
    end: str | None = None
    dose_gy: float | None = None
    cycles: int | None = None
    response: str | None = None
    stopped_for: str | None = None
    planned: bool = False
    evidence: tuple[Evidence, ...] = ()

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for name in TREATMENT_FIELDS:
            value = getattr(self, name)
            if name == "agents":
                shown[name] = list(value)
            elif name == "planned" or value not in (None, ()):
                shown[name] = value
        if self.evidence:
            shown["evidence"] = [item.to_json() for item in self.evidence]
        return shown

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Treatment:
        known = {name: record[name] for name in TREATMENT_FIELDS if name in record}
        evidence = tuple(Evidence(**item) for item in record.get("evidence", ()))
        return cls(
            **{**known, "agents": tuple(record.get("agents") or ()), "planned": bool(record.get("planned")), "evidence": evidence}
        )


EVENT_FIELDS = ("name", "date", "detail", "grade", "treatment")


@dataclass(frozen=True)
class Event:
    """One record of an event key of the catalogue: an examination with its result (`detail`, as written), a toxicity with its grade and the
    treatment it came under, or another cancer (`name` is its type) with its date and treatment. Nothing is matched on it."""

    key: str
    name: str
    date: str | None = None
    detail: str | None = None
    grade: int | None = None
    treatment: str | None = None
    evidence: tuple[Evidence, ...] = ()

    def proved(self, evidence: tuple[Evidence, ...]) -> Event:
        """The same event with the words that prove it."""
        return replace(self, evidence=evidence)

    def to_json(self) -> dict[str, Any]:
        shown = {name: getattr(self, name) for name in EVENT_FIELDS if getattr(self, name) is not None}
        return {**shown, "evidence": [item.to_json() for item in self.evidence]}

    @classmethod
    def from_json(cls, key: str, record: dict[str, Any]) -> Event:
        known = {name: record[name] for name in EVENT_FIELDS if name in record}
        return cls(key, **known, evidence=tuple(Evidence(**item) for item in record.get("evidence", ())))


@dataclass(frozen=True)
class Identifier:
    """Words that say who somebody is: what de-identification masks."""

    start: int
    end: int
    text: str
    kind: str

    def to_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text, "kind": self.kind}


@dataclass(frozen=True)
class Case:
    """Everything known of one case at its reference date.

    `history_complete` is true when the words close the list of treatments ("aucun traitement antérieur"): only then is a
    treatment that is not listed one that was not received. `doubts` (matching.settled): why a value that was told is not held.
    `date_told` is false where the date is only that of the reading: nothing can be said to be too old at it.
    """

    id: str
    date: datetime.date = field(default_factory=datetime.date.today)
    features: dict[str, Feature] = field(default_factory=dict)
    treatments: tuple[Treatment, ...] = ()
    history_complete: bool = False
    identifiers: tuple[Identifier, ...] = ()
    warnings: tuple[str, ...] = ()
    doubts: dict[str, str] = field(default_factory=dict)
    date_told: bool = True
    events: tuple[Event, ...] = ()

    def value(self, key: str) -> Value | None:
        """The value of a feature, or None where it is not known."""
        found = self.features.get(key)
        return found.value if found else None

    def number(self, key: str) -> float | None:
        """The number of a feature, or None where it is not known exactly."""
        value = self.value(key)
        return value.exact if isinstance(value, Interval) else None

    def with_features(self, *features: Feature) -> Case:
        """The same case with these features over its own."""
        return replace(self, features={**self.features, **{feature.key: feature for feature in features}})

    def to_json(self) -> dict[str, Any]:
        """`features` are the keys of version 1 of the catalogue, `added` those that came since."""
        told = {key: feature for key, feature in self.features.items() if feature.origin != "computed"}
        added = {key for key in told if catalogue()[key].since > 1}
        shown: dict[str, Any] = {
            "id": self.id,
            "features": {key: value_to_json(feature.value) for key, feature in told.items() if key not in added},
            "treatments": [treatment.to_json() for treatment in self.treatments],
            "date": self.date.isoformat(),
            "dated": {key: feature.date for key, feature in self.features.items() if feature.date},
            "evidence": {key: [item.to_json() for item in feature.evidence] for key, feature in told.items()},
            "identifiers": [item.to_json() for item in self.identifiers],
            "warnings": list(self.warnings),
        }
        computed = {
            key: {"value": value_to_json(feature.value), "inputs": list(feature.inputs)}
            for key, feature in self.features.items() if feature.origin == "computed"
        }  # fmt: skip
        if added:
            shown["added"] = {key: value_to_json(told[key].value) for key in told if key in added}
        if computed:
            shown["computed"] = computed
        if self.history_complete:
            shown["history_complete"] = True
        if self.events:
            keys = dict.fromkeys(event.key for event in self.events)
            shown["events"] = {key: [event.to_json() for event in self.events if event.key == key] for key in keys}
        return shown

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Case:
        """A case already read, in the notation of the gold cases. Raises CaseError for a key or a value that cannot be."""
        known = catalogue()
        dated, evidence = record.get("dated", {}), record.get("evidence", {})
        features = {}
        for key, value in {**record.get("features", {}), **record.get("added", {})}.items():
            proof = tuple(Evidence(**item) for item in evidence.get(key, ()))
            features[key] = Feature(key, value_from_json(known, key, value), proof, dated.get(key))
        date = record.get("date")
        return cls(
            id=str(record.get("id", "")),
            date=datetime.date.fromisoformat(date) if date else datetime.date.today(),
            date_told=bool(date),
            features=features,
            treatments=tuple(Treatment.from_json(item) for item in record.get("treatments", ())),
            history_complete=bool(record.get("history_complete")),
            identifiers=tuple(Identifier(**item) for item in record.get("identifiers", ()) if isinstance(item, dict)),
            warnings=tuple(record.get("warnings", ())),
            events=tuple(Event.from_json(key, item) for key, items in record.get("events", {}).items() for item in items),
        )
