"""Every stored dossier against every open trial, kept up to date: only the pairs whose case or criteria changed are screened again.

>>> report = screen_all(engine(database_url()), engine(registry_url()))
>>> report.pairs, report.alerts                  # one dossier was edited since the last time
(1532, 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, bindparam, delete, func, insert, update
from sqlmodel import Session, col, select

from dossier.screening import overrides
from dossier.screening.alerts import EXCLUDED, Known, Pair, alert_of
from dossier.screening.cases import Tell, quietly, up_to_date
from dossier.screening.progress import under_way
from dossier.screening.worklist import ENDED
from dossier.tables import Candidate, CriterionOverride, FollowedPair, ScreenedCase, ScreenedTrial, StoredDossier, TrialAlert
from matching.case import Case
from store.engine import reading
from store.engine import session as transaction
from trials import corrections, merge
from trials.formalised import FormalisedTrial, formalised_trial, formalised_trials
from trials.model import Trial, fingerprint
from trials.overrides import HISTORY, Overrides, datum
from trials.screen import Screened, screen

_TOLD_EVERY = 100  # trials between two signs of progress


@dataclass(frozen=True)
class Report:
    """What a screening did: dossiers and open trials there are, pairs screened now, pairs with nothing contrary, alerts raised."""

    cases: int
    trials: int
    pairs: int
    candidates: int
    alerts: int


def screen_all(database: Engine, registry: Engine, watch: Tell = quietly) -> Report:
    """Brings every pair up to date and raises the alerts, all at the end or not at all. Raises ScreeningFault (dossier.screening.progress)."""
    with under_way(database) as tell:

        def told(step: str, done: int, total: int) -> None:
            tell(step, done, total)
            watch(step, done, total)

        return _screen_all(database, registry, told)


def screen_one(database: Engine, registry: Engine, identifier: str) -> Screened | None:
    """One trial, open or not, on every stored dossier as it is now; None when the trial is not known here. Nothing is told of it later."""
    with reading(database) as session:
        corrected, said = corrections.kept(session), overrides.every(session)
    with reading(registry) as session:
        known = formalised_trial(session, identifier, corrected)
    return next(screen([known], list(up_to_date(database).values()), said)) if known else None


def _screen_all(database: Engine, registry: Engine, tell: Tell) -> Report:
    cases = up_to_date(database, tell)
    with reading(database) as session:
        corrected, said = corrections.kept(session), overrides.every(session)
    with reading(registry) as session:
        trials = formalised_trials(session, open_only=True, corrected=corrected)
    with reading(database) as session:
        known = _known(session, trials)
    case_digests = {dossier_id: _case_digest(case, said.get(dossier_id, {})) for dossier_id, case in cases.items()}
    trial_digests = {one.trial.key: _trial_digest(one) for one in trials}
    changed_cases = [case for key, case in cases.items() if known.cases.get(key) != case_digests[key]]
    changed_trials = [one for one in trials if known.trials.get(one.trial.key) != trial_digests[one.trial.key]]
    unchanged = [case for key, case in cases.items() if known.cases.get(key) == case_digests[key]]
    rows, alerts = [], []
    for found in _screened(((trials, changed_cases), (changed_trials, unchanged)), said, tell):
        for row, pair, after in _pairs(found):
            tumour = bool(found.of_this_tumour[row])
            if after != EXCLUDED:
                unknown = int(found.unknown[row])
                rows.append({"dossier_id": pair[0], "trial_key": pair[1], "verdict": after, "unknown": unknown, "tumour": tumour})
            kind = known.kind(pair, trial_digests[pair[1]], case_digests[pair[0]], after, tumour)
            if kind:
                alerts.append(alert_of(kind, found, row))
    alerts += _closures(registry, database, known, trial_digests)
    with transaction(database) as session:
        _write(session, known, rows, alerts, case_digests, trial_digests)
        candidates = session.exec(select(func.count()).select_from(Candidate)).one()
    pairs = len(changed_cases) * len(trials) + len(unchanged) * len(changed_trials)
    return Report(len(cases), len(trials), pairs, candidates, len(alerts))


def _screened(
    parts: Iterable[tuple[Sequence[FormalisedTrial], Sequence[Case]]], said: Mapping[str, Overrides], tell: Tell
) -> Iterator[Screened]:
    for trials, cases in parts:
        if not cases:
            continue
        for number, found in enumerate(screen(trials, cases, said)):
            if number % _TOLD_EVERY == 0:
                tell("Essais", number, len(trials))
            yield found


def _pairs(found: Screened) -> Iterator[tuple[int, Pair, str]]:
    for row, case in enumerate(found.cases):
        yield row, (case.id, found.trial.key), found.verdict(row)


def _known(session: Session, trials: Sequence[FormalisedTrial]) -> Known:
    followed = session.exec(select(FollowedPair.dossier_id, FollowedPair.trial_key, FollowedPair.status)).all()
    candidates = select(Candidate.dossier_id, Candidate.trial_key, Candidate.verdict)
    open_here = {one.trial.key for one in trials if one.trial.local and one.trial.local.is_open}
    return Known(
        cases=dict(session.exec(select(ScreenedCase.dossier_id, ScreenedCase.digest).where(ScreenedCase.digest != "")).all()),
        trials={row.trial_key: (row.digest, row.text_digest) for row in session.exec(select(ScreenedTrial))},
        candidates={(dossier_id, key): verdict for dossier_id, key, verdict in session.exec(candidates)},
        followed=frozenset((dossier_id, key) for dossier_id, key, status in followed if status not in ENDED),
        watched=frozenset(open_here | {key for _, key, _ in followed}),
    )


def _case_digest(case: Case, said: Overrides) -> str:
    over = sorted((key, one.kind, one.text, one.verdict, one.datum) for key, ones in said.items() for one in ones)
    return fingerprint([datum(case, [*case.features, HISTORY]), case.date.isoformat(), over])


def _trial_digest(known: FormalisedTrial) -> tuple[str, str]:
    read = [(one.source.kind, one.source.text, one.source.condition, one.source.status) for one in known.criteria]
    return fingerprint(read), known.trial.eligibility_hash


def _closures(registry: Engine, database: Engine, known: Known, open_now: Mapping[str, object]) -> list[TrialAlert]:
    """The pairs of the worklist whose trial no longer takes patients; one that only changed its name here is renamed."""
    gone = {key for _, key in known.followed if key in known.trials and key not in open_now}
    if not gone:
        return []
    with reading(registry) as session:
        found = {key: merge.get(session, key) for key in gone}
    renamed = {key: trial.key for key, trial in found.items() if trial and trial.key in open_now}
    if renamed:
        with transaction(database) as session:
            for old, new in renamed.items():
                for table in (FollowedPair, CriterionOverride):
                    session.execute(update(table).where(col(table.trial_key) == old).values(trial_key=new))
    closed = sorted(pair for pair in known.followed if pair[1] in gone - renamed.keys())
    return [_closure(dossier_id, key, found[key]) for dossier_id, key in closed]


def _closure(dossier_id: str, key: str, trial: Trial | None) -> TrialAlert:
    reason = "L'essai ne recrute plus" if trial else "L'essai n'est plus dans le registre de cette machine"
    return TrialAlert(kind="closed", dossier_id=dossier_id, trial_key=key, trial_id=key.partition("/")[2], reason=reason)


def _write(
    session: Session,
    known: Known,
    rows: list[dict[str, object]],
    alerts: list[TrialAlert],
    cases: Mapping[str, str],
    trials: Mapping[str, tuple[str, str]],
) -> None:
    there = set(session.exec(select(StoredDossier.id)))  # one may have been deleted meanwhile
    again = [key for key, digest in cases.items() if known.cases.get(key) != digest]
    away = [key for key, digests in known.trials.items() if trials.get(key) != digests]
    _delete(session, "dossier_id", again)
    _delete(session, "trial_key", away)
    kept = [row for row in rows if row["dossier_id"] in there]
    if kept:
        session.connection().execute(insert(Candidate), kept)
    digests = [{"which": key, "new": cases[key]} for key in again if key in there]
    if digests:
        table = ScreenedCase.__table__  # type: ignore[attr-defined]
        session.connection().execute(
            update(table).where(table.c.dossier_id == bindparam("which")).values(digest=bindparam("new")), digests
        )
    session.execute(delete(ScreenedTrial))
    session.add_all(ScreenedTrial(trial_key=key, digest=digest, text_digest=text) for key, (digest, text) in trials.items())
    session.add_all(alert for alert in alerts if alert.dossier_id in there)


def _delete(session: Session, column: str, keys: list[str]) -> None:
    if keys:
        table = Candidate.__table__  # type: ignore[attr-defined]
        session.connection().execute(delete(table).where(table.c[column] == bindparam("which")), [{"which": key} for key in keys])
