"""What puts a member in a set, keeps it out or leaves it open, worked out once for the evaluators that answer many times.

>>> found = membership(catalogue()["biomarker.egfr"], "exon19del")
>>> found.excluding, found.vague                           # a wild type has no deletion; "mutated" may mean this one
(frozenset({'wild_type'}), frozenset({'mutated'}))
"""

from __future__ import annotations

from dataclasses import dataclass

from matching.catalogue import FeatureSpec


@dataclass(frozen=True)
class Membership:
    """The members that answer for one: present they prove or exclude it, or (`vague`) leave it open; denied they deny it."""

    proving: frozenset[str]
    denying: frozenset[str]
    excluding: frozenset[str]
    vague: frozenset[str]


def membership(spec: FeatureSpec, member: str) -> Membership:
    """What answers for a member of this feature; any code will do where the feature lists no values."""
    kinds = spec.kinds(member)
    return Membership(
        proving=frozenset(value for value in (*spec.values, member) if member in spec.kinds(value)),
        denying=frozenset(kinds),
        excluding=frozenset(value for value, others in spec.excludes.items() if not set(others).isdisjoint(kinds)),
        vague=frozenset(kinds[1:]),
    )


def finer_kinds(spec: FeatureSpec, member: str) -> frozenset[str]:
    """The kinds of a member, itself left out: those of "mutated" are the mutations."""
    return frozenset(value for value in spec.values if member in spec.kinds(value)[1:])
