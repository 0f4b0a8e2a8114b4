"""What goes wrong in a registry is told in one sentence, and nothing half received is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from store.base import now
from tests.trials.registry_servers import HTML, CtGov, Ctis, Eclaire, Registry, Reply
from tests.trials.sync.synced import PLAYED, every_registry, state, statuses, synced
from trials.sources.http import Busy, Incomplete, PagingLost, Refused, RegistryFault, Unreachable, Unreadable
from trials.sync import synchronise


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


def test_a_record_that_is_announced_and_not_given_is_told_and_the_others_come_in(database: Engine, ctis: Ctis) -> None:
    ctis.trials[2]["record"] = None
    report = synced(database, "ctis")
    assert (report.saved.imported, report.gone) == (4, ())
    assert report.saved.faults == ("CTIS : 2099-500003-10-00 : le portail annonce cet essai et n'en donne pas la fiche.",)


def test_what_nobody_foresaw_is_a_failure_and_not_one_that_goes_on(database: Engine, ctgov: CtGov) -> None:
    with pytest.raises(ZeroDivisionError):
        synchronise(database, "ctgov", tell=lambda progress: divmod(1, 0), pause=0)
    ended = state(database, "ctgov")
    assert (ended.state, ended.message) == ("failed", "Erreur inattendue (ZeroDivisionError) : rien n'est changé.")
