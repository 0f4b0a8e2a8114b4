"""The values of a feature that some conditions tell apart: one for each way of answering them, instead of all there are.

>>> [dict(zip(("T1", "T2"), way.values())) for way in ways_to_answer("tumour.t", [t1, t2])]
[{'T1': False, 'T2': False}, {'T1': True, 'T2': False}, {'T1': False, 'T2': True}]
"""

from __future__ import annotations

import datetime
from functools import cache

from matching.case import Case, Feature
from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.compiled import compiled
from matching.criteria.tree import Atom, OneOf
from matching.tumour_types import tumour_types
from matching.value import INFINITY, Interval, SetValue, Value

TODAY = datetime.date(2025, 1, 1)  # of the imaginary patients; no value tried here depends on it


def values_told_apart(key: str, atoms: list[Atom]) -> list[Value]:
    """Values of a feature that some atoms tell apart, all of them for a number near their bounds; for a set, its named members."""
    spec = catalogue()[key]
    if spec.type == "number":
        return list(_numbers(spec, atoms))
    if spec.type == "boolean":
        return [True, False]
    if spec.type in ("category", "concept"):
        return list(
            {tuple(holds(atom, value) for atom in atoms): value for value in reversed(finest_values(spec, atoms))}.values()
        )
    if spec.type == "set":
        named = dict.fromkeys(value for atom in atoms for value in getattr(atom.test, "values", ()))
        return [SetValue(complete=True), *(SetValue(frozenset({value}), complete=True) for value in named)]
    return []


def ways_to_answer(key: str, atoms: list[Atom]) -> list[dict[Atom, bool]]:
    """Every way in which the values of one feature answer some atoms that name it; sets, dates and treatments: the simplest ways."""
    spec = catalogue()[key]
    if spec.type in ("category", "concept", "number", "boolean"):
        answered = (tuple(holds(atom, value) for atom in atoms) for value in values_told_apart(key, atoms))
        return [dict(zip(atoms, way, strict=True)) for way in dict.fromkeys(answered)]
    none = dict.fromkeys(atoms, False)
    return [none, *({**none, atom: True} for atom in atoms)]


def _numbers(spec: FeatureSpec, atoms: list[Atom]) -> list[Interval]:
    """One number on each side of every bound, and the bounds."""
    intervals = [one for atom in atoms for one in getattr(atom.test, "values", (getattr(atom.test, "interval", None),)) if one]
    ends = sorted({end for one in intervals for end in (one.low, one.high) if abs(end) < INFINITY})
    low, high = spec.range or (-INFINITY, INFINITY)
    near = [round(number, 6) for end in ends for number in (end - last_digit(spec, end), end, end + last_digit(spec, end))]
    return [Interval.exactly(number) for number in dict.fromkeys(near) if low <= number <= high]


def last_digit(spec: FeatureSpec, end: float) -> float:
    """One in the last digit of a bound: 1 for 20, 0.1 for 1.5; always 1 for whole numbers."""
    decimals = 0 if spec.whole else len(f"{end:.6f}".rstrip("0").partition(".")[2])
    return float(10**-decimals)


@cache
def holds(atom: Atom, value: Value) -> bool:
    """Is this value one that the atom asks for, as the evaluator answers it?"""
    return compiled(atom)(Case("", TODAY, {atom.key: Feature(atom.key, value)})) is True


def finest_values(spec: FeatureSpec, atoms: list[Atom]) -> list[str]:
    """The values that no other is a kind of; TX and NX only where an atom asks for them."""
    if spec.type == "category":
        named = {value for atom in atoms if isinstance(atom.test, OneOf) for value in atom.test.values}
        return [value for value in spec.values if value not in spec.parents.values() and (value[-1] != "X" or value in named)]
    if spec.hierarchy == "tumour_type":
        parents = {parent for kind in tumour_types().values() for parent in kind.parents}
        return [code for code in tumour_types() if code not in parents]
    return _codes(atoms)


def _codes(atoms: list[Atom]) -> list[str]:
    return sorted({code for atom in atoms for code in getattr(atom.test, "codes", ())} | {"autre"})
