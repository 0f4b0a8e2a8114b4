"""Dossiers and a registry of one trial, in one database of each kind in turn."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from store.engine import session as transaction
from store.users import User, create_user
from tests.dossier.screening.patients import keep, trial


@pytest.fixture
def both(database: Engine) -> Engine:
    """Dossiers and registry, with one trial, in one database of each kind in turn."""
    keep(database, trial())
    return database


@pytest.fixture
def user(database: Engine) -> User:
    with transaction(database) as session:
        return create_user(session, "Mme Martin Exemple", "coordinator")
