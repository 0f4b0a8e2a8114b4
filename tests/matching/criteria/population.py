"""Random patients and random conditions over the whole catalogue, from a seed: what evaluators are compared on.

A patient is drawn in full, then some of it is forgotten: a value, an end of an interval, a subdivision, the day of a date, a word of
a treatment, the closure of a list. The patient in full is then one of those that the forgetful case may be.
"""

from __future__ import annotations

import dataclasses
import datetime
import random
from typing import Any

from matching.case import Case, Feature, Treatment
from matching.catalogue import FeatureSpec, catalogue
from matching.tumour_types import ancestors, tumour_types
from matching.value import INFINITY, Interval, SetValue, Value

KINDS = ("number", "boolean", "category", "ordered", "concept", "set", "date")
TODAY = datetime.date(2025, 11, 12)
DATES = ("2025-11-12", "2025-10-31", "2025-08-12", "2025-05-12", "2025-05-11", "2024-11-12", "2024-02-29", "2023-01-01")
SPANS = ("3 months", "6 months", "12 months", "52 weeks", "10 days")
TYPES = ("LUNG", "NSCLC", "LUAD", "LUSC", "SCLC", "HNSC", "OPHSC", "BREAST", "IDC", "COADREAD", "COAD", "READ", "ESCC")
PLACES = ("C34", "C34.1", "C50", "C50.4")
MEDICATIONS = ("metformin", "warfarin", "prednisone", "aspirin")
AGENTS = ("docetaxel", "epirubicin", "carboplatin", "trastuzumab", "pembrolizumab")
CLASSES = ("anthracycline", "taxane", "anti_pd1")
NUMBERS = (0.0, 12.0)  # few, so that values and bounds often meet


class Population:
    """A seeded source of patients and conditions, on at most `each` features of each kind, which the seed chooses.

    The same seed gives the same ones, in the same order.
    """

    def __init__(self, seed: int, each: int = 6):
        self.random = random.Random(seed)
        self.features = {kind: self._some(kind, each) for kind in KINDS}

    # Conditions --------------------------------------------------------------------------------------------------------------

    def condition(self, leaves: int = 6, known: bool = False) -> dict[str, Any]:
        """A condition as a rule file writes it, of so many atoms; `known` may stand in it if so asked."""
        if leaves == 1:
            return self._known() if known and self.random.random() < 0.1 else self.atom()
        parts = self._parts(leaves)
        of = [self.condition(part, known) for part in parts]
        return self.random.choice(
            ({"all": of}, {"any": of}, {"not": {"any": of}}, {"at_least": {"n": self.random.randint(1, len(of)), "of": of}})
        )

    def _parts(self, leaves: int) -> list[int]:
        parts = []
        while leaves:
            parts.append(self.random.randint(1, max(1, leaves - 1)))
            leaves -= parts[-1]
        return parts

    def _known(self) -> dict[str, Any]:
        return {"known": self.random.choice(list(catalogue()))}

    def atom(self) -> dict[str, Any]:
        """One atom on a feature of the catalogue, each type of feature as often as another."""
        kind = self.random.choice((*KINDS, "event"))
        if kind == "event":
            return {"history.treatments": self._events()}
        spec = self.random.choice(self.features[kind])
        return {spec.key: getattr(self, f"_asked_{kind}")(spec)}

    def _some(self, kind: str, most: int) -> list[FeatureSpec]:
        found = [spec for spec in catalogue().values() if ("ordered" if spec.ordered else spec.type) == kind]
        return self.random.sample(found, min(most, len(found)))

    def _asked_number(self, spec: FeatureSpec) -> Any:
        low, high = sorted((self._number(spec), self._number(spec)))
        written = (f">= {low:g}", f"> {low:g}", f"<= {high:g}", f"< {high:g}", f"{low:g}..{high:g}", low)
        return self.random.choice((*written, [low, high], [low, f">= {high:g}"]))

    def _asked_boolean(self, _spec: FeatureSpec) -> bool:
        return self.random.random() < 0.5

    def _asked_category(self, spec: FeatureSpec) -> Any:
        wanted = self.random.sample(spec.values, self.random.randint(1, min(3, len(spec.values))))
        return self.random.choice((wanted, {"not": wanted[0]}))

    def _asked_ordered(self, spec: FeatureSpec) -> str:
        value = self.random.choice([value for value in spec.values if not value.endswith("X")])
        return f"{self.random.choice(('>=', '>', '<=', '<', '='))} {value}"

    def _asked_concept(self, spec: FeatureSpec) -> dict[str, Any]:
        return {"is_a": self.random.sample(self._codes(spec), self.random.randint(1, 2))}

    def _asked_set(self, spec: FeatureSpec) -> dict[str, Any]:
        wanted = self.random.sample(self._members(spec), self.random.randint(1, 3))
        mode = self.random.choice(("has", "has_any", "has_all", "only", "none", "at_least"))
        return {mode: {"none": True, "at_least": len(wanted), "has": wanted[0]}.get(mode, wanted)}

    def _asked_date(self, _spec: FeatureSpec) -> dict[str, str]:
        words = self.random.choice((["within"], ["older_than"], ["within", "older_than"]))
        return {word: self.random.choice(SPANS) for word in words}

    def _events(self) -> dict[str, Any]:
        treatment = catalogue().treatment
        words: dict[str, Any] = {word: self.random.choice(values) for word, values in treatment.items() if self._rarely()}
        for word, values in (("agent", AGENTS), ("class", CLASSES), ("line", (1, ">= 2", "1..2")), ("within", SPANS)):
            if self._rarely():
                words[word] = self.random.choice(values)
        mode = self.random.choice(("any", "none", "count"))
        return {mode: {**words, "is": self.random.choice((">= 2", 1, "<= 1", 0))} if mode == "count" else words}

    # Patients ----------------------------------------------------------------------------------------------------------------

    def patient(self) -> Case:
        """A patient of whom every feature is known."""
        specs = [spec for some in self.features.values() for spec in some]
        features = {spec.key: Feature(spec.key, self._value(spec)) for spec in specs}
        records = tuple(self._record() for _ in range(self.random.randint(0, 3)))
        return Case("fictif", TODAY, features, records, history_complete=True)

    def _value(self, spec: FeatureSpec) -> Value:
        if spec.type == "number":
            return Interval.exactly(self._number(spec))
        if spec.type == "boolean":
            return self.random.random() < 0.5
        if spec.type == "set":
            return self._set(spec)
        return self.random.choice({"category": spec.values, "date": DATES}.get(spec.type) or self._codes(spec))

    def _number(self, spec: FeatureSpec) -> float:
        low, high = spec.range or NUMBERS
        return float(self.random.randint(int(low), int(high))) if spec.whole else self.random.randint(0, int(2 * high)) / 2

    def _codes(self, spec: FeatureSpec) -> tuple[str, ...]:
        return TYPES if spec.hierarchy == "tumour_type" else PLACES

    def _members(self, spec: FeatureSpec) -> tuple[str, ...]:
        return spec.values or MEDICATIONS

    def _set(self, spec: FeatureSpec) -> SetValue:
        finest = [value for value in self._members(spec) if value not in spec.parents.values()]
        chosen = self.random.sample(finest, self.random.randint(0, min(3, len(finest))))
        excluded = {kind for value in chosen for kind in spec.excludes.get(value, ())}
        return SetValue(frozenset(value for value in chosen if excluded.isdisjoint(spec.kinds(value))), complete=True)

    def _record(self) -> Treatment:
        words = {word: self.random.choice(values) for word, values in catalogue().treatment.items()}
        dates = {"start" if words["modality"] == "surgery" else "end": self.random.choice(DATES)}
        with_drugs = words["modality"] not in ("surgery", "radiotherapy", "surveillance", "local_ablation")
        agents = tuple(self.random.sample(AGENTS, self.random.randint(1, 2))) if with_drugs else ()
        return Treatment(**words, **dates, agents=agents, line=self.random.randint(1, 3), planned=self._rarely())

    # The same with less known ------------------------------------------------------------------------------------------------

    def forgetful(self, patient: Case) -> Case:
        """The case of somebody who knows some of this patient."""
        features = {
            key: dataclasses.replace(feature, value=self._vaguer(catalogue()[key], feature.value))
            for key, feature in patient.features.items() if not self._rarely()
        }  # fmt: skip
        kept = tuple(self._vaguer_record(record) for record in patient.treatments if not self._rarely())
        closed = len(kept) == len(patient.treatments) and self.random.random() < 0.5
        return dataclasses.replace(patient, features=features, treatments=kept, history_complete=closed)

    def _vaguer(self, spec: FeatureSpec, value: Value) -> Value:
        if isinstance(value, Interval):
            return self._wider(value)
        if isinstance(value, SetValue):
            return self._vaguer_set(spec, value)
        if isinstance(value, bool):
            return value
        if spec.type == "date":
            return self.random.choice((value, value[:7], value[:4]))
        if spec.type == "concept":
            return self.random.choice([value, *(sorted(ancestors(value)) if value in tumour_types() else ())])
        return self.random.choice(spec.kinds(value))

    def _wider(self, value: Interval) -> Interval:
        below, above = (self.random.choice((0, 0, 0.5, 1, 2, INFINITY)) for _ in range(2))
        opens = [self._rarely() and INFINITY > side > 0 for side in (below, above)]
        return Interval(value.low - below, value.high + above, *opens)

    def _vaguer_set(self, spec: FeatureSpec, value: SetValue) -> SetValue:
        said = [self.random.choice(spec.kinds(one)) for one in sorted(value.present)]
        if self.random.random() < 0.5:
            return SetValue(frozenset(said), complete=True)
        others = [one for one in self._members(spec) if not any(one in spec.kinds(member) for member in value.present)]
        return SetValue(
            frozenset(one for one in said if not self._rarely()), frozenset(one for one in others if not self._rarely())
        )

    def _vaguer_record(self, record: Treatment) -> Treatment:
        words = ("setting", "response", "stopped_for", "line", "end", "start")
        forgotten = [word for word in words if self._rarely()]
        agents = () if self._rarely() else record.agents
        return dataclasses.replace(record, agents=agents, **dict.fromkeys(forgotten))

    def _rarely(self) -> bool:
        return self.random.random() < 0.3
