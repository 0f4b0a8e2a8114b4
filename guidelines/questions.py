"""What to ask before the meeting, most decisive first.

>>> [(question.question, question.changes) for question in questions(case, proposals, needs, [])][:1]
[('Statut HER2 ?', ('breast-localised.her2-neoadjuvant',))]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.judge import Judged
from guidelines.model import Guideline, Workup
from guidelines.proposal import Proposal
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.dates import window_verdict
from matching.criteria.evaluate import evaluate
from matching.criteria.tree import DateWindow

NOT_GIVEN = "non renseigné"
STALE = "périmé"
TOO_VAGUE = "trop imprécis"


@dataclass(frozen=True)
class WorkupNeed:
    """A value that the work-up wants and that is not there (`reason` "non renseigné") or too old ("périmé")."""

    guideline: Guideline
    item: Workup
    feature: str
    reason: str


@dataclass(frozen=True)
class Question:
    """One value to ask for: who can answer (one of matching.catalogue.ASKED_OF), and the ids of the rules it may decide."""

    feature: str
    question: str
    asked_of: str
    changes: tuple[str, ...]
    reason: str = NOT_GIVEN
    essential: bool = False


def workup_needs(guideline: Guideline, case: Case) -> list[WorkupNeed]:
    """What the work-up requires of this case and does not find. A requirement that may not concern the case asks for nothing."""
    return [
        WorkupNeed(guideline, item, key, reason)
        for item in guideline.workup if evaluate(item.when, case).value
        for key in item.needs if (reason := _unmet(item, key, case))
    ]  # fmt: skip


def _unmet(item: Workup, key: str, case: Case) -> str | None:
    feature = case.features.get(key)
    if feature is None:
        return None if key == "history.treatments" and case.treatments else NOT_GIVEN
    if item.fresh and feature.date and window_verdict(DateWindow(within=item.fresh), feature.date, case.date) is False:
        return STALE
    return None


def questions(
    case: Case, proposals: Sequence[Proposal], needs: Sequence[WorkupNeed], undecided: Sequence[Judged]
) -> list[Question]:
    """Every question worth asking: what undecided rules want, what the work-up requires, what may set an applying option aside.

    `undecided` are the guidelines of which not even the scope is known; they count as one change each. In order: what the work-up
    holds essential, then by the number of rules a value may decide, then as in the files.
    """
    changes: dict[str, dict[str, None]] = {}
    reasons: dict[str, str] = {}
    essential: set[str] = set()
    for judged in undecided:
        for key in judged.scope.missing:
            changes.setdefault(key, {})[judged.guideline.id] = None
    for proposal in proposals:
        for key in _wanted(proposal):
            changes.setdefault(key, {})[proposal.id] = None
    for need in needs:
        changes.setdefault(need.feature, {})
        reasons[need.feature] = need.reason
        if need.item.level == "essential":
            essential.add(need.feature)
    order = sorted(changes, key=lambda key: (key not in essential, -len(changes[key])))
    return [
        Question(
            key,
            catalogue()[key].question,
            catalogue()[key].asked_of,
            tuple(changes[key]),
            reasons.get(key) or _why(case, key),
            key in essential,
        )
        for key in order
    ]


def _wanted(proposal: Proposal) -> list[str]:
    """What may change a proposal: values its rule wants, and those that may set aside its options. Nothing once all are."""
    open_options = [option for option in proposal.options if not option.set_aside]
    if not open_options:
        return []
    checks = [key for option in open_options for key in option.to_check] if proposal.verdict == "applies" else []
    return [*proposal.missing, *checks]


def _why(case: Case, key: str) -> str:
    return TOO_VAGUE if key in case.features else NOT_GIVEN
