"""Connections and short transactions, on SQLite (one machine) or PostgreSQL (shared).

Writers queue instead of failing: on SQLite a writing transaction takes the write lock from its start, and waits for
it up to ten seconds; readers see the last committed state and never wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from store.errors import Unavailable

WAIT_SECONDS = 10

FULL = "Le disque est plein : rien n'a été enregistré. Libérez de la place, puis recommencez."
READ_ONLY = (
    "La base de données est en lecture seule : rien n'a été enregistré. "
    "Vérifiez les droits d'écriture sur le dossier des données (CARNET_HOME), puis recommencez."
)
LOCKED = (
    f"La base de données est occupée depuis plus de {WAIT_SECONDS} secondes : rien n'a été enregistré. "
    "Recommencez dans un instant."
)
UNREACHABLE = (
    "La base de données ne peut pas être ouverte. "
    "Vérifiez le dossier des données (CARNET_HOME) ou l'adresse de la base (CARNET_DATABASE_URL), puis relancez."
)
NO_DRIVER = "Le pilote PostgreSQL n'est pas installé : installez-le avec pip install 'psycopg[binary]', puis relancez."
NOT_AN_ADDRESS = (
    "L'adresse de la base de données n'est pas comprise. "
    "Écrivez sqlite:////dossier/carnet.db ou postgresql://utilisateur@serveur/base."
)
DAMAGED = (
    "Le fichier de la base de données est endommagé ou n'est pas une base SQLite. "
    "Gardez-le de côté et restaurez la dernière sauvegarde."
)
DISK_ERROR = "Le disque des données ne répond pas correctement : rien n'a été enregistré. Prévenez votre service informatique."

# By primary result code of SQLite (https://www.sqlite.org/rescode.html).
SQLITE_SENTENCES = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_IOERR: DISK_ERROR,
}

# By SQLSTATE of PostgreSQL, or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html).
POSTGRESQL_SENTENCES = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": LOCKED,
    "40001": LOCKED,
    "40P01": LOCKED,
    "58": DISK_ERROR,
    "08": UNREACHABLE,
    "28": UNREACHABLE,
    "3D": UNREACHABLE,
    "53": UNREACHABLE,
    "57P01": UNREACHABLE,
    "57P02": UNREACHABLE,
    "57P03": UNREACHABLE,
}


@cache
def engine(url: str) -> Engine:
    """`engine("sqlite:////srv/carnet/carnet.db")`, `engine("postgresql+psycopg://carnet@base/carnet")`.

    One engine per address and process. Nothing is opened yet; from then on a database that cannot be opened,
    read or written raises `Unavailable` whatever the way it is used.
    """
    try:
        dialect = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise Unavailable(NOT_AN_ADDRESS) from error
    if dialect == "sqlite":
        database = create_engine(url, hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
        event.listen(database, "connect", _prepare_sqlite)
        event.listen(database, "begin", _begin_sqlite)
    elif dialect == "postgresql":
        database = _postgresql(url)
    else:
        raise Unavailable(NOT_AN_ADDRESS)
    event.listen(database, "handle_error", _explain, retval=True)
    return database


@contextmanager
def session(database: Engine) -> Iterator[Session]:
    """`with session(engine(database_url())) as s: create_user(s, "Dr Martin", "oncologist")`

    One writing transaction: all of the block is kept, or nothing when it raises. Keep it short (no reading of texts,
    no network inside), and do not open one inside another: pass the session on. Rows stay readable afterwards.
    """
    with Session(database, expire_on_commit=False) as opened, opened.begin():
        yield opened


@contextmanager
def reading(database: Engine) -> Iterator[Session]:
    """`with reading(engine(registry_url())) as s: ...`: one consistent state of the database, which nobody waits for.

    A write inside raises `Unavailable`.
    """
    options: dict[str, Any] = {"reading": True}
    if database.dialect.name == "postgresql":
        options |= {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    with Session(database.execution_options(**options), expire_on_commit=False) as opened:
        yield opened


def _postgresql(url: str) -> Engine:
    arguments = {"connect_timeout": WAIT_SECONDS, "options": f"-c lock_timeout={WAIT_SECONDS}s"}
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)
    except ModuleNotFoundError as error:
        raise Unavailable(NO_DRIVER) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own: _begin_sqlite does
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads, then writes, would fail at once if another wrote in between; IMMEDIATE makes it wait first.
    only_reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(only_reading)}")
    connection.exec_driver_sql("BEGIN" if only_reading else "BEGIN IMMEDIATE")


def _explain(context: ExceptionContext) -> Unavailable | None:
    """The error to raise in place of the driver's; where there is none, the driver's is raised without the row's contents."""
    error = context.original_exception
    for message in (error, context.sqlalchemy_exception):
        if message is not None and message.args:
            message.args = (_without_detail(str(message.args[0])), *message.args[1:])
    sentence = _sqlite_sentence(error) if isinstance(error, sqlite3.Error) else _postgresql_sentence(error)
    return Unavailable(sentence) if sentence else None


def _sqlite_sentence(error: sqlite3.Error) -> str | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else SQLITE_SENTENCES.get(code & 0xFF)


def _postgresql_sentence(error: Any) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state is None:  # no server answered
        return UNREACHABLE if type(error).__name__ in ("OperationalError", "ConnectionTimeout") else None
    return POSTGRESQL_SENTENCES.get(state) or POSTGRESQL_SENTENCES.get(state[:2])


def _without_detail(message: str) -> str:
    # PostgreSQL quotes the refused row after the first line ("DETAIL: Failing row contains ..."): not for a log.
    return message.split("\n", 1)[0]
