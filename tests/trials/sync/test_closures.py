"""Trials that close or leave their registry are noticed; what only looks so closes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from store.engine import reading
from tests.trials.registry_servers import CtGov, Ctis, Registry, Reply, ctis_trial, research_study, study
from tests.trials.sync.synced import every_registry, state, statuses, synced
from trials import registry
from trials.sources.http import Incomplete, Refused


@every_registry
def test_a_closed_trial_is_noticed(any_database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    synced(any_database, source)
    closed = {
        "ctgov": study(2, "ACTIVE_NOT_RECRUITING", "2026-11-01"),
        "eclaire": research_study(2, "completed-recruiting", updated="2026-11-01"),
        "ctis": ctis_trial(2, status=5, updated="01/11/2026"),
    }
    server.trials[1] = closed[source]
    if isinstance(server, CtGov):
        server.version = "2026-11-21T09:00:00"
    report = synced(any_database, source, whole=True)
    assert (len(report.closed), report.gone, report.saved.updated) == (1, (), 1)
    assert sorted(map(str, statuses(any_database).values())) == ["ACTIVE_NOT_RECRUITING"] + ["RECRUITING"] * 4
    with reading(any_database) as opened:
        assert len(registry.versions(opened, report.closed[0])) == 2
    assert state(any_database, source).report["closed"] == list(report.closed)


@every_registry
def test_a_trial_that_its_registry_no_longer_publishes_is_closed_and_kept(database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    synced(database, source)
    back = server.trials.pop(3)
    if isinstance(server, CtGov):
        server.version = "2026-11-21T09:00:00"
    report = synced(database, source, whole=True)
    assert report.gone == report.closed
    assert statuses(database)[report.gone[0]] == "NOT_LISTED"
    with reading(database) as opened:
        assert len(registry.versions(opened, report.gone[0])) == 1
    server.trials.append(back)
    assert synced(database, source, whole=True).opened == report.gone
    assert set(statuses(database).values()) == {"RECRUITING"}


@every_registry
def test_a_registry_that_is_suddenly_empty_closes_nothing(database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    first = server.trials[0]
    made = {"ctgov": study, "eclaire": research_study, "ctis": ctis_trial}[source]
    server.trials[:] = [made(number) for number in range(1, 31)]
    server.page = 50
    synced(database, source)
    server.trials[:] = [first]
    with pytest.raises(Incomplete, match="sans doute une panne"):
        synced(database, source, whole=True)
    assert set(statuses(database).values()) == {"RECRUITING"}


def test_a_closure_between_two_whole_synchronisations_is_noticed(database: Engine, ctgov: CtGov, ctis: Ctis) -> None:
    synced(database, "ctgov")
    synced(database, "ctis")
    ctgov.trials[1], ctgov.version = study(2, "TERMINATED", "2026-01-01"), "2026-11-21T09:00:00"
    ctis.trials[1] = ctis_trial(2, status=8, updated="01/01/2026")
    assert [synced(database, source).closed for source in ("ctgov", "ctis")] == [("NCT07700002",), ("2099-500002-10-00",)]


def test_a_portal_that_fails_to_give_what_it_lists_closes_nothing(database: Engine, ctis: Ctis) -> None:
    synced(database, "ctis")
    ctis.trials.pop(0)
    ctis.trials[0]["record"] = None
    assert synced(database, "ctis", whole=True).gone == ()
    assert set(statuses(database).values()) == {"RECRUITING"}


def test_a_page_that_refuses_is_no_proof_that_a_trial_is_gone(database: Engine, ctis: Ctis) -> None:
    synced(database, "ctis")
    ctis.trials.pop(0)
    ctis.faults = [None, None, None, None, Reply(403, "<html>Forbidden</html>")]
    with pytest.raises(Refused, match="HTTP 403"):
        synced(database, "ctis", whole=True)
    assert set(statuses(database).values()) == {"RECRUITING"}
