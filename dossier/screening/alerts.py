"""Alerts: what changed between two screenings that somebody should look at, each with its reason, until a person has seen it.

>>> [(one.alert.kind, one.alert.reason) for one in alerts(session)]
[('amended', 'Amendement : critère contraire « ECOG 0 »')]

Who is told of what. A new trial: every patient whose tumour it asks for. A new patient, or one whose data changed: the trials that
are followed, open in our centre or on the worklist. A closure: the pairs of the worklist. An amendment: the pairs whose verdict it changes.
Trials whose criteria are merely read otherwise (a correction, a new version of the program) are told to the worklist only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlmodel import Session, col, select

from dossier.tables import StoredDossier, TrialAlert
from store.base import now
from store.users import User
from trials.screen import Screened

KINDS = {
    "new_trial": "nouvel essai pour un patient",
    "new_patient": "nouveau patient pour un essai",
    "closed": "essai fermé",
    "amended": "amendement",
    "read_otherwise": "critères lus autrement",
    "case_changed": "données du patient modifiées",
}
EXCLUDED = "excluded"
_QUOTED = 2  # contrary criteria told in a reason
_LONGEST = 160

Pair = tuple[str, str]  # dossier, key of the trial


@dataclass(frozen=True)
class Known:
    """What the last screening left: digests of cases and trials, candidates (their verdict), and the worklist (pairs not ended)."""

    cases: Mapping[str, str] = field(default_factory=dict)
    trials: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    candidates: Mapping[Pair, str] = field(default_factory=dict)
    followed: frozenset[Pair] = frozenset()
    watched: frozenset[str] = frozenset()

    def kind(self, pair: Pair, trial: tuple[str, str], case: str, after: str, tumour: bool) -> str | None:
        """Which alert a pair calls for, if any: `known.kind(pair, ("a1…", "b2…"), "c3…", "possible", True)`."""
        dossier_id, trial_key = pair
        before, text = self.candidates.get(pair, EXCLUDED), self.trials.get(trial_key)
        appears = after != EXCLUDED and tumour
        if not self.trials:
            return None  # the first screening has nothing to compare with
        if text is None:
            return "new_trial" if appears else None
        if dossier_id not in self.cases:
            return "new_patient" if appears and trial_key in self.watched else None
        if after == before:
            return None
        crosses = EXCLUDED in (before, after)
        if self.cases[dossier_id] != case:
            if pair in self.followed and crosses:
                return "case_changed"
            return "new_patient" if appears and before == EXCLUDED and trial_key in self.watched else None
        if text[1] != trial[1] and (pair in self.followed or (crosses and tumour)):
            return "amended"
        return "read_otherwise" if pair in self.followed else None


@dataclass(frozen=True)
class Told:
    """An alert with the label of its dossier."""

    alert: TrialAlert
    label: str


_OPENINGS = {
    "new_trial": "Nouvel essai",
    "new_patient": "Dossier nouveau ou modifié",
    "amended": "Amendement",
    "read_otherwise": "Critères lus autrement",
    "case_changed": "Données modifiées",
}


def alert_of(kind: str, found: Screened, row: int) -> TrialAlert:
    """The alert of a pair, with what its verdict is now and why."""
    contrary = [_shortened(one.source.text) for one in found.contrary(row)]
    if contrary:
        quoted = " ; ".join(f"« {words} »" for words in contrary[:_QUOTED])
        now_is = f"{'critère contraire' if len(contrary) == 1 else f'{len(contrary)} critères contraires, dont'} {quoted}"
    else:
        now_is = f"aucun critère contraire trouvé, {found.unknown[row]} à vérifier"
    trial = found.trial
    return TrialAlert(
        kind=kind, dossier_id=found.cases[row].id, trial_key=trial.key, trial_id=trial.id, reason=f"{_OPENINGS[kind]} : {now_is}"
    )


def alerts(session: Session, seen: bool = False) -> list[Told]:
    """The alerts that nobody has seen yet, or those seen, the latest first."""
    query = select(TrialAlert, StoredDossier.label).join(StoredDossier).order_by(col(TrialAlert.id).desc())
    query = query.where(TrialAlert.seen_by != "") if seen else query.where(TrialAlert.seen_by == "")
    return [Told(alert, label) for alert, label in session.exec(query)]


def waiting(session: Session) -> int:
    """How many alerts nobody has seen yet."""
    return session.exec(select(func.count()).select_from(TrialAlert).where(TrialAlert.seen_by == "")).one()


def see(session: Session, alert_ids: Sequence[int], user: User) -> None:
    """Somebody has seen these alerts; they stay in the list of those seen."""
    for alert in session.exec(select(TrialAlert).where(col(TrialAlert.id).in_(alert_ids), TrialAlert.seen_by == "")):
        alert.seen_by, alert.seen_at = user.name, now()
        session.add(alert)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
