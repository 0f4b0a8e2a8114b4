"""The decisions of a guideline at one stage as a tree: derived from its nodes, never written.

>>> tree = decision_tree(guideline, "before_surgery")
>>> tree.children[0].words, tree.children[0].children[0].kind
('Traitement systémique avant chirurgie ?', 'condition')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guidelines.model import STAGES, Decision, Guideline, Rule
from matching.criteria.french import condition_words

POLICY_WORDS = {"unique": "une seule règle", "cumulative": "plusieurs règles possibles", "first": "la première qui s'applique"}


@dataclass(frozen=True)
class Branch:
    """`kind`: guideline, question, condition or option; `rule` is the id of the rule of a condition."""

    kind: str
    words: str
    children: tuple[Branch, ...] = ()
    rule: str = ""
    quiet: bool = False  # an option that is advised against, the answer where no rule applies


def stages(guideline: Guideline) -> list[str]:
    """The stages that a guideline has decisions for, in the order of care."""
    there = {decision.stage for decision in guideline.decisions}
    return [stage for stage in STAGES if stage in there]


def decision_tree(guideline: Guideline, stage: str) -> Branch:
    """The guideline, its questions of that stage, the condition of each rule, what it proposes."""
    questions = tuple(_question(decision) for decision in guideline.decisions if decision.stage == stage)
    return Branch("guideline", f"{guideline.title} : {condition_words(guideline.scope)}", questions)


def words(branch: Branch, depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch in reading order, with its depth: the tree for those who would rather read it."""
    yield depth, branch
    for child in branch.children:
        yield from words(child, depth + 1)


def _question(decision: Decision) -> Branch:
    rules = tuple(map(_condition, decision.rules))
    if decision.otherwise and decision.otherwise.label:
        rules = (*rules, Branch("condition", "sinon", (Branch("option", decision.otherwise.label, quiet=True),), quiet=True))
    return Branch("question", f"{decision.question} ({POLICY_WORDS[decision.policy]})", rules)


def _condition(rule: Rule) -> Branch:
    options = tuple(Branch("option", option.label, quiet=option.advised_against) for option in rule.options)
    return Branch("condition", condition_words(rule.when), options, rule.id)
