"""The condition tree: frozen nodes that every evaluator reads, and that the parser alone makes (condition.py)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matching.value import Interval


@dataclass(frozen=True)
class AllOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    condition: Condition


@dataclass(frozen=True)
class AtLeast:
    n: int
    of: tuple[Condition, ...]


@dataclass(frozen=True)
class Known:
    """True when the feature has a value; allowed in work-up requirements only, for it is not monotone."""

    key: str


@dataclass(frozen=True)
class Within:
    """A number inside an interval: ">= 70", "20..30", 1."""

    interval: Interval


@dataclass(frozen=True)
class Compare:
    """An ordered category against a bound: ">= T3". Stems are compared, then subdivisions."""

    op: str
    bound: str


@dataclass(frozen=True)
class OneOf:
    """One of these values, or (numbers) inside one of these intervals."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class IsA:
    """A concept that is one of these codes or a kind of one."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class Members:
    """What a set holds. `mode`: has_any, has_all, only, none, at_least."""

    mode: str
    values: tuple[str, ...] = ()
    n: int = 0


@dataclass(frozen=True)
class DateWindow:
    """A date less (within) or more (older_than) than so many months, weeks or days before the case's date."""

    within: Span | None = None
    older_than: Span | None = None


@dataclass(frozen=True)
class Span:
    """A length of time: calendar months, or exact days."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Events:
    """Records of the treatment history. `mode`: any, none, count; every word given must hold of one record."""

    mode: str
    agents: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    line: Interval | None = None
    stopped_for: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    window: DateWindow | None = None
    count: Interval | None = None


Test = Within | Compare | OneOf | IsA | Members | DateWindow | Events


@dataclass(frozen=True)
class Atom:
    key: str
    test: Test


Condition = AllOf | AnyOf | Not | AtLeast | Known | Atom


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Every atom of a condition, in reading order."""
    if isinstance(condition, Atom):
        yield condition
    elif isinstance(condition, Not):
        yield from atoms_of(condition.condition)
    elif isinstance(condition, (AllOf, AnyOf, AtLeast)):
        for part in condition.of:
            yield from atoms_of(part)
