"""What a record says, counted one statement at a time, to compare a reading with what was expected."""

from __future__ import annotations

from collections import Counter
from typing import Any

from matching.catalogue import catalogue

NOT_MATCHED_ON = {"tumour.topography", "tumour.brain_metastases_state", "patient.medications"}


def told(record: dict[str, Any]) -> dict[str, Any]:
    """The features of a record, with the keys that came to the catalogue since its version 1."""
    return record["features"] | record.get("added", {})


def statements(features: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What the features say, one by one: each member of a set, whether it is closed, both ends of a number."""
    said: set[tuple[Any, ...]] = set()
    for key, value in features.items():
        if key in NOT_MATCHED_ON or catalogue()[key].type in ("text", "event"):
            continue
        if isinstance(value, dict):
            said |= {(key, side, member) for side in ("present", "absent") for member in value[side]}
            said |= {(key, "closed")} if value["complete"] else set()
        elif isinstance(value, bool | str):
            said.add((key, value))
        else:
            low, high = value if isinstance(value, list) else (value, value)
            said.add((key, *(None if end is None else round(end, 1) for end in (low, high))))
    return said


def given(treatments: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """The treatments by what was given, and whether it was received or only proposed."""
    return Counter((one["modality"], bool(one.get("planned")), frozenset(one.get("agents", ()))) for one in treatments)


def f1(right: int, wanted: int, got: int) -> float:
    """Harmonic mean of precision and recall, from 0 to 1."""
    return 2 * right / (wanted + got) if wanted + got else 1.0
