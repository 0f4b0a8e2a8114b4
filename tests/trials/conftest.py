from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import engine
from store.migrations import migrate

SAMPLES = Path(__file__).parent / "data"


@pytest.fixture
def samples() -> Path:
    """The folder of invented records, one of each format."""
    return SAMPLES


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry just made: each test copies it, which is quicker than to make it again."""
    file = tmp_path_factory.mktemp("empty") / "registry.db"
    migrate(f"sqlite:///{file}", "registry")
    engine(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture
def database(tmp_path: Path, empty_registry: Path) -> Iterator[Engine]:
    """An empty registry on SQLite."""
    file = shutil.copy(empty_registry, tmp_path / "registry.db")
    yield engine(f"sqlite:///{file}")
    engine(f"sqlite:///{file}").dispose()


@pytest.fixture
def any_database(database_url: str) -> Engine:
    """An empty registry, on SQLite and on PostgreSQL in turn."""
    migrate(database_url, "registry")
    return engine(database_url)
