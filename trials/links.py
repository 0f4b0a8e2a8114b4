"""Which records of different registries are one trial, by the numbers they bear.

Two records of one registry are two trials: a number that would join them (the EudraCT number that a substudy shares with its
trial) joins nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from sqlalchemy import func
from sqlmodel import Session, col, select

from trials.registry import preferred
from trials.tables import TrialAlias

Pair = tuple[str, str]


def groups(session: Session) -> list[tuple[str, ...]]:
    """`groups(s)` -> `[("ctgov/NCT05296798", "ctis/2022-500014-26-00", "eclaire/2022-500014-26-00")]`: keys, the fullest registry first.

    Trials that stand in one registry only are in no group.
    """
    several = select(TrialAlias.identifier).group_by(TrialAlias.identifier).having(func.count() > 1)
    rows = session.exec(select(TrialAlias.identifier, TrialAlias.trial_key).where(col(TrialAlias.identifier).in_(several)))
    return linked(rows.all())


def linked(rows: Iterable[Pair]) -> list[tuple[str, ...]]:
    """`linked([(number, key of a trial that bears it), …])`: the groups, the surest links made first."""
    bearers = defaultdict(set)
    for number, key in rows:
        bearers[number].add(key)
    named, shared = set[Pair](), set[Pair]()  # named: (a, b) where a bears the number under which b is registered
    for number, keys in bearers.items():
        owners = {key for key in keys if _is_own(number, key)}
        named |= {(key, owner) for owner in owners for key in keys - {owner} if _source(key) != _source(owner)}
        if not owners:
            shared |= {(a, b) for a, b in combinations(sorted(keys), 2) if _source(a) != _source(b)}
    mutual = {(a, b) for a, b in named if (b, a) in named}
    group: dict[str, set[str]] = {}
    for pairs in (mutual, named - mutual, shared):
        _join(group, pairs)
    distinct = {frozenset(members) for members in group.values() if len(members) > 1}
    return sorted(tuple(sorted(members, key=preferred)) for members in distinct)


def _join(group: dict[str, set[str]], pairs: set[Pair]) -> None:
    rivals = defaultdict(set)
    for a, b in pairs:
        rivals[b, _source(a)].add(a)
        rivals[a, _source(b)].add(b)
    for a, b in sorted(pairs):
        if len(rivals[b, _source(a)]) > 1 or len(rivals[a, _source(b)]) > 1:
            continue  # two records of one registry claim this one: neither has it
        first, second = group.setdefault(a, {a}), group.setdefault(b, {b})
        if first is second or {_source(key) for key in first} & {_source(key) for key in second}:
            continue
        first |= second
        for key in second:
            group[key] = first


def _source(key: str) -> str:
    return key.split("/")[0]


def _is_own(number: str, key: str) -> bool:
    own = key.split("/", 1)[1].upper()
    # An EU number also goes by its first three parts, without the number of its resubmission.
    return own == number or (own.startswith(number + "-") and len(own) == len(number) + 3)
