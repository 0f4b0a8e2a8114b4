"""The application in a real browser: served from a home of its own, on a page where nothing may leave this machine."""

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
from playwright.sync_api import Browser, Page, expect

HERE = ("localhost", "127.0.0.1")


@contextmanager
def serving(repository: Path, home: Path) -> Iterator[str]:
    """The address of the application on a free port; its log must hold no clinical text when it stops."""
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


@contextmanager
def page_of(browser: Browser, address: str) -> Iterator[Page]:
    """A page at 1280x800 where every request to another machine, and every error of a script, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
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
    """Waits until the page shows the last run."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)


def accessible(page: Page) -> None:
    """What axe-core can tell of a page as it stands: labels, roles, contrast, order of headings."""
    settled(page)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
