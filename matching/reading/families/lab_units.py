"""The figure told of an analyte, in the catalogue's unit: "145 000/mm3" of platelets is 145 (G/L).

>>> analytes()["lab.haemoglobin"]["units"]["g/l"]
0.1

Units, their factors and what is plausible of each analyte stand in data/vocabulary/labs.yaml.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.values import NUMBER, Found
from matching.value import INFINITY, Interval

_SHARED_UNIT = re.compile(rf" ?(?:->|>|a|puis) ?(?:{NUMBER}) ?")  # "DLCO 92 -> 68 %"
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")  # "98.000/mm3"
_NO_UNIT = re.compile(r"(?:mois|ans|cm|mm|kg|fois|semaines?|jours?|ligne|cures?|%|x ?(?:n|uln|lsn)?|n|lsn|uln)(?![a-z])")
_UNIT = re.compile(r"[a-z0-9%µ./^ ]*?(?=[ ,;)\n]|$)")


@cache
def analytes() -> dict[str, dict[str, Any]]:
    """The entries of the vocabulary; `by_length`: their units, the longest first."""
    entries: dict[str, dict[str, Any]] = load_yaml("vocabulary/labs.yaml")
    return {
        name: {**entry, "by_length": sorted(entry.get("units", {}).items(), key=lambda unit: -len(unit[0]))}
        for name, entry in entries.items()
    }


def in_unit(note: Note, analyte: dict[str, Any], found: Found, limit: int) -> tuple[Interval | None, int]:
    """The value in the catalogue's unit, and where its words end; None where the unit or the size of the number says it is something else."""
    factor, end = _unit_after(note, analyte, found, limit)
    if factor is None:
        factor = _shared_unit(note, analyte, found, limit)
    if factor is None:
        after = note.plain[found.end : min(limit, found.end + _UNIT_REACH)].lstrip(" |")
        if analyte.get("needs_unit") or _NO_UNIT.match(after):
            return None, end
        factor = _factor_without_unit(analyte, found)
    if factor == 0.001 and _THOUSANDS.fullmatch(note.plain[found.start : found.end]):
        factor = 1.0
    low, high = found.value.low * factor, found.value.high * factor
    least, most = analyte["plausible"]
    if not all(least <= number <= most or number == 0 for number in (low, high) if abs(number) != INFINITY):
        return None, end
    return Interval(round(low, 4), round(high, 4), found.value.low_open, found.value.high_open), end


_UNIT_REACH = 12  # characters behind a figure in which its unit begins


def _unit_after(note: Note, analyte: dict[str, Any], found: Found, limit: int) -> tuple[float | None, int]:
    """The factor of the unit behind a figure, and where that unit ends; None and the end of the figure where there is none."""
    told = note.plain[found.end : found.end + _UNIT_REACH]
    after = note.plain[found.end : min(limit, found.end + _UNIT_REACH)].lstrip(" |")
    for unit, scale in analyte["by_length"]:
        if after.startswith(unit) and not (len(unit) == 1 and after[1:2].isalpha()):
            blanks = len(told) - len(told.lstrip(" |"))
            return float(scale), found.end + blanks + _unit_length(after, len(unit))
    return None, found.end


def _shared_unit(note: Note, analyte: dict[str, Any], found: Found, limit: int) -> float | None:
    """The factor of the unit that a figure shares with the next one: "DLCO 92 -> 68 %"."""
    shared = _SHARED_UNIT.match(note.plain, found.end, limit)
    if shared is None:
        return None
    told = note.plain[shared.end() : shared.end() + _UNIT_REACH]
    return next((float(scale) for unit, scale in analyte["units"].items() if told.startswith(unit)), None)


def _factor_without_unit(analyte: dict[str, Any], found: Found) -> float:
    """Of a bare figure: the catalogue's unit, or that of the figures so large ("plaquettes 145000")."""
    if large := analyte.get("bare_large"):
        low, high, factor = large
        if low <= found.value.low <= high:
            return float(factor)
    return 1.0


def _unit_length(after: str, known: int) -> int:
    """How many letters of the words after a figure are its unit ("/mm3"): up to a blank or a stop, else those of the `known` unit."""
    whole = _UNIT.match(after)
    return max(known, len(whole.group())) if whole else known
