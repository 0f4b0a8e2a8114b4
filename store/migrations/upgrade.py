"""Applying revisions with alembic, one process at a time and in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from store.base import DossierTable, RegistryTable
from store.errors import Unavailable
from store.migrations import Tree, versions

METADATA = {"dossiers": DossierTable.metadata, "registry": RegistryTable.metadata}

INCONSISTENT = "La mise à jour de la base de données laisserait des données orphelines : rien n'a été changé. Prévenez l'éditeur."


def upgrade(database: Engine, tree: Tree) -> None:
    """`upgrade(engine(url), "dossiers")`: the work of `store.migrations.migrate`, once it is known that there is some."""
    config = Config()
    config.set_main_option("script_location", _plain(Path(__file__).parent))
    config.set_main_option("version_locations", _plain(versions(tree)))
    config.set_main_option("path_separator", "newline")
    with _alone(database) as connection:
        config.attributes.update(connection=connection, metadata=METADATA[tree], version_table=f"{tree}_version")
        command.upgrade(config, "head")


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")  # alembic's configuration reads % as the start of a reference


@contextmanager
def _alone(database: Engine) -> Iterator[Connection]:
    """A transaction that no other migration overlaps."""
    with database.connect() as connection:
        if database.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('carnet-rcp migrations'))"))
                yield connection
            return
        # On SQLite a changed table is copied and dropped, and dropping would cascade to the rows that refer to it.
        # The pragma has no effect inside a transaction; the transaction itself (BEGIN IMMEDIATE) is the lock.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if connection.execute(text("PRAGMA foreign_key_check")).first():
                    raise Unavailable(INCONSISTENT)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
