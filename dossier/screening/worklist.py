"""The worklist: one line for each patient and trial that somebody follows, with its status, its owner, its dates and its log.

>>> pair = follow(session, "k3f9...", trial, user)
>>> move(session, pair.id, pair.version, "contacted", user, on="2026-03-12")
>>> [(step.status, step.on, step.by) for step in steps(session, pair.id)]
[('to_review', '2026-03-10', 'Mme Martin'), ('contacted', '2026-03-12', 'Mme Martin')]

In the screening log a patient of a trial is a number: no name, no label of a dossier.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from dossier.tables import Candidate, FollowedPair, PairStep, StoredDossier
from store import journal
from store.base import now
from store.optimistic import amend
from store.users import User
from trials.model import Trial

STATUSES = {
    "to_review": "à examiner",
    "agreed": "accord du médecin référent",
    "contacted": "patient contacté",
    "screening": "en sélection",
    "included": "inclus",
    "screen_failure": "échec de sélection",
    "refused": "refus",
}
# What may follow; what has ended may be taken up again, which the log keeps.
NEXT = {
    "to_review": ("agreed", "contacted", "screening", "refused", "screen_failure"),
    "agreed": ("contacted", "screening", "refused", "screen_failure"),
    "contacted": ("screening", "refused", "screen_failure"),
    "screening": ("included", "screen_failure", "refused"),
    "included": (),
    "screen_failure": ("to_review",),
    "refused": ("to_review",),
}
REASONED = ("screen_failure", "refused")
ENDED = ("included", "screen_failure", "refused")


class WorklistError(ValueError):
    """A change of status that cannot be; the message is the sentence for the user."""


@dataclass(frozen=True)
class Line:
    """A line of the worklist with the label of its dossier."""

    pair: FollowedPair
    label: str


@dataclass(frozen=True)
class Patient:
    """A dossier that the last screening left for a trial, and how many criteria are to check."""

    id: str
    verdict: str
    unknown: int


def follow(session: Session, dossier_id: str, trial: Trial, user: User) -> FollowedPair:
    """Puts a patient and a trial on the worklist, to review and owned by the person who adds it; one that is there stays as it is."""
    held = _of(session, dossier_id, trial.key)
    if held is not None:
        return held
    last = session.exec(select(func.max(FollowedPair.code)).where(FollowedPair.trial_key == trial.key)).one()
    number = int(last or 0) + 1  # a number that went away with its dossier leaves a gap
    pair = FollowedPair(
        dossier_id=dossier_id, trial_key=trial.key, trial_id=trial.id, title=trial.title_fr or trial.title or "",
        code=f"{number:03}", status="to_review", on=_today(), owner=user.name, updated_by=user.name,
    )  # fmt: skip
    session.add(pair)
    session.flush()
    _keep_step(session, pair, user)
    return pair


def move(session: Session, pair_id: int, seen: int, status: str, user: User, reason: str = "", on: str = "") -> None:
    """Changes the status of a pair, on a day (AAAA-MM-JJ, today by default).

    Raises WorklistError where that status cannot follow or wants a reason, store.errors.Conflict when somebody else changed the pair.
    """
    pair = session.get_one(FollowedPair, pair_id)
    if status not in NEXT[pair.status]:
        raise WorklistError(f"« {STATUSES[status]} » ne peut pas suivre « {STATUSES[pair.status]} » ; recharger la page")
    if status in REASONED and not reason.strip():
        raise WorklistError(f"dire pourquoi : « {STATUSES[status]} » demande une raison")
    day = on or _today()
    amend(
        session,
        FollowedPair,
        pair_id,
        seen=seen,
        status=status,
        on=day,
        reason=reason.strip(),
        updated_at=now(),
        updated_by=user.name,
    )
    session.refresh(pair)
    _keep_step(session, pair, user)


def note(session: Session, pair_id: int, seen: int, user: User, owner: str, text: str) -> None:
    """Writes who looks after a pair, and a note. Raises store.errors.Conflict when somebody else changed the pair."""
    amend(session, FollowedPair, pair_id, seen=seen, owner=owner, note=text.strip(), updated_at=now(), updated_by=user.name)
    journal.record(session, user, "pair.noted", f"pair:{pair_id}", {})


def lines(session: Session) -> list[Line]:
    """The whole worklist, the last changed first."""
    query = select(FollowedPair, StoredDossier.label).join(StoredDossier).order_by(col(FollowedPair.updated_at).desc())
    return [Line(pair, label) for pair, label in session.exec(query)]


def of_dossier(session: Session, dossier_id: str) -> dict[str, FollowedPair]:
    """The pairs of one dossier, by the key of their trial."""
    return {pair.trial_key: pair for pair in session.exec(select(FollowedPair).where(FollowedPair.dossier_id == dossier_id))}


def steps(session: Session, pair_id: int) -> Sequence[PairStep]:
    """Every status that a pair had, the first one first."""
    return session.exec(select(PairStep).where(PairStep.pair_id == pair_id).order_by(col(PairStep.id))).all()


def all_steps(session: Session) -> dict[int, dict[str, PairStep]]:
    """The last step of each status, pair by pair: `all_steps(s)[3]["contacted"].on`."""
    found: dict[int, dict[str, PairStep]] = {}
    for step in session.exec(select(PairStep).order_by(col(PairStep.id))):
        found.setdefault(step.pair_id, {})[step.status] = step
    return found


def candidates(session: Session) -> dict[str, list[Patient]]:
    """By trial, the patients of its tumour that nothing ruled out at the last screening, the fewest unknown criteria first."""
    query = (
        select(Candidate).where(col(Candidate.tumour)).order_by(Candidate.trial_key, col(Candidate.unknown), Candidate.dossier_id)
    )
    found: dict[str, list[Patient]] = {}
    for row in session.exec(query):
        found.setdefault(row.trial_key, []).append(Patient(row.dossier_id, row.verdict, row.unknown))
    return found


def left(session: Session) -> dict[str, list[Candidate]]:
    """By trial, every pair that nothing ruled out at the last screening, whether or not the tumour is certain; the fewest unknown criteria first."""
    query = select(Candidate).order_by(Candidate.trial_key, col(Candidate.unknown), Candidate.dossier_id)
    found: dict[str, list[Candidate]] = {}
    for row in session.exec(query):
        found.setdefault(row.trial_key, []).append(row)
    return found


def _of(session: Session, dossier_id: str, trial_key: str) -> FollowedPair | None:
    return of_dossier(session, dossier_id).get(trial_key)


def _keep_step(session: Session, pair: FollowedPair, user: User) -> None:
    assert pair.id is not None
    session.add(
        PairStep(pair_id=pair.id, dossier_id=pair.dossier_id, status=pair.status, on=pair.on, reason=pair.reason, by=user.name)
    )
    journal.record(session, user, f"pair.{pair.status}", f"pair:{pair.id}", {"dossier": pair.dossier_id})


def _today() -> str:
    return datetime.datetime.now().astimezone().date().isoformat()
