"""Two people on one row: nothing is lost, the second is told.

A table that people edit has a column `version: int = 1`; the page keeps the version it showed and gives it back when saving.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, update
from sqlmodel import Session, SQLModel

from store.errors import Conflict


def amend(session: Session, table: type[SQLModel], key: object, seen: int, **values: Any) -> int:
    """`amend(s, Dossier, "d1", seen=3, summary="...") == 4`: writes the values and returns the row's new version.

    Raises `Conflict`, and writes nothing, when the row is no longer at version `seen` or no longer exists.
    """
    columns = inspect(table).columns
    (primary,) = inspect(table).primary_key
    statement = update(table).where(primary == key, columns.version == seen).values(version=seen + 1, **values)
    if session.exec(statement).rowcount != 1:
        raise Conflict
    return seen + 1
