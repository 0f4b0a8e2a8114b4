"""A rule tried on stored cases before anybody signs it: on how many it applies, does not, may apply; and on which.

>>> found = tried(guideline, "her2-neoadjuvant", encode(cases))
>>> found.counts
Counts(true=12, false=80, unknown=3)
"""

from __future__ import annotations

import pyarrow as pa

from guidelines.model import Decision, Guideline, Rule
from guidelines.outcomes import applies_when
from matching.criteria.evaluate import Truth
from matching.criteria.planes import Verdicts, decide


def rule_of(guideline: Guideline, rule: str) -> tuple[Decision, Rule] | None:
    """A rule and its decision, by the rule's id; None where the guideline has no such rule."""
    return next(((one, own) for one in guideline.decisions for own in one.rules if own.id == rule), None)


def tried(guideline: Guideline, rule: str, table: pa.Table) -> Verdicts:
    """The verdict of a rule on each row of a table of cases, scope and earlier rules included. Raises KeyError for an unknown rule."""
    found = rule_of(guideline, rule)
    if found is None:
        raise KeyError(rule)
    (verdicts,) = decide([applies_when(guideline, *found)], table)
    return verdicts


def ids(verdicts: Verdicts, table: pa.Table, value: Truth) -> list[str]:
    """The ids of the cases that give this answer, in the order of the table."""
    named: list[str] = table["id"].take(verdicts.rows(value)).to_pylist()
    return named
