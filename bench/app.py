"""The application in front of people: `python -m bench.app`, a real server on this machine, with a database of its own.

In headless Chromium: from Enter in the field of a value to the FRCP that shows it; the first page against an empty page of Streamlit, in turn,
each in a browser without a cache. Then twenty people at once, each on a dossier of their own with one edit every ten seconds: real sessions of
the server, held by a small client that speaks Streamlit's websocket protocol, so that drawing twenty pages does not count as serving them.
An edit ends when the server has sent the whole page again. The processor time of the server is given beside, for busy machines.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from dossier.dossiers import begin, create
from dossier.steps import Sources
from store.engine import engine, session
from store.settings import database_url
from store.tickets import ticket
from store.users import create_user
from tests.browsing import ROOT, free_port, looking, serving, settled, wait_for
from ui.web.examples import examples
from ui.web.sign_in import COOKIE

EDITS, FIRST_PAGES, PEOPLE, PAUSE, SECONDS, SEED = 20, 5, 20, 10.0, 60.0, 2025
EDITED = "Âge (ans)"
EMPTY = "import streamlit as st\n\nst.title('Page vide')\n"


@dataclass(frozen=True)
class Person:
    """Somebody with a dossier of their own, and the ticket that a browser would keep."""

    ticket: str
    dossier: str


def main() -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARNET_HOME", home)
        people = prepare()
        with serving(Path(home)) as (address, server):
            with chromium() as browser:
                print(f"edit to FRCP in Chromium: {spread(edits(browser, address, people[0]))}")
                first_pages(browser, address)
            load(address, server.pid, people)


def prepare() -> list[Person]:
    """A dossier for each, of the fictional breast cancer whose proposals depend on the age."""
    sources, text = Sources.local(), next(one.text for one in examples() if one.id == "01-sein-her2")
    found = []
    for number in range(PEOPLE):
        notebook = begin(text, sources)
        with session(engine(database_url())) as opened:
            user = create_user(opened, f"Dr Numéro {number} Exemple", "oncologist")
            found.append(Person(ticket(opened, user), create(opened, notebook, user).id))
    return found


# One person, in a browser --------------------------------------------------------------------------------------------------


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
        opened = playwright.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        yield opened
        opened.close()


def edits(browser: Browser, address: str, person: Person) -> list[float]:
    """Seconds from Enter to the FRCP that shows the new age, on the clock of the page."""
    with looking(browser, address) as page:
        settled(page)  # the first page, which takes an earlier ticket back
        page.context.add_cookies([{"name": COOKIE, "value": person.ticket, "url": address}])
        page.goto(f"{address}/carnet?dossier={person.dossier}")
        page.locator(".st-key-cell-frcp").wait_for(timeout=60_000)
        settled(page)
        page.get_by_role("radio", name="Patient (").click()
        settled(page)
        return [edit(page, age) for age in range(60, 60 + EDITS)]


def edit(page: Page, age: int) -> float:
    page.evaluate(
        """age => { window.timed = new Promise(done => {
            let begun = 0;
            addEventListener("keydown", event => { if (event.key === "Enter") begun = performance.now(); }, { capture: true });
            const shown = () => [...document.querySelectorAll(".st-key-cell-frcp dd")].some(one => one.innerText.startsWith(`${age} ans`));
            const look = () => begun && shown()
                ? done(performance.now() - begun) : requestAnimationFrame(look);
            look();
        }); }""",
        age,
    )
    page.get_by_role("textbox", name=EDITED).fill(str(age))
    page.keyboard.press("Enter")
    took = float(page.evaluate("window.timed")) / 1000
    page.wait_for_timeout(300)
    return took


def first_pages(browser: Browser, address: str) -> None:
    ours, empty = list[float](), list[float]()
    with empty_server() as other:
        for _ in range(FIRST_PAGES):
            ours.append(first_page(browser, address, "Qui êtes-vous ?"))
            empty.append(first_page(browser, other, "Page vide"))
    print(f"first page: {spread(ours)}; an empty page of Streamlit: {spread(empty)}")
    print(f"gap of the medians: {statistics.median(ours) - statistics.median(empty):+.2f} s")


def first_page(browser: Browser, address: str, words: str) -> float:
    with looking(browser, address) as page:
        page.get_by_text(words).first.wait_for(timeout=60_000)
        return float(page.evaluate("performance.now()")) / 1000


@contextmanager
def empty_server() -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"]
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", running)
            yield f"http://localhost:{port}"
        finally:
            running.terminate()
            running.wait(timeout=20)


# Twenty people, by the protocol --------------------------------------------------------------------------------------------


def load(address: str, server: int, people: list[Person]) -> None:
    with ThreadPoolExecutor(len(people)) as pool:
        sessions = list(pool.map(lambda person: Session(address, person), people))
        before, begun = processor(server), time.monotonic()
        took = [
            one
            for each in pool.map(lambda one: one.work(random.Random(SEED + people.index(one.person))), sessions)
            for one in each
        ]
        elapsed = time.monotonic() - begun
    used = processor(server) - before
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{len(people)} people, {len(took)} edits in {elapsed:.0f} s: {spread(took)}, p95 {p95:.2f} s")
    print(f"processor time of the server: {used / len(took) * 1000:.0f} ms an edit, {used / elapsed:.0%} of one core")


class Session:
    """A browser's session without a browser: the page is asked for, a value is typed, the page comes again."""

    def __init__(self, address: str, person: Person):
        self.person = person
        self.socket: ClientConnection = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"{COOKIE}={person.ticket}"},
            max_size=None,
        )
        self.page, self.field = "", ""
        self.run()

    def work(self, drawn: random.Random) -> list[float]:
        """Seconds of each edit; one every PAUSE seconds, whatever the one before it took."""
        begun = time.monotonic() + drawn.uniform(0, PAUSE)
        took = []
        for number in range(int(SECONDS / PAUSE)):
            time.sleep(max(0.0, begun + number * PAUSE - time.monotonic()))
            asked = time.monotonic()
            self.run(str(drawn.randint(30, 85)))
            took.append(time.monotonic() - asked)
        return took

    def run(self, typed: str = "") -> None:
        """Asks for the page, with what was typed, and reads it to its end."""
        asked = BackMsg()
        asked.rerun_script.query_string = f"dossier={self.person.dossier}"
        asked.rerun_script.page_script_hash = self.page
        asked.rerun_script.page_name = "" if self.page else "carnet"
        if typed:
            widget = asked.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = self.field, typed
        self.socket.send(asked.SerializeToString())
        shown = False
        while True:
            told = ForwardMsg.FromString(self.socket.recv(timeout=60))  # type: ignore[arg-type]
            if told.WhichOneof("type") == "navigation":
                self.page = told.navigation.page_script_hash
            elif told.WhichOneof("type") == "delta":
                element = told.delta.new_element
                if element.text_input.label == EDITED:
                    self.field = element.text_input.id
                shown |= f"{typed} ans" in element.html.body
            elif told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and told.WhichOneof("type") == "script_finished":
                break
        assert self.field, f"the page of the dossier does not show the field {EDITED!r}"
        assert shown or not typed, f"{typed} was typed, no cell shows it"


def processor(process: int) -> float:
    """Seconds of processor used by a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s of {len(seconds)}"


if __name__ == "__main__":
    main()
