"""Conditions on many cases at once: two bit-planes a condition, those certainly true and those certainly false.

    >>> (found,) = decide([parse({"biomarker.her2_status": "positive"})], encode(cases))
    >>> found.counts
    Counts(true=212, false=703, unknown=85)
    >>> found.rows(None)[:3]                               # where the answer is not known
    array([ 4, 11, 17])

A plane has one bit a case, the first case in the lowest bit of the first byte. "All" is an "and" of the planes of true and an "or" of
those of false, "not" swaps them. Every kind of node is vectorised; what has few values (categories, concepts, the words of a
treatment) is tried once a value by the compiled closures (compiled.py). The verdicts are those of the reference evaluator.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matching.catalogue import FeatureSpec, catalogue
from matching.criteria.batch import Array, Batch, Bits, Mask, batches, packed, unpacked
from matching.criteria.compiled import on_record, on_value
from matching.criteria.dates import before
from matching.criteria.evaluate import Truth
from matching.criteria.intervals import closed_ends, joined
from matching.criteria.members import finer_kinds, membership
from matching.criteria.tree import (
    AllOf,
    AtLeast,
    Atom,
    Condition,
    DateWindow,
    Events,
    Known,
    Members,
    Not,
    OneOf,
    Span,
    Within,
)  # fmt: skip
from matching.value import INFINITY, Interval


class Planes(NamedTuple):
    """The cases that answer true, and those that answer false; the others are unknown."""

    true: Bits
    false: Bits


class Counts(NamedTuple):
    true: int
    false: int
    unknown: int


@dataclass(frozen=True)
class Verdicts:
    """What one condition gives on every row of a table."""

    planes: Planes
    size: int

    @property
    def counts(self) -> Counts:
        true, false = (int(np.bitwise_count(plane).sum()) for plane in self.planes)
        return Counts(true, false, self.size - true - false)

    def rows(self, value: Truth) -> npt.NDArray[np.intp]:
        """The numbers of the rows that give this answer, in order."""
        true, false = self.planes
        plane = ~(true | false) if value is None else true if value else false
        return np.flatnonzero(unpacked(plane, self.size))


def decide(conditions: Sequence[Condition], table: pa.Table) -> list[Verdicts]:
    """The verdicts of each condition on a table of `matching.criteria.cohort.encode`. Atoms shared by conditions are tried once."""
    found = [[_answer(condition, batch) for condition in conditions] for batch in batches(table)]
    nothing = np.zeros(0, np.uint8)
    return [
        Verdicts(Planes(*(np.concatenate([nothing, *(part[number][side] for part in found)]) for side in (0, 1))), len(table))
        for number in range(len(conditions))
    ]


# Connectives ---------------------------------------------------------------------------------------------------------------


def _answer(condition: Condition, batch: Batch) -> Planes:
    if isinstance(condition, Known):
        return _known(condition.key, batch)
    if isinstance(condition, Atom):
        answer = batch.kept.get(condition)
        if answer is None:
            answer = batch.kept[condition] = _atom(condition, batch)
        return answer
    if isinstance(condition, Not):
        true, false = _answer(condition.condition, batch)
        return Planes(false, true)
    parts = [_answer(part, batch) for part in condition.of]
    if isinstance(condition, AtLeast):
        return _enough(condition.n, parts, batch)
    return _every(parts, batch) if isinstance(condition, AllOf) else _some(parts, batch)


def _every(parts: list[Planes], batch: Batch) -> Planes:
    return Planes(batch.all_of(part.true for part in parts), batch.any_of(part.false for part in parts))


def _some(parts: list[Planes], batch: Batch) -> Planes:
    return Planes(batch.any_of(part.true for part in parts), batch.all_of(part.false for part in parts))


def _enough(n: int, parts: list[Planes], batch: Batch) -> Planes:
    too_few = len(parts) - n + 1  # so many false leave fewer than n that may be true
    return Planes(batch.at_least(n, (part.true for part in parts)), batch.at_least(too_few, (part.false for part in parts)))


# Atoms ---------------------------------------------------------------------------------------------------------------------

# The column that is null where a feature is not known.
_TELLS = {"number": ":low", "set": ":complete", "date": ":first", "text": ":known", "event": ":known"}


def _known(key: str, batch: Batch) -> Planes:
    known = batch.known(_telling(key))
    return Planes(known, batch.everybody & ~known)


def _telling(key: str) -> str:
    return key + _TELLS.get(catalogue()[key].type, "")


def _atom(atom: Atom, batch: Batch) -> Planes:
    spec, test = catalogue()[atom.key], atom.test
    if isinstance(test, Events):
        return _events(test, batch)
    if _telling(atom.key) not in batch.names:
        return Planes(batch.nobody, batch.nobody)
    if isinstance(test, Members):
        return _members(spec, test, batch)
    if isinstance(test, DateWindow):
        return _date(atom.key, test, batch)
    if spec.type == "number":
        wanted = (test.interval,) if isinstance(test, Within) else test.values if isinstance(test, OneOf) else ()
        return _number(spec, wanted, batch)
    return _listed(atom, batch)


# Numbers -------------------------------------------------------------------------------------------------------------------


def _number(spec: FeatureSpec, wanted: Iterable[Interval], batch: Batch) -> Planes:
    low, high = batch.column(f"{spec.key}:low"), batch.column(f"{spec.key}:high")
    return _inside(low, high, joined(wanted) if spec.whole else wanted)


def _inside(low: Array, high: Array, wanted: Iterable[Interval]) -> Planes:
    """Is the number between two closed ends in one of the wanted intervals? Comparisons with NaN, not known, are all false."""
    true, false = np.zeros(len(low), bool), low == low
    for first, last in map(closed_ends, wanted):
        true |= (low >= first) & (high <= last)
        false &= (high < first) | (low > last)
    return Planes(packed(true), packed(false))


# Categories and concepts ---------------------------------------------------------------------------------------------------


def _listed(atom: Atom, batch: Batch) -> Planes:
    answer = on_value(atom)
    answers = [(answer(value), plane) for value, plane in batch.values(atom.key).items()]
    return Planes(
        batch.any_of(plane for value, plane in answers if value is True),
        batch.any_of(plane for value, plane in answers if value is False),
    )


# Sets ----------------------------------------------------------------------------------------------------------------------


def _members(spec: FeatureSpec, test: Members, batch: Batch) -> Planes:
    complete, present = batch.plane(f"{spec.key}:complete"), batch.present(spec.key)
    if test.mode == "none":
        somebody = batch.any_of(present.values())
        return Planes(complete & ~somebody, somebody)
    if test.mode == "at_least":
        return _several(spec, test.n, present, complete, batch)
    if test.mode == "only":
        return _only(spec, test.values, present, complete, batch)
    has = [_has(spec, member, present, complete, batch) for member in test.values]
    return _every(has, batch) if test.mode == "has_all" else _some(has, batch)


def _has(spec: FeatureSpec, member: str, present: dict[str, Bits], complete: Bits, batch: Batch) -> Planes:
    found = membership(spec, member)
    proved, excluded, vague = (
        batch.any_of(present[one] for one in names & present.keys()) for names in (found.proving, found.excluding, found.vague)
    )
    denied = batch.any_of(batch.plane(f"{spec.key}:absent:{one}") for one in found.denying)
    return Planes(proved, ~proved & (denied | excluded | (complete & ~vague)))


def _several(spec: FeatureSpec, n: int, present: dict[str, Bits], complete: Bits, batch: Batch) -> Planes:
    """At least n members. One that is stated beside a kind of it counts once; in a closed set it may stand for several."""
    coarse = set(spec.parents.values()) & present.keys()
    told_finer = {one: batch.any_of(present[kind] for kind in finer_kinds(spec, one) & present.keys()) for one in coarse}
    enough = batch.at_least(n, (plane & ~told_finer[one] if one in coarse else plane for one, plane in present.items()))
    vague = batch.any_of(present[one] for one in coarse)
    return Planes(enough, complete & ~enough & ~vague)


def _only(spec: FeatureSpec, values: tuple[str, ...], present: dict[str, Bits], complete: Bits, batch: Batch) -> Planes:
    asked = [membership(spec, member) for member in values]
    allowed = {one for found in asked for one in found.proving}
    vague = {one for found in asked for one in found.vague} - allowed
    others = batch.any_of(plane for one, plane in present.items() if one not in allowed and one not in vague)
    unsure = batch.any_of(plane for one, plane in present.items() if one in vague)
    somebody = batch.any_of(present.values())
    return Planes(complete & somebody & ~others & ~unsure, others | (complete & ~somebody))


# Dates ---------------------------------------------------------------------------------------------------------------------


def _date(key: str, window: DateWindow, batch: Batch) -> Planes:
    inside = _window(window, batch.column(f"{key}:first"), batch.column(f"{key}:last"), partial(_bound, batch))
    return Planes(*map(packed, inside))


def _window(window: DateWindow, first: Array, last: Array, bound: Callable[[Span], Array]) -> tuple[Mask, Mask]:
    """The days that the date may mean, all or none of them in the window; NaN, not known, compares as false."""
    true, false = first == first, np.zeros(len(first), bool)
    if window.within is not None:
        earliest = bound(window.within)
        true, false = true & (first >= earliest), false | (last < earliest)
    if window.older_than is not None:
        latest = bound(window.older_than)
        true, false = true & (last <= latest), false | (first > latest)
    return true, false


def _bound(batch: Batch, span: Span) -> Array:
    """The day so long before the date of each case: the same few spans are asked over and over."""
    if span not in batch.kept:
        days, which = np.unique(batch.column("date"), return_inverse=True)
        dates = days.astype("datetime64[D]").tolist()
        batch.kept[span] = np.array([before(date, span) for date in dates], "datetime64[D]").astype(float)[which]
    return batch.kept[span]  # type: ignore[no-any-return]


# Treatments ----------------------------------------------------------------------------------------------------------------


def _events(test: Events, batch: Batch) -> Planes:
    """The records of all the cases end to end: the answer of each, then of which cases one answers true, or may; or how many do."""
    true, false = _of_records(test, batch)
    sure, possible = (batch.records.row.compress(mask) for mask in (true, ~false))
    if test.mode == "count" and test.count:
        return _count(sure, possible, test.count, batch)
    answer = Planes(_rows(sure, batch), batch.plane("history_complete") & ~_rows(possible, batch))
    return Planes(answer.false, answer.true) if test.mode == "none" else answer


def _rows(numbers: Array, batch: Batch) -> Bits:
    mask = np.zeros(batch.size, bool)
    mask[numbers] = True
    return packed(mask)


def _count(sure: Array, possible: Array, wanted: Interval, batch: Batch) -> Planes:
    """How many records each row has among these. An open history may hold any number of others."""
    low, high = (np.bincount(rows, minlength=batch.size).astype(float) for rows in (sure, possible))
    high[~unpacked(batch.plane("history_complete"), batch.size)] = INFINITY
    return _inside(low, high, [wanted])


def _of_records(test: Events, batch: Batch) -> tuple[Mask, Mask]:
    """Which records answer to every word, and which do not."""
    records, answer = batch.records, on_record(replace(test, window=None))
    answers = [answer((record, datetime.date.min)) for record in records.different]
    true, false = (np.array([one is value for one in answers], bool)[records.which] for value in (True, False))
    if test.window is None:
        return true, false
    in_time, too_late = _window(test.window, records.first, records.last, lambda span: _bound(batch, span)[records.row])
    return true & in_time, false | too_late
