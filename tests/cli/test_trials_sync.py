"""`carnet trials sync` against a server that plays the registry."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from store.engine import engine, reading
from store.running import shown
from tests.trials.registry_servers import CtGov, Reply, study
from trials import sync_state
from trials.tables import SyncAnswer
from ui.sync_cli import start


@pytest.fixture
def ctgov(carnet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CtGov]:
    monkeypatch.setenv("CARNET_REGISTRY_URL", f"sqlite:///{tmp_path / 'registry.db'}")
    with CtGov([study(1), study(2)]).served() as server:
        monkeypatch.setenv("CARNET_CTGOV_URL", server.url)
        assert isinstance(server, CtGov)
        yield server


def test_a_registry_is_copied_and_searched(carnet, ctgov: CtGov):
    answer = carnet("trials", "sync", "--source", "ctgov", "--json")
    assert answer.code == 0
    assert answer.records == [
        {
            "source": "ctgov",
            "imported": 2,
            "updated": 0,
            "unchanged": 0,
            "faults": [],
            "opened": ["NCT07700001", "NCT07700002"],
            "closed": [],
            "gone": [],
        }
    ]
    assert answer.err.splitlines() == [
        "ClinicalTrials.gov : Liste des essais ouverts", "ClinicalTrials.gov : Mise à jour du registre local",
    ]  # fmt: skip
    assert {record["trial"] for record in carnet("trials", "search", "--json", "invented study").records} == {
        "NCT07700001",
        "NCT07700002",
    }


def test_a_registry_that_refuses_is_one_sentence_and_the_answer_is_no(carnet, ctgov: CtGov):
    ctgov.faults = [Reply(403, "Forbidden")]
    answer = carnet("trials", "sync", "--source", "ctgov")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "ClinicalTrials.gov : requête refusée par le serveur (HTTP 403) ; son interface a pu changer."
    ]


@pytest.mark.parametrize(("arguments", "words"), [(("--source", "inca"), "« inca »"), (("--since", "hier"), "AAAA-MM-JJ")])
def test_what_cannot_be_asked_says_what_to_write(carnet, arguments: tuple[str, str], words: str):
    answer = carnet("trials", "sync", *arguments)
    assert (answer.code, words in answer.err) == (2, True)


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_one_that_is_interrupted_says_so_and_keeps_what_it_received(ctgov: CtGov, word: signal.Signals):
    ctgov.page, asked, held = 1, threading.Event(), threading.Event()

    def hold(request) -> None:
        if "pageToken" in request.query:
            asked.set()
            held.wait(30)

    ctgov.before = hold
    command = [sys.executable, "-m", "ui.cli", "trials", "sync", "--source", "ctgov"]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background ignores it, and its children with it
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert asked.wait(30)
    child.send_signal(word)
    _, said = child.communicate(timeout=30)
    held.set()
    assert (child.returncode, said.splitlines()[-1]) == (
        130,
        "synchronisation interrompue ; la prochaine reprendra où elle en était",
    )
    with reading(engine(os.environ["CARNET_REGISTRY_URL"])) as session:
        [state] = sync_state.states(session)
        assert session.exec(select(SyncAnswer.name)).all() == ["list/1", "version"]
    assert (state.state, state.message) == ("cancelled", "Synchronisation interrompue ; la prochaine reprendra où elle en était.")


def test_a_page_starts_one_and_follows_it(ctgov: CtGov):
    assert start("--source", "ctgov").wait(60) == 0
    with reading(engine(os.environ["CARNET_REGISTRY_URL"])) as session:
        [state] = sync_state.states(session)
    assert (shown(state), state.report["imported"]) == ("done", 2)
