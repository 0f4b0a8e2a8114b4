"""What was understood of some words, and what it is worth: the logic of bounds.

    necessary     the sentence asks for this and more: when it is false, so is the sentence
    sufficient    this alone settles the sentence: when it is true, so is the sentence

A whole condition is both. Negation turns one into the other; a condition of neither kind is not given at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trials.formalise.piece import Json


@dataclass(frozen=True)
class Reading:
    """What was understood of some words: a condition (None: nothing) and its bound."""

    condition: Json | None = None
    bound: str = "none"


NOTHING = Reading()
_PURPOSE = re.compile(r'"history.named_treatments": \{"has": "[^"]* (?:for|as|during) ')
_OPPOSITE = {"necessary": "sufficient", "sufficient": "necessary"}


def denial(reading: Reading) -> Reading:
    if reading.condition is None:
        return NOTHING
    inner = reading.condition
    condition = inner["not"] if set(inner) == {"not"} else {"not": inner}
    return Reading(condition, _OPPOSITE.get(reading.bound, reading.bound))


def all_of(parts: Sequence[Reading]) -> Reading:
    useful = [part for part in parts if part.condition is not None and part.bound in ("whole", "necessary")]
    if not useful:
        only = [part for part in parts if part.condition is not None]
        return only[0] if len(parts) == 1 and only else NOTHING
    conditions = [part.condition for part in useful if part.condition is not None]
    whole = len(useful) == len(parts) and all(part.bound == "whole" for part in useful)
    return Reading(_joined("all", conditions), "whole" if whole else "necessary")


def any_of(parts: Sequence[Reading], standalone: bool) -> Reading:
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    known = [part for part in parts if part.condition is not None]
    whole = all(part.bound == "whole" for part in parts)
    if len(known) == len(parts) and (whole or (standalone and all(part.bound in ("whole", "necessary") for part in parts))):
        bound = "whole" if whole else "necessary"
        return Reading(_joined("any", [part.condition for part in known if part.condition]), bound)
    sure = [part.condition for part in known if part.bound in ("whole", "sufficient") and part.condition]
    return Reading(_joined("any", sure), "sufficient") if sure and standalone else NOTHING


def _joined(word: str, conditions: list[Json]) -> Json:
    """Conditions under one connective, flat, each once; members of one set asked for together."""
    flat: list[Json] = []
    for condition in conditions:
        for part in condition[word] if set(condition) == {word} else [condition]:
            if part not in flat:
                flat.append(part)
    if word == "any":
        flat = _one_atom(_purposed(flat))
    return flat[0] if len(flat) == 1 else {word: flat}


def _purposed(parts: list[Json]) -> list[Json]:
    """ "Low molecular weight or unfractionated heparin for prophylaxis": what the last of a list is given for, the others are given for."""
    whole = {json.dumps(part["all"][0]): part for part in parts if "all" in part and _PURPOSE.search(json.dumps(part["all"][1:]))}
    return [part for part in parts if json.dumps(part) not in whole] if whole else parts


def _one_atom(parts: list[Json]) -> list[Json]:
    """Alternatives of one set or category in one atom: hiv or hepatitis_b is has_any of both."""
    by_key: dict[str, list[Any]] = {}
    for part in parts:
        if len(part) == 1:
            ((key, value),) = part.items()
            by_key.setdefault(key, []).append(value)
    found: list[Json] = []
    for part in parts:
        ((key, value),) = part.items() if len(part) == 1 else (("", None),)
        values = by_key.get(key, [])
        if len(values) > 1 and all(isinstance(one, dict) and set(one) <= {"has", "has_any"} for one in values):
            merged: Json = {key: {"has_any": list(dict.fromkeys(name for one in values for name in _names(one)))}}
        elif (
            len(values) > 1
            and key in ("tumour.extent", "tumour.stage", "tumour.resectable", "biomarker.her2_status")
            and all(_plain(one) for one in values)
        ):
            merged = {key: list(dict.fromkeys(name for one in values for name in (one if isinstance(one, list) else [one])))}
        else:
            merged = part
        if merged not in found:
            found.append(merged)
    return found


def _names(value: dict[str, Any]) -> list[str]:
    return [value["has"]] if "has" in value else value["has_any"]


def _plain(value: Any) -> bool:
    return isinstance(value, (str, list)) and not (isinstance(value, str) and value[:1] in "<>")
