"""Why an option is not proposed: the criteria that refuse it, and whether that may still change.

>>> [(one.option.label, one.because, one.recoverable) for one in why_not(case, base)][:1]
[('Docétaxel', ('PNN : 0,8 G/L (critère : ≥ 1,5 G/L)',), True)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidelines.effort import recoverable
from guidelines.judge import Judged, RuleVerdict, judge
from guidelines.keywords import restrains
from guidelines.model import Decision, Guideline, Option, Rule, RuleBase
from guidelines.recommend import act, live
from matching.case import Case
from matching.criteria.evaluate import Truth, evaluate
from matching.criteria.explain import Decider, deciders
from matching.criteria.french import reasons_words
from matching.criteria.residual import answer
from matching.criteria.tree import Atom, Condition, Not


@dataclass(frozen=True)
class WhyNot:
    """An option that no rule proposes, or that a contra-indication sets aside.

    `because` are the criteria that refuse it, in French, `features` their keys; `recoverable`: could the option be proposed if
    only what may still change did (data/effort.yaml)?
    """

    guideline: Guideline
    decision: Decision
    rule: Rule
    option: Option
    because: tuple[str, ...]
    features: tuple[str, ...]
    recoverable: bool


def why_not(case: Case, base: RuleBase) -> tuple[WhyNot, ...]:
    """Every option not proposed by the guidelines that concern the case, in their order; each act once at a stage."""
    judged = live([judge(guideline, case) for guideline in base.guidelines if guideline.speaks], case)
    proposed = {key for one in judged for key in _proposed(one, case)}
    found: dict[object, WhyNot] = {}
    for one in judged:
        for refused in _refused(one, case):
            key = (refused.decision.stage, act(refused.option))
            if key not in proposed and (key not in found or (refused.recoverable and not found[key].recoverable)):
                found[key] = refused
    return tuple(found.values())


def _proposed(judged: Judged, case: Case) -> Iterator[object]:
    for verdict in judged.rules:
        if verdict.value is not False:
            for option in verdict.rule.options:
                if not _against(judged.guideline, verdict.rule, option, case):
                    yield verdict.decision.stage, act(option)


def _refused(judged: Judged, case: Case) -> Iterator[WhyNot]:
    for verdict in judged.rules:
        for option in verdict.rule.options:
            if option.advised_against:
                continue
            refusing = _by_rule(verdict) if verdict.value is False else _against(judged.guideline, verdict.rule, option, case)
            if refusing:
                asked = [decider for condition in refusing for decider in deciders(condition, evaluate(condition, case))]
                yield WhyNot(
                    judged.guideline, verdict.decision, verdict.rule, option, reasons_words(_said(asked), case),
                    tuple(dict.fromkeys(decider.atom.key for decider in asked)), all(_may_turn(one, case) for one in refusing),
                )  # fmt: skip


def _by_rule(verdict: RuleVerdict) -> list[Condition]:
    """What would have to hold for the rule to apply: its condition, or that an earlier rule of a "first" decision did not."""
    if verdict.overtaken_by is not None and verdict.when.value is not False:
        return [Not(verdict.overtaken_by.when)]
    return [verdict.rule.when]


def _against(guideline: Guideline, rule: Rule, option: Option, case: Case) -> list[Condition]:
    return [
        Not(entry.when) for entry in guideline.contraindications
        if entry.level == "absolute" and restrains(entry, rule, option) and evaluate(entry.when, case).value
    ]  # fmt: skip


def _said(found: Iterable[Decider]) -> list[Decider]:
    return [decider for decider in found if decider.value is not None]


def _may_turn(condition: Condition, case: Case) -> bool:
    """Could the condition hold, were only what may still change of another value?"""

    def answers(atom: Atom) -> Truth:
        return None if recoverable(atom.key) else evaluate(atom, case).value

    return answer(condition, answers) is not False
