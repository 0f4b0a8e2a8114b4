"""What the guidelines say of a case: options with their reasons, what restrains them, and what to ask.

    >>> found = recommend(case, load_all())
    >>> [(proposal.id, proposal.verdict) for proposal in found.proposals]
    [('breast-localised.her2-neoadjuvant', 'applies'), ('breast-localised.genetic-counselling', 'possible')]
    >>> found.missing[0].question
    'FEVG récente ?'

A rule proposes, contra-indications restrain, a person decides: nothing is erased, an option that is set aside keeps its reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from guidelines.judge import Judged, RuleVerdict, judge
from guidelines.keywords import restrains
from guidelines.model import STRENGTHS, Contraindication, FollowUp, Guideline, Option, Rule, RuleBase
from guidelines.proposal import Consulted, Outside, Proposal, ProposedOption, SetAside
from guidelines.questions import Question, WorkupNeed, questions, workup_needs
from matching.case import Case
from matching.criteria.evaluate import Verdict, evaluate
from matching.criteria.explain import deciders, favourable
from matching.criteria.french import reasons_words
from matching.criteria.tree import Condition, IsA, atoms_of
from matching.settled import settled
from matching.tumour_types import is_a, tumour_types

AT_MOST = 8  # questions: more are not answered before a meeting


@dataclass(frozen=True)
class Recommendations:
    """Everything the rule base says of one case. `missing` are the questions to ask first, eight at most."""

    case: str
    proposals: tuple[Proposal, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    outside: tuple[Outside, ...] = ()
    workup: tuple[WorkupNeed, ...] = ()
    missing: tuple[Question, ...] = ()
    consulted: tuple[Consulted, ...] = ()

    def follow_up(self, case: Case) -> tuple[tuple[Guideline, FollowUp], ...]:
        """The follow-up schedules of the guidelines whose scope the case is in."""
        return tuple(
            (entry.guideline, schedule)
            for entry in self.consulted if entry.in_scope
            for schedule in entry.guideline.follow_up if schedule.when is None or evaluate(schedule.when, case).value
        )  # fmt: skip

    def to_review(self, today: datetime.date) -> tuple[Guideline, ...]:
        """The guidelines of the proposals whose date of review is past, each once."""
        proposing = {proposal.guideline.id: proposal.guideline for proposal in self.proposals}
        return tuple(guideline for guideline in proposing.values() if guideline.to_review_since(today))

    def follow_up_awaits(self, case: Case) -> tuple[tuple[Guideline, FollowUp, tuple[str, ...]], ...]:
        """The follow-up schedules that may be those of the case, each with the features that would tell; the type of the tumour first of all."""
        case = settled(case)
        awaited = []
        for entry in self.consulted:
            for schedule in entry.guideline.follow_up if entry.in_scope is not False else ():
                asked = (
                    evaluate(schedule.when, case) if entry.in_scope and schedule.when else evaluate(entry.guideline.scope, case)
                )
                if asked.value is None:
                    missing = ("tumour.type",) if "tumour.type" in asked.missing else asked.missing
                    awaited.append((entry.guideline, schedule, missing))
        return tuple(awaited)


def recommend(case: Case, base: RuleBase) -> Recommendations:
    """What the guidelines of a rule base say of a case, which holds its computed values already (matching.derive).

    Values too old or contradictory are unknown (matching.settled).
    """
    case = settled(case)
    judged = [judge(guideline, case) for guideline in base.guidelines if guideline.speaks]
    looked_at = live(judged, case)
    proposals = _over_guidelines(looked_at, case)
    needs = [need for one in looked_at for need in workup_needs(one.guideline, case)]
    asked = questions(case, proposals, needs, _vague(judged, case))
    return Recommendations(
        case=case.id, proposals=tuple(proposals),
        set_aside=tuple(found for one in looked_at for found in _not_proposed(one, case)),
        outside=tuple(found for one in looked_at for found in _outside(one)), workup=tuple(needs), missing=tuple(asked[:AT_MOST]),
        consulted=tuple(_consulted(one, case) for one in judged),
    )  # fmt: skip


def all_questions(case: Case, judged: list[Judged]) -> list[Question]:
    """Every question that the rules leave open, not only the first eight."""
    looked_at = live(judged, case)
    needs = [need for one in looked_at for need in workup_needs(one.guideline, case)]
    return questions(case, _over_guidelines(looked_at, case), needs, _vague(judged, case))


def live(judged: list[Judged], case: Case) -> list[Judged]:
    """The guidelines that may concern the case."""
    return [one for one in judged if one.scope.value is not False and not _type_unknown(one, case)]


def _vague(judged: list[Judged], case: Case) -> list[Judged]:
    return [one for one in judged if _type_unknown(one, case)]


def _over_guidelines(looked_at: list[Judged], case: Case) -> list[Proposal]:
    return once_over_guidelines([proposal for one in looked_at for proposal in _proposals(one, case)])


def _consulted(judged: Judged, case: Case) -> Consulted:
    return Consulted(judged.guideline, judged.scope.value, because(judged.guideline.scope, judged.scope, case))


def because(condition: Condition, verdict: Verdict, case: Case) -> tuple[str, ...]:
    """The criteria behind a verdict, in French, each once."""
    return reasons_words(deciders(condition, verdict), case)


def _type_unknown(judged: Judged, case: Case) -> bool:
    """Without a tumour type every guideline might be the one: that is a question, not hundreds of proposals."""
    return "tumour.type" in judged.scope.missing and case.value("tumour.type") is None


# Proposals -------------------------------------------------------------------------------------------------------------------


def _proposals(judged: Judged, case: Case) -> list[Proposal]:
    restraints = [(found, evaluate(found.when, case)) for found in judged.guideline.contraindications]
    proposals = [
        Proposal(
            judged.guideline, verdict.decision, verdict.rule, "applies" if verdict.value else "possible",
            tuple(_restrained(verdict.rule, option, restraints) for option in sorted(verdict.rule.options, key=_strength)),
            _known_reasons(verdict, case), verdict.missing,
        )
        for verdict in judged.rules if verdict.value is not False
    ]  # fmt: skip
    return _each_option_once(proposals)


def _known_reasons(verdict: RuleVerdict, case: Case) -> tuple[str, ...]:
    """For a rule that may apply, what already speaks for it; what is wanted stands in `missing`."""
    if verdict.when.value is not None:
        return because(verdict.rule.when, verdict.when, case)
    return reasons_words(favourable(verdict.rule.when, verdict.when), case)


def _strength(option: Option) -> tuple[int, int]:
    return STRENGTHS.index(option.strength), option.rank


def _restrained(rule: Rule, option: Option, restraints: list[tuple[Contraindication, Verdict]]) -> ProposedOption:
    concerned = [(found, verdict) for found, verdict in restraints if restrains(found, rule, option)]
    established = tuple(found for found, verdict in concerned if verdict.value)
    to_check = dict.fromkeys(key for _, verdict in concerned if verdict.value is None for key in verdict.missing)
    return ProposedOption(option, established, tuple(to_check))


def _each_option_once(proposals: list[Proposal]) -> list[Proposal]:
    """An option that several rules of a guideline propose stays with the strongest; a rule with nothing left goes."""

    def order(proposal: Proposal, option: Option) -> tuple[object, ...]:
        return (proposal.verdict != "applies", *_strength(option))

    return _best_only(proposals, lambda proposal, option: act(option), order)


def once_over_guidelines(proposals: list[Proposal]) -> list[Proposal]:
    """The same act at the same stage in several guidelines stays with the one that applies, then that of the narrowest scope."""

    def order(proposal: Proposal, option: Option) -> tuple[object, ...]:
        return (proposal.verdict != "applies", *_breadth(proposal.guideline.scope), *_strength(option))

    return _best_only(proposals, lambda proposal, option: (act(option), proposal.decision.stage), order)


def act(option: Option) -> tuple[object, bool]:
    """What an option does, whatever its label; to do it and to advise against it are two things."""
    return frozenset(option.keywords) or option.label, option.advised_against


@cache
def _breadth(scope: Condition) -> tuple[int, int]:
    """How wide a scope is: fewer kinds of tumours first (without a type: all of them), then more criteria."""
    criteria = list(atoms_of(scope))
    codes = [code for atom in criteria if isinstance(atom.test, IsA) for code in atom.test.codes]
    kinds = sum(any(is_a(one, code) for code in codes) for one in tumour_types()) if codes else len(tumour_types())
    return kinds, -len(criteria)


def _best_only(
    proposals: list[Proposal],
    same: Callable[[Proposal, Option], object],
    order: Callable[[Proposal, Option], tuple[object, ...]],
) -> list[Proposal]:
    """Of the options that are the `same`, only the first in `order` (then as in the files); a proposal with nothing left goes."""
    best: dict[object, tuple[tuple[object, ...], int, ProposedOption]] = {}
    for index, proposal in enumerate(proposals):
        for option in proposal.options:
            key, place = same(proposal, option.option), (*order(proposal, option.option), index)
            if key not in best or place < best[key][0]:
                best[key] = (place, index, option)
    kept = {(index, id(option)) for _, index, option in best.values()}
    slimmed = (
        replace(proposal, options=tuple(option for option in proposal.options if (index, id(option)) in kept))
        for index, proposal in enumerate(proposals)
    )
    return [proposal for proposal in slimmed if proposal.options]


# What is not proposed -----------------------------------------------------------------------------------------------------------


def _not_proposed(judged: Judged, case: Case) -> Iterator[SetAside]:
    for verdict in judged.rules:
        if verdict.value is False:
            reasons = because(verdict.rule.when, verdict.when, case)
            if verdict.overtaken_by and verdict.when.value is not False:
                reasons = (f"une règle qui passe avant s'applique : {_labels(verdict.overtaken_by.options)}",)
            yield SetAside(judged.guideline, verdict.decision, verdict.rule, reasons)


def _labels(options: Iterable[Option]) -> str:
    return " ; ".join(option.label for option in options)


def _outside(judged: Judged) -> Iterator[Outside]:
    for decision in judged.guideline.decisions:
        if decision.otherwise and judged.scope.value and all(verdict.value is False for verdict in judged.of(decision)):
            yield Outside(judged.guideline, decision, decision.otherwise)
