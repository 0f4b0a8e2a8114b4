from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import database as any_database

__all__ = ["any_database"]

SAMPLES = Path(__file__).parent / "data"


@pytest.fixture
def samples() -> Path:
    """The folder of invented records, one of each format."""
    return SAMPLES


@pytest.fixture
def database(sqlite: Engine) -> Engine:
    """An empty registry on SQLite; `any_database` is one of each kind in turn."""
    return sqlite
