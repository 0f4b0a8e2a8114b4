"""The two families of tables, each in a database of its own.

`class Dossier(DossierTable, table=True): ...` and `class Trial(RegistryTable, table=True): ...` declare tables;
the revisions in `store/migrations/` create them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Constraints are named alike on SQLite and PostgreSQL, so that a later revision can drop them by name.
NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class DossierTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """`class Meeting(DossierTable, table=True): ...`: a table that cannot be rebuilt (dossiers, decisions, people)."""


class RegistryTable(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """`class Trial(RegistryTable, table=True): ...`: a table of the trial registry, rebuilt by a synchronisation."""


class Instant(TypeDecorator[datetime]):
    """`at: datetime = Field(default_factory=now, sa_type=Instant)`: a moment in UTC, time zone included.

    SQLite forgets the time zone of what it stores; this gives it back. A naive datetime raises ValueError.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone: use now() or datetime(..., tzinfo=UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """`now()` is the present moment in UTC, for columns of type `Instant`."""
    return datetime.now(UTC)
