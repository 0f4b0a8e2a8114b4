"""The synchronisation against servers that play the registries, with what goes wrong in each of them."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlmodel import select

from store.base import now
from store.engine import engine, reading, session
from store.migrations import migrate
from tests.trials.registry_servers import HTML, CtGov, Ctis, Eclaire, Registry, Reply, ctis_trial, research_study, study
from trials import registry, sync_state
from trials.model import Trial
from trials.search import search
from trials.sources.answers import Cancelled, Progress
from trials.sources.http import Busy, Incomplete, PagingLost, Refused, RegistryFault, Unreachable, Unreadable
from trials.sync import SyncReport, synchronise
from trials.tables import SyncAnswer, SyncState

PLAYED = {
    "ctgov": ("CARNET_CTGOV_URL", lambda: CtGov([study(number) for number in range(1, 6)])),
    "eclaire": ("CARNET_ECLAIRE_URL", lambda: Eclaire([research_study(number) for number in range(1, 6)])),
    "ctis": ("CARNET_CTIS_URL", lambda: Ctis([ctis_trial(number) for number in range(1, 6)])),
}


@pytest.fixture
def played(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Registry]]:
    """(name of the registry, its server), for `@pytest.mark.parametrize("played", ["ctgov"], indirect=True)`."""
    variable, made = PLAYED[request.param]
    with made().served() as server:
        monkeypatch.setenv(variable, server.url)
        yield request.param, server


@pytest.fixture
def ctgov(monkeypatch: pytest.MonkeyPatch) -> Iterator[CtGov]:
    with CtGov([study(number) for number in range(1, 6)]).served() as server:
        monkeypatch.setenv("CARNET_CTGOV_URL", server.url)
        assert isinstance(server, CtGov)
        yield server


@pytest.fixture
def eclaire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Eclaire]:
    with Eclaire([research_study(number) for number in range(1, 6)]).served() as server:
        monkeypatch.setenv("CARNET_ECLAIRE_URL", server.url)
        assert isinstance(server, Eclaire)
        yield server


@pytest.fixture
def ctis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ctis]:
    with Ctis([ctis_trial(number) for number in range(1, 6)]).served() as server:
        monkeypatch.setenv("CARNET_CTIS_URL", server.url)
        assert isinstance(server, Ctis)
        yield server


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


@every_registry
def test_every_page_of_a_registry_comes_in(any_database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    report = synced(any_database, source)
    assert (report.saved.imported, report.saved.faults, len(report.opened)) == (5, (), 5)
    assert set(statuses(any_database).values()) == {"RECRUITING"}
    assert answers_kept(any_database) == []
    ended = state(any_database, source)
    assert (ended.state, ended.report["imported"], ended.last_full_at) == ("done", 5, ended.started_at)
    assert len(server.asked) >= 3


@every_registry
def test_a_second_synchronisation_changes_nothing(database: Engine, played: tuple[str, Registry]) -> None:
    synced(database, played[0])
    again = synced(database, played[0], whole=True)
    assert (again.saved.imported, again.saved.updated, again.saved.unchanged) == (0, 0, 5)
    assert (again.opened, again.closed, again.gone) == ((), (), ())


@every_registry
def test_what_goes_wrong_for_a_moment_is_asked_again(database: Engine, played: tuple[str, Registry]) -> None:
    source, server = played
    wait = (("Retry-After", "1"),)
    server.faults = [Reply(500), None, Reply(429, headers=wait), Reply(200, '{"studies": [', cut=True), Reply(200, '{"data": [')]
    begun = now()
    assert synced(database, source).saved.imported == 5
    assert now() - begun >= timedelta(seconds=1)  # the wait that the registry asked for


@pytest.mark.parametrize(
    ("reply", "fault", "words"),
    [
        (Reply(503), Busy, "en panne (HTTP 503)"),
        (Reply(429), Busy, "demande d'attendre"),
        (Reply(200, '{"studies": [{"protocolSection'), Unreadable, "tronquée"),
        (Reply(200, '{"studies": [', cut=True), Unreadable, "tronquée"),
        (Reply(403, "Forbidden"), Refused, "HTTP 403"),
    ],
)
def test_what_stays_wrong_is_one_sentence_and_changes_nothing(
    database: Engine, ctgov: CtGov, reply: Reply, fault: type[RegistryFault], words: str
) -> None:
    ctgov.faults = [None, *[reply] * 20]
    with pytest.raises(fault, match=re.escape(words)) as raised:
        synced(database, "ctgov")
    assert statuses(database) == {}
    ended = state(database, "ctgov")
    assert (ended.state, ended.message) == ("failed", raised.value.sentence)


def test_a_registry_that_asks_for_an_hour_is_left_alone(database: Engine, ctgov: CtGov) -> None:
    ctgov.faults = [Reply(429, headers=(("Retry-After", "3600"),))] * 5
    with pytest.raises(Busy, match="attendre 60 minutes"):
        synced(database, "ctgov")
    assert len(ctgov.asked) == 1


@every_registry
@pytest.mark.parametrize("reply", [HTML, Reply(200, '{"message": "ok"}')])
def test_another_page_in_the_place_of_the_list_is_told_and_not_kept(
    database: Engine, played: tuple[str, Registry], reply: Reply
) -> None:
    source, server = played
    server.faults = [None] * (source == "ctgov") + [reply]
    with pytest.raises(Unreadable):
        synced(database, source)
    assert statuses(database) == {}
    assert synced(database, source).saved.imported == 5


@every_registry
def test_a_server_that_does_not_answer_is_told(
    database: Engine, played: tuple[str, Registry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLAYED[played[0]][0], "http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="vérifier l'accès au réseau"):
        synced(database, played[0])


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


def test_a_total_that_is_not_reached_is_a_silent_cap(database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis) -> None:
    ctgov.announced, eclaire.announced, ctis.cap = 9, 9, 3
    for source in PLAYED:
        with pytest.raises(Incomplete, match="annoncés"):
            synced(database, source)
    assert statuses(database) == {}
    ctgov.announced = eclaire.announced = None
    ctis.cap = 10_000
    assert [synced(database, source).saved.imported for source in PLAYED] == [5, 5, 5]


def test_tokens_that_died_with_their_data_start_the_list_again_once(database: Engine, ctgov: CtGov) -> None:
    def refreshed(request) -> None:
        if "pageToken" in request.query and ctgov.version.endswith("09:00:00"):
            ctgov.version = "2026-11-21T09:00:01"

    ctgov.before = refreshed
    assert synced(database, "ctgov").saved.imported == 5


def test_tokens_that_always_die_are_told(database: Engine, ctgov: CtGov) -> None:
    def refreshed(request) -> None:
        if "pageToken" in request.query:
            ctgov.version += "0"

    ctgov.before = refreshed
    with pytest.raises(PagingLost, match="jeton"):
        synced(database, "ctgov")
    assert statuses(database) == {}


def test_a_token_that_turns_in_circles_is_told(database: Engine, ctgov: CtGov) -> None:
    page = Reply(
        200, '{"studies": [{"protocolSection": {"identificationModule": {"nctId": "NCT07700001"}}}], "nextPageToken": "a"}'
    )
    ctgov.faults = [None, *[page] * 3, None, *[page] * 3]
    with pytest.raises(PagingLost, match="tourne en rond"):
        synced(database, "ctgov")


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


def test_a_closure_between_two_whole_synchronisations_is_noticed(database: Engine, ctgov: CtGov, ctis: Ctis) -> None:
    synced(database, "ctgov")
    synced(database, "ctis")
    ctgov.trials[1], ctgov.version = study(2, "TERMINATED", "2026-01-01"), "2026-11-21T09:00:00"
    ctis.trials[1] = ctis_trial(2, status=8, updated="01/01/2026")
    assert [synced(database, source).closed for source in ("ctgov", "ctis")] == [("NCT07700002",), ("2099-500002-10-00",)]


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


def test_fictional_trials_leave_when_real_ones_come(any_database: Engine, ctgov: CtGov) -> None:
    registry.load_fictional(any_database)
    ctgov.faults = [HTML]
    with pytest.raises(Unreadable):
        synced(any_database, "ctgov")
    assert len(statuses(any_database)) > 30
    synced(any_database, "ctgov")
    assert set(statuses(any_database)) == {CtGov.number(each) for each in ctgov.trials}
    with reading(any_database) as opened:
        assert {hit.id for hit in search(opened, "sein", limit=100)} == set(statuses(any_database))


def test_a_study_that_does_not_say_whether_it_recruits_is_kept_as_unknown(database: Engine, eclaire: Eclaire) -> None:
    eclaire.trials[0]["extension"] = []
    assert synced(database, "eclaire").saved.imported == 5
    assert statuses(database)["2099-A00001-42"] is None


def test_what_is_no_cancer_stays_out(database: Engine, eclaire: Eclaire, ctis: Ctis) -> None:
    eclaire.trials += [research_study(8, condition="Asthme"), research_study(9, condition="Myélome multiple")]
    ctis.trials.append(ctis_trial(8, area="Diseases [C] - Respiratory Tract Diseases [C08]"))
    assert [synced(database, source).saved.imported for source in ("eclaire", "ctis")] == [6, 5]
    assert "/retrieve/2099-500008-10-00" not in ctis.paths()


def test_a_record_that_is_announced_and_not_given_is_told_and_the_others_come_in(database: Engine, ctis: Ctis) -> None:
    ctis.trials[2]["record"] = None
    report = synced(database, "ctis")
    assert (report.saved.imported, report.gone) == (4, ())
    assert report.saved.faults == ("CTIS : 2099-500003-10-00 : le portail annonce cet essai et n'en donne pas la fiche.",)


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
    assert sync_state.shown(state(database, "ctgov")) == "interrupted"
    synced(database, "ctgov")


def test_progress_is_told_and_written(database: Engine, ctgov: CtGov) -> None:
    told: list[Progress] = []
    written: list[tuple[str, int, int]] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        now_written = state(database, "ctgov")
        written.append((now_written.step, now_written.done, now_written.total))

    synchronise(database, "ctgov", tell=tell, pause=0)
    assert [(each.done, each.total) for each in told[:3]] == [(2, 5), (4, 5), (5, 5)]
    assert written == [(each.step, each.done, each.total) for each in told]


def test_what_nobody_foresaw_is_a_failure_and_not_one_that_goes_on(database: Engine, ctgov: CtGov) -> None:
    with pytest.raises(ZeroDivisionError):
        synchronise(database, "ctgov", tell=lambda progress: divmod(1, 0), pause=0)
    ended = state(database, "ctgov")
    assert (ended.state, ended.message) == ("failed", "Erreur inattendue (ZeroDivisionError) : rien n'est changé.")


def test_requests_hold_nothing_but_dates_numbers_and_the_scope(
    database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis
) -> None:
    for source in PLAYED:
        synced(database, source)
    sent = {name for server in (ctgov, eclaire, ctis) for request in server.asked for name in request.query}
    assert sent == {
        "query.cond", "filter.overallStatus", "filter.advanced", "pageSize", "countTotal", "pageToken",
        "_include", "_sort", "_count", "status", "_getpagesoffset",
    }  # fmt: skip
    assert {request.query["query.cond"] for request in ctgov.asked if "query.cond" in request.query} == {"cancer"}
    assert all(set(request.body["searchCriteria"]) == {"msc", "status"} for request in ctis.asked if request.body)


def test_real_answers_of_the_registries_come_in(
    database: Engine, ctgov: CtGov, eclaire: Eclaire, ctis: Ctis, shared_dir: Path
) -> None:
    samples = shared_dir / "registry_samples"
    ctgov.trials[:] = [json.loads(file.read_text()) for file in (samples / "ctgov_v2").glob("NCT*.json")]
    eclaire.faults = [
        Reply(200, (samples / "eclaire" / "BundleWithInclude.json").read_text()),
        Reply(404, '{"resourceType": "Bundle"}'),
    ]
    records = [json.loads(file.read_text()) for file in (samples / "ctis").glob("*.json")]
    row = ("ctNumber", "ctStatus", "lastUpdated", "lastPublicationUpdate")
    # Both are about infections: taken for cancer trials here.
    areas = ["Diseases [C] - Neoplasms [C04]"]
    ctis.trials[:] = [
        {"row": {name: each[name] for name in row} | {"therapeuticAreas": areas}, "record": each} for each in records
    ]
    for source in PLAYED:
        assert synced(database, source).saved.faults == ()
    # None of the five studies of ClinicalTrials.gov is open, and the second one of ECLAIRE says nothing of its disease.
    assert statuses(database) == {
        "2022-500014-26-00": "NOT_YET_RECRUITING",
        "2023-505613-24-00": "RECRUITING",
        "2024-510663-34-00": "RECRUITING",
    }


# Cut off ------------------------------------------------------------------------------------------------------------------

CHILD = """
import sys
from store.engine import engine
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
    assert sync_state.shown(state(database, "ctgov")) == "interrupted"
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
