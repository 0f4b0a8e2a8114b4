"""The values of a case: a number is an Interval, a set a SetValue, the rest str or bool; and their notation in JSON.

    >>> Interval.exactly(54).to_json(), SetValue(frozenset({"liver"})).to_json()
    (54, {'present': ['liver'], 'absent': [], 'complete': False})

Values are plain and immutable. The notation is the one of the command line (docs/commandes.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from matching.catalogue import Catalogue

INFINITY = math.inf


@dataclass(frozen=True)
class Interval:
    """A number known exactly or between two ends, each end open or closed: "< 1 %" is Interval(0, 1, high_open=True)."""

    low: float = -INFINITY
    high: float = INFINITY
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, value: float) -> Interval:
        return cls(value, value)

    @property
    def exact(self) -> float | None:
        return self.low if self.low == self.high else None

    def to_json(self) -> float | list[float | None]:
        """54 or [low, high], null for an end that is not bounded."""
        if self.exact is not None:
            return _plain(self.exact)
        return [None if math.isinf(end) else _plain(end) for end in (self.low, self.high)]


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


@dataclass(frozen=True)
class SetValue:
    """A set known in part: members present, members denied, and whether the list of those present is closed."""

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    complete: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"present": sorted(self.present), "absent": sorted(self.absent), "complete": self.complete}


Value = Interval | SetValue | bool | str


class CaseError(ValueError):
    """A case that says something it cannot: the sentence tells which key and what to write instead."""


def value_to_json(value: Value) -> Any:
    return value.to_json() if isinstance(value, (Interval, SetValue)) else value


def value_from_json(known: Catalogue, key: str, value: Any) -> Value:
    """A value in the notation of the gold cases, checked against the catalogue.

    >>> value_from_json(catalogue(), "patient.ecog", [0, 1])
    Interval(low=0.0, high=1.0, low_open=False, high_open=False)
    """
    if key not in known:
        raise CaseError(f"caractéristique inconnue « {key} » ; vouliez-vous dire « {known.nearest(key)} » ?")
    spec = known[key]
    if spec.type == "number":
        return _interval(key, value)
    if spec.type == "set":
        if not isinstance(value, dict):
            raise CaseError(f"« {key} » est un ensemble : écrire {{present: [...], absent: [...], complete: false}}")
        chosen = SetValue(frozenset(value.get("present", ())), frozenset(value.get("absent", ())), bool(value.get("complete")))
        unknown = sorted((chosen.present | chosen.absent) - set(spec.values)) if spec.values else []
        if unknown:
            raise CaseError(_not_one_of(known, key))
        return chosen
    if spec.type == "boolean" and not isinstance(value, bool):
        raise CaseError(f"« {key} » attend true ou false")
    if spec.type == "category" and str(value) not in spec.values:
        raise CaseError(_not_one_of(known, key))
    return value if isinstance(value, bool) else str(value)


def _not_one_of(known: Catalogue, key: str) -> str:
    """What may stand there; what did stand there may be words of a case, and is not repeated."""
    return f"valeur inconnue pour « {key} » ; valeurs : {', '.join(known[key].values)}"


def _interval(key: str, value: Any) -> Interval:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Interval.exactly(float(value))
    if isinstance(value, (list, tuple)) and len(value) == 2:
        low, high = value
        return Interval(-INFINITY if low is None else float(low), INFINITY if high is None else float(high))
    raise CaseError(f"« {key} » attend un nombre ou [bas, haut]")
