"""A synchronisation that broke down, was stopped or was killed goes on from what it had received."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from store.base import now
from store.engine import engine, session
from store.migrations import migrate
from store.running import shown
from tests.trials.registry_servers import HTML, CtGov, Ctis, study
from tests.trials.sync.synced import aged, answers_kept, state, statuses, synced
from trials import registry, sync_state
from trials.model import Trial
from trials.sources.answers import Cancelled
from trials.sources.http import Unreadable
from trials.tables import SyncState


def test_what_was_received_before_a_breakdown_is_not_asked_again(database: Engine, ctgov: CtGov) -> None:
    ctgov.faults = [None, None, None, HTML]
    with pytest.raises(Unreadable):
        synced(database, "ctgov")
    assert answers_kept(database) == ["list/1", "list/2", "version"]
    ctgov.asked.clear()
    assert synced(database, "ctgov").saved.imported == 5
    assert [request.query.get("pageToken") for request in ctgov.asked] == [None, "2026-11-20T09:00:00/4"]


def test_pages_of_data_that_have_changed_since_are_asked_again(database: Engine, ctgov: CtGov) -> None:
    ctgov.faults = [None, None, None, HTML]
    with pytest.raises(Unreadable):
        synced(database, "ctgov")
    ctgov.version = "2026-11-21T09:00:00"
    ctgov.trials[0] = study(1, "COMPLETED")
    assert synced(database, "ctgov").saved.imported == 4


def test_answers_of_another_day_are_not_mixed_with_those_of_today(database: Engine, ctis: Ctis) -> None:
    ctis.faults = [None, HTML]
    with pytest.raises(Unreadable):
        synced(database, "ctis")
    aged(database, started_at=timedelta(hours=25))
    ctis.asked.clear()
    synced(database, "ctis")
    assert ctis.paths().count("/search") == 5  # 1 for each of the two empty lists, 3 for the open one


def test_it_stops_when_asked_and_goes_on_from_there(any_database: Engine, ctgov: CtGov) -> None:
    def stop(request) -> None:
        if "pageToken" in request.query:
            with session(any_database) as opened:
                sync_state.cancel(opened)

    ctgov.before = stop
    with pytest.raises(Cancelled, match="reprendra"):
        synced(any_database, "ctgov")
    assert (state(any_database, "ctgov").state, statuses(any_database)) == ("cancelled", {})
    ctgov.before = None
    ctgov.asked.clear()
    assert synced(any_database, "ctgov").saved.imported == 5
    assert [request.query.get("pageToken") for request in ctgov.asked[1:]] == ["2026-11-20T09:00:00/4"]


def test_a_second_synchronisation_with_the_same_registry_is_refused(database: Engine, ctgov: CtGov) -> None:
    synced(database, "ctgov")
    with session(database) as opened:
        # Process 1 lives as long as the machine.
        opened.execute(update(SyncState).values(state="running", process=1, updated_at=now()))
    with pytest.raises(sync_state.AlreadyRunning, match="déjà en cours"):
        synced(database, "ctgov")
    aged(database, updated_at=timedelta(hours=1))
    assert shown(state(database, "ctgov")) == "interrupted"
    synced(database, "ctgov")


CHILD = """
import sys
from store.engine import engine
from store.running import shown
from trials.sync import synchronise
synchronise(engine(sys.argv[1]), "ctgov", tell=lambda progress: print(progress.step, flush=True), pause=0)
"""


def killed(url: str, when: str, repository: Path) -> None:
    """A synchronisation in a process of its own, killed without notice when it tells that step."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True, cwd=repository)
    assert child.stdout is not None
    try:
        assert any(when in line for line in child.stdout)
    finally:
        child.kill()
        child.stdout.close()
    assert child.wait() == -signal.SIGKILL


def test_one_killed_between_two_pages_loses_nothing(database_url: str, ctgov: CtGov, repository: Path) -> None:
    migrate(database_url, "registry")
    database = engine(database_url)
    with session(database) as opened:
        registry.save(opened, [Trial("NCT07709999", "ctgov", title="Kept before", status="COMPLETED")])
    held = threading.Event()
    ctgov.before = lambda request: held.wait(30) if request.query.get("pageToken", "").endswith("/4") else None
    killed(database_url, "Liste", repository)
    held.set()
    assert statuses(database) == {"NCT07709999": "COMPLETED"}
    assert shown(state(database, "ctgov")) == "interrupted"
    assert "list/1" in answers_kept(database)
    ctgov.before = None
    ctgov.asked.clear()
    assert synced(database, "ctgov").saved.imported == 5
    assert "pageToken" in ctgov.asked[1].query  # the first page was not asked for again


def test_one_killed_while_it_writes_leaves_the_registry_as_it_was(database_url: str, ctgov: CtGov, repository: Path) -> None:
    migrate(database_url, "registry")
    database = engine(database_url)
    ctgov.trials[:] = [study(number) for number in range(1, 401)]
    ctgov.page = 200
    killed(database_url, "Mise à jour", repository)
    assert statuses(database) == {}
    ctgov.asked.clear()
    assert synced(database, "ctgov").saved.imported == 400
    assert ctgov.paths() == ["/version"]
