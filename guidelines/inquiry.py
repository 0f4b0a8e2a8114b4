"""The questions worth asking of a case, proved: each may change what is proposed, and none that is left out can.

    >>> found = inquire(case, base)
    >>> [(asked.feature, asked.proved) for asked in found.questions]
    [('biomarker.her2_status', True), ('lab.lvef', True)]

`recommend` asks at once what its rules leave open; here the solver looks at each of these questions, in the order of what the
answer is expected to settle over the effort of getting it (data/effort.yaml), until eight are kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from guidelines.effort import effort
from guidelines.judge import Judged, judge
from guidelines.model import RuleBase
from guidelines.outcomes import applies_when, proposed_when
from guidelines.questions import Question, is_list, workup_needs
from guidelines.recommend import AT_MOST, all_questions, live
from matching.case import Case
from matching.criteria.questions import Relevance, closings
from matching.criteria.residual import FALSE, TRUE, residual
from matching.criteria.tree import Condition
from matching.settled import settled

BUDGET = 0.15  # seconds for the proofs of one case; what is not proved in time is asked, and said not to be proved


@dataclass(frozen=True)
class Inquiry:
    """The questions to ask first, eight at most, and the features that rules name and that can change nothing."""

    questions: tuple[Question, ...]
    without_effect: tuple[str, ...]


def inquire(case: Case, base: RuleBase, budget: float = BUDGET) -> Inquiry:
    """The questions of a case that holds its computed values already. What the work-up requires is asked without a proof."""
    until = time.perf_counter() + budget
    case = settled(case)
    judged = [judge(guideline, case) for guideline in base.guidelines if guideline.speaks]
    asked = all_questions(case, judged)
    looked_at = live(judged, case)
    required = {need.feature for one in looked_at for need in workup_needs(one.guideline, case)}
    if len(looked_at) < len([one for one in judged if one.scope.value is not False]):
        required.add("tumour.type")  # without it every guideline might be the one
    worth = {question.feature: score for question, score in _scored(asked, looked_at, case)}
    ordered = sorted(asked, key=lambda one: (not one.essential, is_list(one.feature), -worth[one.feature]))
    return _proved(ordered, required, Relevance(case, proposed_when(one.guideline for one in looked_at).values()), until)


def _proved(ordered: list[Question], required: set[str], relevance: Relevance, until: float) -> Inquiry:
    kept: list[Question] = []
    idle = []
    for question in ordered:
        if len(kept) == AT_MOST:
            break
        named = question.feature in relevance.features
        proved = (relevance.of(question.feature) if time.perf_counter() < until else None) if named else False
        if proved is False and question.feature not in required:
            idle.append(question.feature)
        else:
            kept.append(replace(question, proved=proved))
    return Inquiry(tuple(kept), tuple(idle))


def _scored(asked: Iterable[Question], judged: list[Judged], case: Case) -> list[tuple[Question, float]]:
    """What each answer is expected to settle, over its effort: decisions first, then the rules of decisions still open."""
    left = _open(judged, case)
    found = []
    for question in asked:
        decisions, rules = closings(question.feature, left)
        found.append((question, (decisions + rules / (1 + sum(map(len, left.values())))) / effort(question.feature)))
    return found


def _open(judged: list[Judged], case: Case) -> dict[str, list[Condition]]:
    """By decision, what is left to know of its rules."""
    found: dict[str, list[Condition]] = {}
    for one in judged:
        for verdict in one.rules:
            if verdict.value is None:
                left = residual(applies_when(one.guideline, verdict.decision, verdict.rule), case)
                if left not in (TRUE, FALSE):
                    found.setdefault(f"{one.guideline.id}.{verdict.decision.id}", []).append(left)
    return found
