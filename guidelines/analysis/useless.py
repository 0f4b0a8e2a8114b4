"""Conditions that change nothing: what they ask is already asked by the rest of the rule or by the scope.

>>> [finding.sentence for finding in useless(guideline, decision, worlds)]
["règle « her2 » : la condition « M : M0 » ne change rien, le champ et le reste de la règle la disent déjà ; la retirer"]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from guidelines.finding import Finding
from guidelines.model import Decision, Guideline, Rule
from matching.criteria.french import condition_words
from matching.criteria.tree import AllOf, Condition, atoms_of
from matching.criteria.worlds import Worlds, impossible


def useless(guideline: Guideline, decision: Decision, worlds: Worlds) -> Iterator[Finding]:
    """The parts of a rule's conjunctions that every patient in scope who meets the others meets as well.

    Harmless, hence information. The branch of an `any` is never said to be useless: it may decide for a patient of whom the
    other branches ask what is not known.
    """
    for rule in decision.rules:
        for part in _implied(guideline, rule, worlds):
            at = guideline.place(part, rule)
            sentence = (
                f"règle « {rule.id} » : la condition « {condition_words(part)} » ne change rien, "
                "le champ et le reste de la règle la disent déjà ; la retirer"
            )
            yield Finding(guideline.file, at.line, "useless", sentence, at.column, "information")


def _implied(guideline: Guideline, rule: Rule, worlds: Worlds) -> Iterator[Condition]:
    if not isinstance(rule.when, AllOf) or not worlds.possible([guideline.scope, rule.when]):
        return
    parts = rule.when.of
    for index, part in enumerate(parts):
        others = [guideline.scope, *parts[:index], *parts[index + 1 :]]
        if _linked(part, others) and not worlds.possible(others, [part]):
            yield part


def _linked(part: Condition, others: list[Condition]) -> bool:
    """May the others say something of this part? Not when they name none of its features, nor any that is bound to one of them."""
    named = {atom.key for atom in atoms_of(part)}
    named = named.union(*(_bound_to(key) for key in named))
    return any(atom.key in named for one in others for atom in atoms_of(one))


@cache
def _bound_to(key: str) -> frozenset[str]:
    """The features that data/impossible.yaml ties to this one, directly or through others."""
    groups = [{atom.key for atom in atoms_of(one)} for one in impossible()]
    found = {key}
    while wider := [group for group in groups if group & found and not group <= found]:
        found.update(*wider)
    return frozenset(found)
