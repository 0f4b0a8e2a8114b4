"""The application in a real browser: a server on a free port with a home of its own, and what a person does on its pages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

expect.set_options(timeout=30_000)  # ms: a busy machine takes its time, and is no failure of the page
TRIES, OPENS = 4, 4_000  # a list that a run closes is opened again, after so many ms
HERE = ("localhost", "127.0.0.1")
ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving(home: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen]]:
    """The application with this home: its address, and its process, so that a test may kill it.

    Its log, `home/log`, must hold no error and no clinical text when it stops.
    """
    chosen = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={chosen}"]
    with (home / "log").open("a") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"CARNET_HOME": str(home)}, stdout=log, stderr=log)
        try:
            wait_for(f"http://localhost:{chosen}/_stcore/health", running)
            yield f"http://localhost:{chosen}", running
        finally:
            running.terminate()
            running.wait(timeout=20)
    said = (home / "log").read_text()
    assert [words for words in ("FICTIV", "canalaire", "Traceback") if words in said] == []


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, running: subprocess.Popen) -> None:
    for _ in range(300):
        assert running.poll() is None, "the server stopped before it answered"
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


@contextmanager
def looking(browser: Browser, address: str, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """A page where every request to another machine, and every error of a script, fails the test."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    opened = context.new_page()
    outside: list[str] = []
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on(
        "request", lambda request: outside.append(request.url) if urlsplit(request.url).hostname not in (*HERE, None) else None
    )
    opened.goto(address)
    yield opened
    context.close()
    assert (outside, broken) == ([], [])


def settled(page: Page) -> None:
    """Waits until the page shows the last run: nothing has run for a moment, since what was just done may not have begun to."""
    page.evaluate("window.quietSince = 0")
    page.wait_for_function(
        """() => {
            const app = document.querySelector("[data-testid=stApp]");
            if (app?.dataset.testScriptState !== "notRunning") return (window.quietSince = 0), false;
            window.quietSince ||= performance.now();
            return performance.now() - window.quietSince > 120;
        }""",
        timeout=60_000,
    )


def violations(page: Page) -> list[str]:
    """What axe-core has to say of the page as it stands (labels, roles, contrast, order of headings): the rule and the element.

    All its rules but two minor ones, which Streamlit breaks: where it hangs its lists and help, and how it marks a file field.
    """
    settled(page)
    streamlit = {name: {"enabled": False} for name in ("region", "presentation-role-conflict")}
    found = Axe().run(page, options={"rules": streamlit}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def sign_in(page: Page, name: str = "Dr Anne Exemple", role: str = "Oncologue") -> None:
    """Writes a new name with its role, or chooses the name where it is known already."""
    expect(page.get_by_text("n'est pas un dispositif médical")).to_be_visible(timeout=60_000)
    settled(page)
    if not page.get_by_text("Première ouverture").count():
        page.get_by_role("combobox", name="Qui êtes-vous ?").click()
        expect(page.get_by_role("option").first).to_be_visible()
        if page.get_by_role("option", name=name).count():
            page.get_by_role("option", name=name).first.click()
            settled(page)
            press(page, "Entrer")
            return
        page.keyboard.press("Escape")
        page.get_by_text("Ajouter une personne").click()
    page.get_by_label("Prénom et nom").fill(name)
    page.get_by_text(role, exact=True).first.click()
    page.get_by_role("button", name="Créer et entrer").click()
    settled(page)


def go(page: Page, title: str) -> None:
    """Follows a link of the navigation."""
    page.get_by_role("link", name=title, exact=True).first.click()
    settled(page)


def choose(page: Page, label: str, option: str, inside: Locator | None = None) -> None:
    """Chooses an option of a list by its words."""
    field = (inside or page).get_by_role("combobox", name=label).first
    wanted = page.get_by_role("option", name=option, exact=False).first
    for _ in range(TRIES):
        field.click()
        field.fill(option)  # long lists show only what is sought
        try:
            wanted.click(timeout=OPENS)
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
        else:
            settled(page)
            return
    pytest.fail(f"« {option} » is not a choice of « {label} »")


def write(page: Page, label: str, words: str, inside: Locator | None = None) -> None:
    """Writes in a field and leaves it, as a person does."""
    field = (inside or page).get_by_label(label, exact=True).first
    field.fill(words)
    field.press("Tab")
    settled(page)


def press(page: Page, name: str, inside: Locator | None = None) -> None:
    (inside or page).get_by_role("button", name=name).first.click()
    settled(page)


class Story:
    """A day told step by step: `with story.step("la décision"):` does something and keeps a picture of what is seen after it."""

    def __init__(self, page: Page, pictures: Path):
        self.page, self.pictures, self.steps = page, pictures, list[str]()
        pictures.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def step(self, name: str, at: str = "") -> Iterator[None]:
        """`at` is a selector to bring into view before the picture is taken."""
        yield
        settled(self.page)
        if at:
            self.page.locator(at).first.evaluate("found => { found.style.scrollMarginTop = '5rem'; found.scrollIntoView(); }")
        self.steps.append(name)
        self.page.screenshot(path=self.pictures / f"{len(self.steps):02d}.png")
