"""Stored cases as one Arrow table, encoded once: what planes.py evaluates any number of conditions on.

    >>> table = encode(cases)
    >>> save(table, Path("cohort.parquet"))
    >>> table.column_names[4:7]
    ['patient.age:low', 'patient.age:high', 'patient.sex']

One row a case: `id`, `date` (the case's), `history_complete`, `treatments` (those received), then the features that some case knows:

    number              KEY:low, KEY:high         closed ends, in the catalogue's unit
    boolean, category,  KEY                       the value
    concept
    set                 KEY:complete              with KEY:present:MEMBER and KEY:absent:MEMBER for the members told
    date                KEY:first, KEY:last       the days that the stated date may mean
    text, event         KEY:known                 that there is one: no clinical sentence is kept here

What a case does not know is null. A column that is not there is known of nobody, so tables of several sources can be joined.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matching.case import Case, Treatment
from matching.catalogue import catalogue
from matching.criteria.dates import earliest, latest
from matching.criteria.evaluate import ended
from matching.criteria.intervals import closed_ends, whole

ROWS = 65_536  # cases encoded at a time; a multiple of 8, so that the bits of the parts can be laid end to end
WORDS = ("modality", "agents", "setting", "line", "response", "stopped_for")

Columns = dict[str, Any]

_RECORD = pa.struct([("words", pa.string()), ("first", pa.date32()), ("last", pa.date32())])


def encode(cases: Iterable[Case]) -> pa.Table:
    """The table of some cases, which hold their computed values already (matching.derive). Reads them as they come."""
    remaining = iter(cases)
    parts = [_part([])]
    while some := list(islice(remaining, ROWS)):
        parts.append(_part(some))
    return pa.concat_tables(parts, promote_options="default")


def save(table: pa.Table, path: Path) -> None:
    """Writes the table as Parquet, which any tool of data analysis reads."""
    pq.write_table(table, path)


def load(path: Path) -> pa.Table:
    """The table that `save` wrote."""
    return pq.read_table(path)


def record_of(words: str) -> Treatment:
    """The record of the history whose words were encoded, without its dates."""
    return Treatment.from_json(json.loads(words))


def _part(cases: Sequence[Case]) -> pa.Table:
    columns: Columns = {
        "id": pa.array([case.id for case in cases], pa.string()),
        "date": pa.array([case.date for case in cases], pa.date32()),
        "history_complete": pa.array([case.history_complete for case in cases], pa.bool_()),
        "treatments": pa.array([_received(case) for case in cases], pa.list_(_RECORD)),
    }
    told = {key for case in cases for key in case.features}
    for key, spec in catalogue().items():
        if key in told:
            columns |= _ENCODERS[spec.type](key, [case.value(key) for case in cases])
    return pa.table(columns)


def _received(case: Case) -> list[dict[str, Any]]:
    return [_record(record) for record in case.treatments if not record.planned]


def _record(record: Treatment) -> dict[str, Any]:
    words = json.dumps({name: getattr(record, name) for name in WORDS})
    return {"words": words, **dict(zip(("first", "last"), ended(record), strict=True))}


def _numbers(key: str, values: list[Any]) -> Columns:
    in_whole_numbers = catalogue()[key].whole
    ends = np.full((2, len(values)), np.nan)
    for row, value in enumerate(values):
        if value is not None:
            ends[:, row] = closed_ends(whole(value) if in_whole_numbers else value)
    return {f"{key}:low": pa.array(ends[0], from_pandas=True), f"{key}:high": pa.array(ends[1], from_pandas=True)}


def _booleans(key: str, values: list[Any]) -> Columns:
    return {key: pa.array(values, pa.bool_())}


def _codes(key: str, values: list[Any]) -> Columns:
    return {key: pa.array(values, pa.string()).dictionary_encode()}


def _sets(key: str, values: list[Any]) -> Columns:
    told: dict[str, Any] = defaultdict(lambda: np.zeros(len(values), bool))
    for row, value in enumerate(values):
        if value is not None:
            for member in value.present:
                told[f"{key}:present:{member}"][row] = True
            for member in value.absent:
                told[f"{key}:absent:{member}"][row] = True
    complete = pa.array([None if value is None else value.complete for value in values], pa.bool_())
    return {f"{key}:complete": complete, **{name: pa.array(told[name]) for name in sorted(told)}}


def _dates(key: str, values: list[Any]) -> Columns:
    days = [_days(value) for value in values]
    return {
        f"{key}:first": pa.array([first for first, _ in days], pa.date32()),
        f"{key}:last": pa.array([last for _, last in days], pa.date32()),
    }


@lru_cache(10_000)
def _days(stated: str | None) -> tuple[Any, Any]:
    return (earliest(stated), latest(stated)) if stated else (None, None)


def _mentions(key: str, values: list[Any]) -> Columns:
    return {f"{key}:known": pa.array([None if value is None else True for value in values], pa.bool_())}


_ENCODERS: dict[str, Callable[[str, list[Any]], Columns]] = {
    "number": _numbers, "boolean": _booleans, "category": _codes, "concept": _codes,
    "set": _sets, "date": _dates, "text": _mentions, "event": _mentions,
}  # fmt: skip
