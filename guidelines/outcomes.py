"""What may come out of the rules for a case, as conditions: when each act is proposed, and when it is to be weighed.

>>> sorted(proposed_when(judged))[:1]
[('adjuvant', 'trastuzumab', 'proposed')]

An act that several rules propose at the same stage is one outcome: two rules with the same option ask nothing of one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guidelines.judge import Judged
from guidelines.keywords import excluded
from guidelines.model import Decision, Guideline, Option, Rule
from matching.criteria.tree import AllOf, AnyOf, Condition, Not

Outcome = tuple[str, str, str]  # stage, act, and "proposed" or "weighed"


def proposed_when(judged: Iterable[Judged]) -> dict[Outcome, Condition]:
    """The condition of each outcome, over the guidelines that speak and that the case may be in the scope of."""
    found: dict[Outcome, list[Condition]] = {}
    for one in judged:
        for decision, rule, option in options_of(one.guideline):
            applies = applies_when(one.guideline, decision, rule)
            restraints = [entry for entry in one.guideline.contraindications if excluded(option.keywords, entry.excludes)]
            absolute = [Not(entry.when) for entry in restraints if entry.level == "absolute"]
            relative = [entry.when for entry in restraints if entry.level == "relative"]
            act = (decision.stage, "+".join(sorted(option.keywords)) or option.label)
            found.setdefault((*act, "proposed"), []).append(AllOf((applies, *absolute)))
            if relative:
                found.setdefault((*act, "weighed"), []).append(AllOf((applies, *absolute, AnyOf(tuple(relative)))))
    return {outcome: AnyOf(tuple(ways)) for outcome, ways in found.items()}


def applies_when(guideline: Guideline, decision: Decision, rule: Rule) -> Condition:
    """The scope, the rule's own condition and, in a "first" decision, none of the earlier rules."""
    earlier = decision.rules[: decision.rules.index(rule)] if decision.policy == "first" else ()
    return AllOf((guideline.scope, rule.when, *(Not(before.when) for before in earlier)))


def options_of(guideline: Guideline) -> Iterator[tuple[Decision, Rule, Option]]:
    """Every option that the guideline does not advise against, with its rule and its decision."""
    for decision in guideline.decisions:
        for rule in decision.rules:
            for option in rule.options:
                if not option.advised_against:
                    yield decision, rule, option
