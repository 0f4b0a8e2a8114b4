"""Thresholds in another unit than the catalogue's: "< 1500" neutrophils where they are counted in G/L.

>>> [finding.sentence for finding in wrong_units(guideline)]
["« PNN < 1500 G/L » : 1500 n'est pas plausible en G/L (0 à 60) ; en /mm3, écrire 1.5"]

What is plausible and the other units in use are those of the reading of laboratory values (data/vocabulary/labs.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from guidelines.finding import Finding
from guidelines.model import Guideline
from matching.catalogue import catalogue
from matching.criteria.french import atom_words
from matching.criteria.tree import Atom, OneOf, Within
from matching.data_files import load_yaml
from matching.value import INFINITY, Interval

PER_CENT = (0.0, 100.0)


def wrong_units(guideline: Guideline) -> list[Finding]:
    """Every bound of the file's conditions that cannot be in the catalogue's unit, with what it may be in another."""
    return [
        Finding(guideline.file, place.line, "unit", f"« {atom_words(place.part)} » : {sentence}", place.column)
        for place in guideline.places if isinstance(place.part, Atom)
        for end in _ends(place.part) if (sentence := _wrong(place.part.key, end))
    ]  # fmt: skip


def _ends(atom: Atom) -> Iterator[float]:
    test = atom.test
    intervals = [test.interval] if isinstance(test, Within) else list(test.values) if isinstance(test, OneOf) else []
    for interval in intervals:
        if isinstance(interval, Interval):
            yield from sorted({end for end in (interval.low, interval.high) if abs(end) < INFINITY})


def _wrong(key: str, end: float) -> str | None:
    bounds = _plausible(key)
    if bounds is None or bounds[0] <= end <= bounds[1] or end == 0:
        return None
    unit = catalogue()[key].unit_label
    said = f"{end:g} n'est pas plausible en {unit} ({bounds[0]:g} à {bounds[1]:g})"
    for other, factor in _analytes().get(key, {}).get("units", {}).items():
        if factor != 1 and bounds[0] <= end * factor <= bounds[1]:
            return f"{said} ; si la valeur est en {other}, écrire {float(f'{end * factor:.3g}'):g}"
    return f"{said} ; l'écrire en {unit}"


def _plausible(key: str) -> tuple[float, float] | None:
    found = _analytes().get(key, {}).get("plausible")
    if found:
        return float(found[0]), float(found[1])
    return PER_CENT if catalogue()[key].unit == "%" else None


@cache
def _analytes() -> dict[str, Any]:
    return load_yaml("vocabulary/labs.yaml")  # type: ignore[no-any-return]
