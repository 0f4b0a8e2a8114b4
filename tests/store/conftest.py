from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import engine
from store.migrations import migrate


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a folder of its own: none touches the files of whoever runs the tests."""
    for variable in ("CARNET_DATABASE_URL", "CARNET_REGISTRY_URL", "CARNET_IDENTITY_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


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
