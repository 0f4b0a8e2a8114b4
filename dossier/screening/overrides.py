"""What people say of one criterion for one patient, kept with the dossier (trials.overrides says how long it holds).

>>> override(session, "k3f9...", match.trial, one.criterion, match.case, "met", "OMS revu en consultation", user)
>>> [said.verdict for said in of_dossier(session, "k3f9...")["ctgov/NCT01234567"]]
['met']
"""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from dossier.tables import CriterionOverride
from matching.case import Case
from store import journal
from store.users import User
from trials.formalised import Criterion
from trials.model import Trial
from trials.overrides import VERDICTS, Override, datum, words


class OverrideError(ValueError):
    """What is said of a criterion cannot be kept; the message is the sentence for the user."""


def override(
    session: Session, dossier_id: str, trial: Trial, criterion: Criterion, case: Case, verdict: str, reason: str, user: User
) -> None:
    """Keeps what a person says of a criterion, in the place of what was said before.

    `case` is the one of the match, with what it implies. Raises OverrideError without a reason.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"unknown verdict {verdict!r}: use one of {', '.join(VERDICTS)}")
    if not reason.strip():
        raise OverrideError("dire pourquoi : l'avis d'une personne sur un critère se garde avec sa raison")
    take_back(session, dossier_id, trial, criterion, user, told=False)
    session.add(
        CriterionOverride(
            dossier_id=dossier_id, trial_key=trial.key, kind=criterion.source.kind, text=words(criterion.source.text), verdict=verdict,
            reason=reason.strip(), datum=datum(case, criterion.keys), by=user.name,
        )
    )  # fmt: skip
    session.flush()
    journal.record(session, user, "criterion.overridden", f"dossier:{dossier_id}", {"verdict": verdict})


def take_back(session: Session, dossier_id: str, trial: Trial, criterion: Criterion, user: User, told: bool = True) -> None:
    """Forgets what was said of a criterion: the computed verdict stands again."""
    table, source = CriterionOverride, criterion.source
    same = (col(table.dossier_id) == dossier_id) & (col(table.trial_key) == trial.key)
    session.execute(delete(table).where(same & (col(table.kind) == source.kind) & (col(table.text) == words(source.text))))
    if told:
        journal.record(session, user, "criterion.restored", f"dossier:{dossier_id}", {})


def of_dossier(session: Session, dossier_id: str) -> dict[str, list[Override]]:
    """What was said for one patient, by the key of the trial."""
    return every(session, dossier_id).get(dossier_id, {})


def every(session: Session, dossier_id: str | None = None) -> dict[str, dict[str, list[Override]]]:
    """What was said for every patient: by dossier, then by trial."""
    query = select(CriterionOverride).order_by(col(CriterionOverride.id))
    if dossier_id is not None:
        query = query.where(CriterionOverride.dossier_id == dossier_id)
    found: dict[str, dict[str, list[Override]]] = {}
    for one in session.exec(query):
        said = Override(
            one.trial_key, one.kind, one.text, one.verdict, one.reason, one.by, one.datum, one.at.astimezone().date().isoformat()
        )
        found.setdefault(one.dossier_id, {}).setdefault(one.trial_key, []).append(said)
    return found
