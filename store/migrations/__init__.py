"""Bringing a database to the tables of this version of the program.

Two trees of revisions, one file each, numbered from 0001 without a gap: `dossiers/versions` and `registry/versions`.
A revision is written by hand, is called after its number (`revision = "0002"`), and is never edited once released.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import Engine, String, column, inspect, select, table

from store.engine import engine, reading
from store.errors import Unavailable

Tree = Literal["dossiers", "registry"]

TOO_NEW = (
    "La base de données a été écrite par une version plus récente du programme (révision {found}, {known} au plus ici) : "
    "mettez le programme à jour."
)


def migrate(url: str, tree: Tree) -> None:
    """`migrate(database_url(), "dossiers")`: creates the tables, or brings them up to date; quick when they already are.

    All the revisions missing are applied, or none. Several processes may start at once: one migrates, the others wait.
    Raises `Unavailable` when the database cannot be opened, or comes from a newer version of the program.
    """
    database = engine(url)
    stamp, head = _stamp(database, tree), _head(tree)
    if stamp == head:
        return
    if stamp is not None and (head is None or stamp > head):
        raise Unavailable(TOO_NEW.format(found=stamp, known=head))
    from store.migrations.upgrade import upgrade  # alembic is not loaded when there is nothing to do

    upgrade(database, tree)


def versions(tree: Tree) -> Path:
    """`versions("dossiers") == Path(".../store/migrations/dossiers/versions")`: the folder of a tree's revisions."""
    return Path(__file__).parent / tree / "versions"


def _head(tree: Tree) -> str | None:
    return max((file.name[:4] for file in versions(tree).glob("[0-9]*.py")), default=None)


def _stamp(database: Engine, tree: Tree) -> str | None:
    stamps = table(f"{tree}_version", column("version_num", String))
    with reading(database) as session:
        connection = session.connection()
        if not inspect(connection).has_table(stamps.name):
            return None
        return connection.execute(select(stamps.c.version_num)).scalar()
