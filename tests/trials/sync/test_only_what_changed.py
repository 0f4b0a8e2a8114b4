"""Between two whole synchronisations only what changed is asked for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine

from store.base import now
from tests.trials.registry_servers import CtGov, Ctis, Eclaire, ctis_trial, research_study, study
from tests.trials.sync.synced import PLAYED, aged, synced
from trials import registry
from trials.sync import synchronise


def test_only_what_changed_is_asked_the_next_nights(database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis) -> None:
    for source in PLAYED:
        synced(database, source)
    today = f"{date.today():%Y-%m-%d}"
    ctgov.trials.append(study(8, updated=today))
    ctgov.version = "2026-11-21T09:00:00"
    eclaire.trials.append(research_study(8, updated=today))
    ctis.trials.append(ctis_trial(8, updated=f"{date.today():%d/%m/%Y}"))
    for server in (ctgov, eclaire, ctis):
        server.asked.clear()
    assert [synced(database, source).saved.imported for source in PLAYED] == [1, 1, 1]
    before = now().date() - timedelta(days=2)
    assert f"AREA[LastUpdatePostDate]RANGE[{before},MAX]" in ctgov.asked[1].query["filter.advanced"]
    assert eclaire.asked[0].query["_lastUpdated"] == f"ge{now().date() - timedelta(days=14)}"
    assert [path for path in ctis.paths() if path != "/search"] == ["/retrieve/2099-500008-10-00"]


def test_data_that_did_not_change_are_one_request(database: Engine, ctgov: CtGov) -> None:
    synced(database, "ctgov")
    ctgov.asked.clear()
    assert synced(database, "ctgov").saved == registry.ImportReport()
    assert ctgov.paths() == ["/version"]


def test_everything_is_asked_once_a_week(database: Engine, ctgov: CtGov) -> None:
    synced(database, "ctgov")
    aged(database, last_full_at=timedelta(days=8))
    ctgov.asked.clear()
    synced(database, "ctgov")
    assert "RANGE" not in ctgov.asked[-1].query["filter.advanced"]


def test_a_day_later_than_the_last_synchronisation_leaves_no_gap(database: Engine, ctgov: CtGov) -> None:
    synced(database, "ctgov")
    ctgov.version = "2026-11-21T09:00:00"
    synchronise(database, "ctgov", since=date(2099, 1, 1), pause=0)
    asked = [request.query["filter.advanced"] for request in ctgov.asked if "filter.advanced" in request.query]
    assert f"RANGE[{now().date() - timedelta(days=2)},MAX]" in asked[-1]
