"""Synchronising with the servers of these tests, and what the database holds of it afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update
from sqlmodel import select

from store.base import now
from store.engine import reading, session
from tests.trials.registry_servers import CtGov, Ctis, Eclaire, ctis_trial, research_study, study
from trials import registry, sync_state
from trials.sync import SyncReport, synchronise
from trials.tables import SyncAnswer, SyncState

PLAYED = {
    "ctgov": ("CARNET_CTGOV_URL", lambda: CtGov([study(number) for number in range(1, 6)])),
    "eclaire": ("CARNET_ECLAIRE_URL", lambda: Eclaire([research_study(number) for number in range(1, 6)])),
    "ctis": ("CARNET_CTIS_URL", lambda: Ctis([ctis_trial(number) for number in range(1, 6)])),
}


every_registry = pytest.mark.parametrize("played", list(PLAYED), indirect=True)


def synced(database: Engine, source: str, whole: bool = False) -> SyncReport:
    return synchronise(database, source, whole, pause=0)


def statuses(database: Engine) -> dict[str, str | None]:
    with reading(database) as opened:
        return {trial.id: trial.status for trial in registry.trials(opened)}


def state(database: Engine, source: str) -> SyncState:
    with reading(database) as opened:
        return next(each for each in sync_state.states(opened) if each.source == source)


def answers_kept(database: Engine) -> list[str]:
    with reading(database) as opened:
        return sorted(opened.exec(select(SyncAnswer.name)))


def aged(database: Engine, **values: timedelta) -> None:
    """As if the last synchronisation had been that long ago."""
    with session(database) as opened:
        opened.execute(update(SyncState).values({name: now() - ago for name, ago in values.items()}))
