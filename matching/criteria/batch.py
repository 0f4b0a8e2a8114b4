"""Some rows of a table of cases (cohort.py) as numpy: numbers and days as arrays, what has few values as planes of bits.

>>> batch = Batch(encode(cases).to_batches()[0])
>>> batch.values("patient.sex")["female"]                  # one bit a case, the first in the lowest bit of the first byte
array([13, 1], dtype=uint8)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, reduce
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matching.case import Treatment
from matching.criteria.cohort import ROWS, record_of

Bits = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]


def packed(mask: Mask) -> Bits:
    return np.packbits(mask, bitorder="little")


def unpacked(plane: Bits, size: int) -> Mask:
    return np.unpackbits(plane, count=size, bitorder="little").view(bool)


def batches(table: pa.Table) -> Iterator[Batch]:
    """The table by as many rows as a processor's cache holds, each batch but the last a whole number of bytes of bits."""
    if any(len(chunk) % ROWS for column in table.columns for chunk in column.chunks[:-1]):
        table = table.combine_chunks()
    return (Batch(part) for part in table.to_batches(max_chunksize=ROWS) if part.num_rows)


@dataclass(frozen=True)
class Records:
    """The treatments of a batch, end to end: the row of the case, what was given (a number into `different`), and the days."""

    row: Array
    which: Array
    different: tuple[Treatment, ...]
    first: Array
    last: Array


@dataclass
class Batch:
    """Rows with what was already worked out of them: each column is read once, each atom answered once."""

    rows: pa.RecordBatch
    kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return int(self.rows.num_rows)

    @cached_property
    def names(self) -> frozenset[str]:
        """The columns that are there; a feature without one is known of nobody."""
        return frozenset(self.rows.schema.names)

    @cached_property
    def everybody(self) -> Bits:
        return packed(np.ones(self.size, bool))

    @cached_property
    def nobody(self) -> Bits:
        return packed(np.zeros(self.size, bool))

    def all_of(self, planes: Iterable[Bits]) -> Bits:
        """Where every plane has its bit."""
        return reduce(np.bitwise_and, planes, self.everybody)

    def any_of(self, planes: Iterable[Bits]) -> Bits:
        """Where a plane has its bit."""
        return reduce(np.bitwise_or, planes, self.nobody)

    def at_least(self, n: int, planes: Iterable[Bits]) -> Bits:
        """Where n of the planes at least have their bit: `reached[k]` holds those where k of the planes seen so far had it."""
        reached = [self.everybody] + n * [self.nobody]
        for plane in planes:
            for k in range(n, 0, -1):
                reached[k] = reached[k] | (reached[k - 1] & plane)
        return reached[max(n, 0)]

    def column(self, name: str) -> Array:
        """A column of numbers, or of days counted from 1970; null is NaN, which compares as false with anything."""
        if name not in self.kept:
            self.kept[name] = _numbers(self.rows.column(name))
        return self.kept[name]  # type: ignore[no-any-return]

    def plane(self, name: str) -> Bits:
        """A column of booleans, unknown counting as no; nobody where it is not there."""
        if name not in self.kept:
            self.kept[name] = _bits(self.rows.column(name)) & self.everybody if name in self.names else self.nobody
        return self.kept[name]  # type: ignore[no-any-return]

    def known(self, name: str) -> Bits:
        """Where a column is not null."""
        return packed(self.rows.column(name).is_valid().to_numpy(zero_copy_only=False)) if name in self.names else self.nobody

    def present(self, key: str) -> dict[str, Bits]:
        """The members of a set told to be present of somebody, and of whom."""
        start = f"{key}:present:"
        if start not in self.kept:
            self.kept[start] = {name.removeprefix(start): self.plane(name) for name in self.names if name.startswith(start)}
        return self.kept[start]  # type: ignore[no-any-return]

    def values(self, key: str) -> dict[str | bool, Bits]:
        """Each value of a category, a concept or a boolean, and who has it."""
        if key not in self.kept:
            column = self.rows.column(key)
            coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            codes = coded.indices.fill_null(-1).to_numpy()
            self.kept[key] = {value: packed(codes == code) for code, value in enumerate(coded.dictionary.to_pylist())}
        return self.kept[key]  # type: ignore[no-any-return]

    @cached_property
    def records(self) -> Records:
        column = self.rows.column("treatments")
        words, first, last = column.flatten().flatten()
        coded = words.dictionary_encode()
        row = np.repeat(np.arange(self.size), column.value_lengths().to_numpy())
        return Records(
            row, coded.indices.to_numpy().astype(np.intp), tuple(map(_record, coded.dictionary.to_pylist())),
            _numbers(first), _numbers(last),
        )  # fmt: skip


def _numbers(column: Any) -> Array:
    days = pa.types.is_date32(column.type)
    return (column.cast(pa.int32()) if days else column).to_numpy(zero_copy_only=False).astype(float, copy=False)  # type: ignore[no-any-return]


def _bits(column: Any) -> Bits:
    """A column of booleans as Arrow holds it: bits already, in the order of our planes. Those beyond the last row may be any."""
    told = column.fill_null(False) if column.null_count else column
    if told.offset % 8:
        return packed(told.to_numpy(zero_copy_only=False))
    return np.frombuffer(told.buffers()[1], np.uint8)[told.offset // 8 :][: (len(told) + 7) // 8]


_record = lru_cache(100_000)(record_of)  # the same few thousand come back in every batch
