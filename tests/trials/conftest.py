from __future__ import annotations

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


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    """An empty registry on SQLite."""
    url = f"sqlite:///{tmp_path / 'registry.db'}"
    migrate(url, "registry")
    yield engine(url)
    engine(url).dispose()


@pytest.fixture
def any_database(database_url: str) -> Engine:
    """An empty registry, on SQLite and on PostgreSQL in turn."""
    migrate(database_url, "registry")
    return engine(database_url)
