"""What every test may ask for: the repository, the shared reference folder, a home of its own, a browser."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browsing import serving
from tests.databases import database, database_url, postgresql, prepared_home, sqlite, tables

__all__ = ["database", "database_url", "postgresql", "prepared_home", "sqlite", "tables"]  # one PostgreSQL for the whole run

ROOT = Path(__file__).resolve().parent.parent

# A slow machine is no failure of the code.
settings.register_profile("carnet", deadline=None)
settings.load_profile("carnet")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests first, those in a browser, which often wait: another worker runs the others meanwhile, and shares what is left."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds pyproject.toml."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of reference material (cases, trials, contract): CARNET_SHARED_DIR, else `shared` beside the repository."""
    folder = Path(os.environ.get("CARNET_SHARED_DIR") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"the shared reference folder is absent ({folder}); set CARNET_SHARED_DIR")
    return folder


@pytest.fixture(scope="session", autouse=True)
def no_test_touches_the_users_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For a test that forgets to ask for `carnet_home`, and for servers that outlive one test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARNET_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("CARNET_DATABASE_URL", raising=False)
        yield


@pytest.fixture
def carnet_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty CARNET_HOME, for this test alone."""
    home = tmp_path / "carnet"
    home.mkdir()
    monkeypatch.setenv("CARNET_HOME", str(home))
    return home


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Refuses connections to other machines, as a closed hospital network would (in this process; not in its children)."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: tuple | str | bytes) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("localhost", "127.0.0.1", "::1"):
            raise AssertionError(f"a test tried to connect to {address!r}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here_only)
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, prepared_home: Path) -> Iterator[str]:
    """The address of the application, for all the tests that ask nothing of what others left there: dossiers, people, meetings."""
    home = shutil.copytree(prepared_home, tmp_path_factory.mktemp("server"), dirs_exist_ok=True)
    with serving(home) as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the system's, else the one that Playwright fetched. Without any the test is skipped, but not in CI.

    One for each file: while Playwright is open its event loop runs in this thread, which other tests may need.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    system = next((path for path in map(shutil.which, names) if path), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        if not system and not Path(chromium.executable_path).exists():
            message = "no Chromium: install the system's package, or run .venv/bin/playwright install chromium"
            pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
        sandbox = os.geteuid() != 0  # Chromium refuses to start as root with its sandbox
        quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        opened = chromium.launch(executable_path=system, chromium_sandbox=sandbox, args=quiet)
        yield opened
        opened.close()
