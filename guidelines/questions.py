"""What to ask before the meeting, most decisive first.

>>> [(question.question, question.changes) for question in questions(case, proposals, needs, [])][:1]
[('Statut HER2 ?', ('breast-localised.her2-neoadjuvant',))]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.judge import Judged
from guidelines.model import Guideline, Workup
from guidelines.proposal import Proposal, ProposedOption
from matching.case import Case
from matching.catalogue import catalogue
from matching.criteria.dates import window_verdict
from matching.criteria.evaluate import evaluate
from matching.criteria.tree import DateWindow
from matching.settled import STALE

NOT_GIVEN = "non renseigné"
TOO_VAGUE = "trop imprécis"


@dataclass(frozen=True)
class WorkupNeed:
    """A value that the work-up wants and that is not there (`reason` "non renseigné"), too old ("périmé") or in doubt ("contradictoire")."""

    guideline: Guideline
    item: Workup
    feature: str
    reason: str


@dataclass(frozen=True)
class Question:
    """One value to ask for: who can answer (one of matching.catalogue.ASKED_OF), and the ids of the rules it may decide.

    `proved` (guidelines.inquiry): true, it may change what is proposed; false, it cannot, and the work-up requires it all the
    same; None, nobody has looked or the proof was not done in its time.
    """

    feature: str
    question: str
    asked_of: str
    changes: tuple[str, ...]
    reason: str = NOT_GIVEN
    essential: bool = False
    proved: bool | None = None


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
        return None if key == "history.treatments" and case.treatments else case.doubts.get(key, NOT_GIVEN)
    if item.fresh and feature.date and window_verdict(DateWindow(within=item.fresh), feature.date, case.date) is False:
        return STALE
    return None


def questions(case: Case, proposals: Sequence[Proposal], needs: Sequence[WorkupNeed], vague: Sequence[Judged]) -> list[Question]:
    """Every question worth asking: what undecided rules want, what the work-up requires, what may set an applying option aside.

    `vague` are the guidelines whose scope awaits the tumour type; they count as one change each. In order: what the work-up holds
    essential, then what decides a rule, then the rest, then the lists that are hardly ever closed (refusals, other diseases, past
    treatments); in each, by the number of rules a value may change, then as in the files.
    """
    deciding = [(key, judged.guideline.id) for judged in vague for key in judged.scope.missing]
    deciding += [(key, proposal.id) for proposal in proposals if _open(proposal) for key in proposal.missing]
    restraining = [
        (key, proposal.id)
        for proposal in proposals if proposal.verdict == "applies"
        for option in _open(proposal) for key in option.to_check
    ]  # fmt: skip
    changes: dict[str, dict[str, None]] = {}
    for key, rule in [*deciding, *restraining]:
        changes.setdefault(key, {})[rule] = None
    for need in needs:
        changes.setdefault(need.feature, {})
    reasons = {need.feature: need.reason for need in needs}
    essential = {need.feature for need in needs if need.item.level == "essential"}
    decides = {key for key, _ in deciding}
    order = sorted(changes, key=lambda key: (key not in essential, is_list(key), key not in decides, -len(changes[key])))
    return [_question(key, tuple(changes[key]), reasons.get(key, _why(case, key)), key in essential) for key in order]


def is_list(key: str) -> bool:
    """A list is hardly ever closed: refusals, other diseases, past treatments."""
    return catalogue()[key].type in ("set", "event")


def _question(key: str, changes: tuple[str, ...], reason: str, essential: bool) -> Question:
    spec = catalogue()[key]
    return Question(key, spec.question, spec.asked_of, changes, reason, essential)


def _open(proposal: Proposal) -> list[ProposedOption]:
    """The options that nothing sets aside yet: without any, nothing is worth asking for them."""
    return [option for option in proposal.options if not option.set_aside]


def _why(case: Case, key: str) -> str:
    return TOO_VAGUE if key in case.features else case.doubts.get(key, NOT_GIVEN)
