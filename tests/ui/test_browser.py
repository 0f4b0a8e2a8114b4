"""The page in a real browser: an example is opened, a value corrected, the FRCP follows, and nothing leaves this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
HERE = ("localhost", "127.0.0.1")


@pytest.fixture(scope="module")
def server(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application on a free port, with a home of its own; its log must hold no clinical text when it stops."""
    home = tmp_path_factory.mktemp("browser")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=repository, env=os.environ | {"CARNET_HOME": str(home)}, stdout=log, stderr=log)
        try:
            _wait_for(f"http://localhost:{port}/_stcore/health", running)
            yield f"http://localhost:{port}"
        finally:
            running.terminate()
            running.wait(timeout=20)
    said = (home / "log").read_text()
    assert "FICTIVAL" not in said
    assert "canalaire" not in said
    assert "Traceback" not in said


def _wait_for(address: str, running: subprocess.Popen) -> None:
    for _ in range(200):
        assert running.poll() is None, "the server stopped before it answered"
        try:
            urllib.request.urlopen(address, timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page at 1280x800 where every request to another machine, and every error of a script, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    opened = context.new_page()
    outside: list[str] = []
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    opened.on(
        "request", lambda request: outside.append(request.url) if urlsplit(request.url).hostname not in (*HERE, None) else None
    )
    opened.goto(server)
    yield opened
    context.close()
    assert (outside, broken) == ([], [])


def settled(page: Page) -> None:
    """Waits until the page shows the last run."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)


def enter(page: Page) -> None:
    """Signs in: writes the first name, or chooses it where another test wrote it."""
    expect(page.get_by_text("n'est pas un dispositif médical")).to_be_visible(timeout=30_000)
    settled(page)
    if not page.get_by_label("Prénom et nom").is_visible():
        page.get_by_role("combobox").click()
        page.get_by_role("option").first.click()
        page.get_by_role("button", name="Entrer", exact=True).click()
    else:
        page.get_by_label("Prénom et nom").fill("Dr Anne Exemple")
        page.get_by_role("button", name="Créer et entrer").click()
    expect(page.get_by_role("heading", name="Dossiers")).to_be_visible()


def open_example(page: Page, example: str) -> None:
    page.get_by_role("button", name="Nouveau dossier").first.click()
    page.get_by_role("tab", name="Ouvrir un exemple fictif").click()
    page.locator(f".st-key-example-{example}").get_by_role("button").click()
    expect(page.get_by_role("heading", name="1. Résumé")).to_be_visible(timeout=30_000)
    settled(page)


def test_a_corrected_value_changes_the_frcp(page: Page, tmp_path: Path):
    enter(page)
    page.screenshot(path=tmp_path / "dossiers.png")
    open_example(page, "01-sein-her2")
    page.screenshot(path=tmp_path / "carnet.png")
    frcp = page.locator(".st-key-section-frcp-functional")
    expect(frcp).to_contain_text("OMS 0")
    page.get_by_role("radio", name="Patient (").click()
    field = page.get_by_role("textbox", name="Indice de performance OMS/ECOG")
    field.fill("2")
    field.press("Enter")
    expect(frcp).to_contain_text("saisi par Dr Anne Exemple", timeout=5000)
    frcp.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "frcp.png")


def test_the_page_says_it_is_french_and_shows_its_own_icon(page: Page, server: str):
    enter(page)
    assert page.evaluate("document.documentElement.lang") == "fr"
    icon = page.locator("link[rel*=icon]").first.get_attribute("href") or ""
    assert not icon.startswith("http") or icon.startswith(server)


def test_one_person_leaves_and_another_enters(page: Page):
    enter(page)
    page.get_by_text("Dr Anne Exemple · Oncologue").click()
    page.get_by_role("menuitem", name="Changer d'utilisateur").click()
    enter(page)


def test_words_of_the_text_are_reached_with_the_keyboard_and_show_their_values(page: Page):
    enter(page)
    open_example(page, "01-sein-her2")
    mark = page.locator("mark", has_text="FEVG 64 %")
    mark.focus()
    page.keyboard.press("Enter")
    expect(mark).to_have_attribute("aria-pressed", "true", timeout=5000)
    expect(page.locator(".st-key-cell-features").get_by_role("textbox", name="FEVG (%)")).to_have_value("64")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.textContent") == "FEVG 64 %"


def test_the_words_that_prove_a_value_are_shown_from_the_value(page: Page):
    enter(page)
    open_example(page, "01-sein-her2")
    page.get_by_role("button", name="« HER2 3+ »").first.click()
    expect(page.get_by_role("button", name="HER2 3+ : ", exact=False).first).to_have_attribute(
        "aria-pressed", "true", timeout=20_000
    )


def test_the_frcp_is_downloaded_as_word(page: Page):
    enter(page)
    open_example(page, "01-sein-her2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger FRCP (Word)").click()
    assert download.value.suggested_filename.endswith(".docx")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
