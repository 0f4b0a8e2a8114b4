"""Each rule of a guideline on one case: it applies, it may apply, or it does not.

>>> judged = judge(guideline, case)
>>> [(verdict.rule.id, verdict.value) for verdict in judged.rules]
[('her2-neoadjuvant', True), ('triple-negative-neoadjuvant', False)]
"""

from __future__ import annotations

from dataclasses import dataclass

from guidelines.model import Decision, Guideline, Rule
from matching.case import Case
from matching.criteria.evaluate import Truth, Verdict, evaluate


@dataclass(frozen=True)
class RuleVerdict:
    """What a rule comes to on a case, the scope of its guideline and the policy of its decision included.

    `value`: true (applies), None (may apply), false. `when` is the verdict of its own condition, `missing` the features still
    wanted, `overtaken_by` the earlier rule of a "first" decision that applies in its place.
    """

    decision: Decision
    rule: Rule
    value: Truth
    when: Verdict
    missing: tuple[str, ...] = ()
    overtaken_by: Rule | None = None


@dataclass(frozen=True)
class Judged:
    """A guideline on a case. `rules` is empty where the case is out of scope."""

    guideline: Guideline
    scope: Verdict
    rules: tuple[RuleVerdict, ...] = ()

    def of(self, decision: Decision) -> tuple[RuleVerdict, ...]:
        """The verdicts of one decision's rules, in the order of the file."""
        return tuple(verdict for verdict in self.rules if verdict.decision is decision)


def judge(guideline: Guideline, case: Case) -> Judged:
    """The verdict of every rule. The case holds its computed values already (matching.derive)."""
    scope = evaluate(guideline.scope, case)
    if scope.value is False:
        return Judged(guideline, scope)
    return Judged(
        guideline, scope, tuple(verdict for decision in guideline.decisions for verdict in _decide(decision, scope, case))
    )


def _decide(decision: Decision, scope: Verdict, case: Case) -> list[RuleVerdict]:
    verdicts: list[RuleVerdict] = []
    undecided: tuple[str, ...] = ()  # what earlier rules of a "first" decision still want to know
    winner: Rule | None = None
    for rule in decision.rules:
        when = evaluate(rule.when, case)
        if winner is not None:
            verdicts.append(RuleVerdict(decision, rule, False, when, overtaken_by=winner))
            continue
        missing = when.missing if decision.policy != "first" or when.value is None else undecided
        value = when.value if when.value is False or not (scope.missing or missing) else None
        wanted = tuple(dict.fromkeys((*scope.missing, *missing))) if value is None else ()
        verdicts.append(RuleVerdict(decision, rule, value, when, wanted))
        if decision.policy == "first":
            undecided = (*undecided, *when.missing)
            winner = rule if when.value else None
    return verdicts
