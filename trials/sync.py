"""The registries copied onto this machine: each whole or not at all, in one transaction at the end.

    >>> report = synchronise(engine(registry_url()), "ctgov")
    >>> report.saved.imported, report.saved.updated, report.closed
    (12, 85, ('NCT01234567',))

A synchronisation that is cut (machine stopped, network lost, Ctrl+C) leaves the registry as it was; the next one asks only
for what had not come yet. Nothing of a case is read here: requests hold dates, trial numbers and a fixed scope.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Protocol

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from store.engine import reading
from store.engine import session as transaction
from store.errors import StoreError
from store.running import CANCELLED, DONE, FAILED
from trials import sync_state
from trials.model import NOT_LISTED, RECRUITING_STATUSES, Trial, TrialFault, from_json
from trials.registry import ImportReport, drop_fictional, save
from trials.sources import clinicaltrials_gov_http, ctis_http, eclaire_http
from trials.sources.answers import Answers, Cancelled, Progress
from trials.sources.http import Client, Incomplete, PagingLost, RegistryFault
from trials.sources.plan import WATCHED, Fetched, Kept, Plan
from trials.tables import StoredTrial, SyncAnswer, TrialVersion

_BATCH = 200  # trials held in memory at once
# A registry does not drop a tenth of its open trials in a day: its list was cut without a word.
_GONE_AT_MOST, _GONE_SHARE = 20, 0.1
# A functional date may come long after the fact it dates.
_OVERLAP_DAYS = {"eclaire": 14}
_USUAL_OVERLAP_DAYS = 2


class Registry(Protocol):
    """What a module of `trials.sources` must have to be synchronised with."""

    SOURCE: str
    TITLE: str
    PAUSE_SECONDS: float

    def fetch(self, answers: Answers, plan: Plan) -> Fetched: ...

    def read(self, answers: Answers) -> Iterator[Trial | TrialFault]: ...


REGISTRIES: Mapping[str, Registry] = {each.SOURCE: each for each in (clinicaltrials_gov_http, eclaire_http, ctis_http)}


@dataclass(frozen=True)
class SyncReport:
    """What a synchronisation changed: `opened` and `closed` are numbers of trials that begin or cease to take patients.

    Trials that the registry no longer publishes (`gone`) are among the closed ones where they were open.
    """

    source: str
    saved: ImportReport
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    gone: tuple[str, ...]


def synchronise(
    database: Engine,
    source: str,
    whole: bool = False,
    since: date | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
    pause: float | None = None,
) -> SyncReport:
    """`synchronise(engine(registry_url()), "eclaire", whole=True)`: brings the copy of one registry up to date.

    Asks for what has changed since the last time, for everything the first time and once a week. `pause`, in seconds, is between
    two requests. Raises RegistryFault (Cancelled and AlreadyRunning among them) and StoreError; the registry is then as before.
    """
    registry = REGISTRIES[source]
    overlap = timedelta(days=_OVERLAP_DAYS.get(source, _USUAL_OVERLAP_DAYS))
    state = sync_state.begin(database, source, whole, since, overlap)
    try:
        waits = registry.PAUSE_SECONDS if pause is None else pause
        answers = Answers(database, source, Client(registry.TITLE, waits, backoff=2 * waits), tell)
        with reading(database) as session:
            plan = Plan(state.since, _kept(session, source), state.data_version)
        fetched = _fetch(registry, answers, plan)
        _refuse_a_vanished_list(registry, plan, fetched)
        answers.progress("Mise à jour du registre local", 0, 0)
        with transaction(database) as session:
            report = _publish(session, registry, answers, plan, fetched)
            sync_state.end(
                session,
                source,
                DONE,
                last_success_at=state.started_at,
                last_full_at=state.started_at if state.full else state.last_full_at,
                data_version=fetched.data_version,
                report=_summary(report),
            )
    except BaseException as error:  # whatever it is, the row must not go on saying "running"
        stopped = isinstance(error, Cancelled | KeyboardInterrupt)
        with transaction(database) as session:
            sync_state.end(session, source, CANCELLED if stopped else FAILED, _sentence(error))
            if isinstance(error, Incomplete):  # asked again, the same answers would lack the same records
                session.execute(delete(SyncAnswer).where(col(SyncAnswer.source) == source))
        raise
    return report


def _sentence(error: BaseException) -> str:
    if isinstance(error, RegistryFault | StoreError):
        return error.sentence
    if isinstance(error, KeyboardInterrupt):
        return "Synchronisation interrompue ; la prochaine reprendra où elle en était."
    return f"Erreur inattendue ({type(error).__name__}) : rien n'est changé."


def _fetch(registry: Registry, answers: Answers, plan: Plan) -> Fetched:
    try:
        return registry.fetch(answers, plan)
    except PagingLost:
        # Pages cut in data that have since changed: once more, from the first one.
        answers.forget()
        return registry.fetch(answers, plan)


def _kept(session: Session, source: str) -> dict[str, Kept]:
    query = select(StoredTrial.id, StoredTrial.status, StoredTrial.version).where(col(StoredTrial.key).startswith(f"{source}/"))
    return {number: Kept(status, version) for number, status, version in session.exec(query)}


def _refuse_a_vanished_list(registry: Registry, plan: Plan, fetched: Fetched) -> None:
    watched = sum(trial.status in WATCHED for trial in plan.kept.values())
    if len(fetched.gone) > max(_GONE_AT_MOST, _GONE_SHARE * watched):
        raise Incomplete(
            f"{registry.TITLE} : {len(fetched.gone)} des {watched} essais ouverts connus ici n'y sont plus d'un coup ; "
            "sans doute une panne du registre : rien n'est changé, relancer plus tard."
        )


def _publish(session: Session, registry: Registry, answers: Answers, plan: Plan, fetched: Fetched) -> SyncReport:
    found = registry.read(answers)
    saved = ImportReport()
    while batch := list(islice(found, _BATCH)):
        saved += ImportReport(faults=tuple(f"{registry.TITLE} : {each}" for each in batch if isinstance(each, TrialFault)))
        # Not told whether it recruits, a trial may: it is kept.
        worth = [each for each in batch if isinstance(each, Trial) and (each.status in (*WATCHED, None) or each.id in plan.kept)]
        saved += save(session, worth, current=True)
    if fetched.gone:
        saved += save(session, [_no_longer_listed(session, f"{registry.SOURCE}/{number}") for number in sorted(fetched.gone)])
    if saved.imported:
        drop_fictional(session)
    session.execute(delete(SyncAnswer).where(col(SyncAnswer.source) == registry.SOURCE))
    before = {number for number, trial in plan.kept.items() if trial.status in RECRUITING_STATUSES}
    after = {number for number, trial in _kept(session, registry.SOURCE).items() if trial.status in RECRUITING_STATUSES}
    opened, closed = tuple(sorted(after - before)), tuple(sorted(before - after))
    return SyncReport(registry.SOURCE, saved, opened, closed, tuple(sorted(fetched.gone)))


def _no_longer_listed(session: Session, key: str) -> Trial:
    """The trial as last received, with a status that says that its registry no longer publishes it."""
    stored = session.exec(select(StoredTrial).where(StoredTrial.key == key)).one()
    received = (TrialVersion.trial_key == key) & (TrialVersion.content_hash == stored.content_hash)
    raw = session.exec(select(TrialVersion.raw).where(received)).first()
    trial = from_json(json.loads(stored.record) | {"raw": zlib.decompress(raw).decode() if raw else ""})
    return replace(trial, status=NOT_LISTED, sites=tuple(replace(site, status=None) for site in trial.sites))


def _summary(report: SyncReport) -> dict[str, object]:
    """The report as JSON, for whoever comes after the process has gone."""
    return {
        "imported": report.saved.imported,
        "updated": report.saved.updated,
        "unchanged": report.saved.unchanged,
        "opened": list(report.opened),
        "closed": list(report.closed),
        "gone": list(report.gone),
        "faults": list(report.saved.faults),
    }
