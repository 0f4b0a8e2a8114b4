"""The few values that decide what is proposed: those to confirm first.

    >>> decisive(case, recommend(case, base))
    ('tumour.type', 'biomarker.her2_status', 'tumour.t', 'tumour.m')

A value is decisive when it settles the scope of a guideline that speaks, or the condition of a rule that is proposed.
"""

from __future__ import annotations

from collections import Counter

from guidelines import Recommendations
from matching.case import Case
from matching.criteria.evaluate import evaluate
from matching.criteria.explain import deciders
from matching.criteria.tree import Condition

AT_MOST = 8


def decisive(case: Case, found: Recommendations) -> tuple[str, ...]:
    """Keys of known values, those that decide the most first; eight at most."""
    conditions = [entry.guideline.scope for entry in found.consulted if entry.in_scope]
    conditions += [proposal.rule.when for proposal in found.proposals]
    counted = Counter(key for condition in conditions for key in _settling(condition, case))
    read = [key for key, _ in counted.most_common() if key in case.features]
    return tuple(read[:AT_MOST])


def _settling(condition: Condition, case: Case) -> set[str]:
    return {decider.atom.key for decider in deciders(condition, evaluate(condition, case)) if decider.value is not None}
