"""What may come out of the rules for a case, as conditions: when each act is proposed, and when it is to be weighed.

>>> sorted(proposed_when(guidelines))[:1]
[('adjuvant', 'trastuzumab', 'proposed')]

An act that several rules propose at the same stage is one outcome: two rules with the same option ask nothing of one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidelines.keywords import restrains
from guidelines.model import Decision, Guideline, Option, Rule
from matching.criteria.tree import AllOf, AnyOf, Condition, Not

Act = tuple[str, str]  # a stage, and the words of an option


@dataclass(frozen=True)
class Way:
    """One option of one rule: when the rule applies, and what sets the option aside or makes it one to weigh."""

    option: Option
    applies: Condition
    against: tuple[Condition, ...]
    to_weigh: tuple[Condition, ...]


def ways(guidelines: Iterable[Guideline]) -> dict[Act, list[Way]]:
    """How each act may come to be proposed by some guidelines; what they advise against is no way."""
    found: dict[Act, list[Way]] = {}
    for guideline in guidelines:
        for decision, rule, option in options_of(guideline):
            restraints = [entry for entry in guideline.contraindications if restrains(entry, rule, option)]
            way = Way(
                option, applies_when(guideline, decision, rule),
                tuple(entry.when for entry in restraints if entry.level == "absolute"),
                tuple(entry.when for entry in restraints if entry.level == "relative"),
            )  # fmt: skip
            act = decision.stage, "+".join(sorted(option.keywords)) or option.label
            found.setdefault(act, []).append(way)
    return found


def proposed_when(guidelines: Iterable[Guideline]) -> dict[tuple[str, str, str], Condition]:
    """For each act, the condition under which it is "proposed", and where it has relative contra-indications "weighed"."""
    found: dict[tuple[str, str, str], Condition] = {}
    for act, some in ways(guidelines).items():
        free = [AllOf((way.applies, *map(Not, way.against))) for way in some]
        found[*act, "proposed"] = AnyOf(tuple(free))
        weighed = [AllOf((one, AnyOf(way.to_weigh))) for one, way in zip(free, some, strict=True) if way.to_weigh]
        if weighed:
            found[*act, "weighed"] = AnyOf(tuple(weighed))
    return found


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
