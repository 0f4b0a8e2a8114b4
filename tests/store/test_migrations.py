from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text

from store.base import DossierTable, RegistryTable
from store.engine import engine, reading, session
from store.errors import Unavailable
from store.migrations import Tree, migrate, versions

TABLES = {
    "dossiers": [
        "store.settings",
        "store.users",
        "store.journal",
        "store.key",
        "store.identity",
        "guidelines.tables",
        "dossier.tables",
        "trials.corrections",
    ],
    "registry": ["trials.tables"],
}
METADATA = {"dossiers": DossierTable.metadata, "registry": RegistryTable.metadata}


def declared(tree: Tree) -> MetaData:
    for module in TABLES[tree]:
        if find_spec(module.split(".")[0]) and find_spec(module):
            import_module(module)
    return METADATA[tree]


@pytest.mark.parametrize("tree", ["dossiers", "registry"])
def test_migrating_an_empty_database_makes_the_tables_the_program_declares(database_url: str, tree: Tree) -> None:
    tables = declared(tree)
    migrate(database_url, tree)

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or "_fts" not in (name or "")  # SQLite's full-text search has tables of its own

    with engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours, "version_table": f"{tree}_version"})
        assert compare_metadata(context, tables) == []


@pytest.mark.parametrize("tree", ["dossiers", "registry"])
def test_revisions_are_numbered_from_0001_without_a_gap(tree: Tree) -> None:
    files = sorted(file for file in versions(tree).glob("*.py"))
    assert [file.name[:5] for file in files] == [f"{number:04}_" for number in range(1, len(files) + 1)]
    for number, file in enumerate(files, start=1):
        before = f'"{number - 1:04}"' if number > 1 else "None"
        assert f'\nrevision = "{number:04}"\ndown_revision = {before}\n' in file.read_text(encoding="utf-8"), file.name


def test_both_trees_may_share_one_database(database_url: str) -> None:
    migrate(database_url, "dossiers")
    migrate(database_url, "registry")
    migrate(database_url, "dossiers")
    with engine(database_url).connect() as connection:
        assert inspect(connection).has_table("journal")


def test_migrating_again_does_not_load_alembic(database_url: str) -> None:
    migrate(database_url, "dossiers")
    program = f"""
import sys
from store.migrations import migrate
migrate({database_url!r}, "dossiers")
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_several_processes_may_start_at_once_on_an_empty_database(database_url: str) -> None:
    program = f"from store.migrations import migrate; migrate({database_url!r}, 'dossiers')"
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [(process.wait(60), process.communicate()[1]) for process in started] == [(0, "")] * 4


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url: str) -> None:
    with session(engine(database_url)) as opened:
        opened.connection().execute(text("CREATE TABLE identities (mine INTEGER)"))
    with pytest.raises(Exception, match="identities"):
        migrate(database_url, "dossiers")
    with engine(database_url).connect() as connection:
        assert inspect(connection).get_table_names() == ["identities"]


def test_a_database_from_a_newer_version_is_left_alone(database_url: str) -> None:
    migrate(database_url, "dossiers")
    with session(engine(database_url)) as opened:
        opened.connection().execute(text("UPDATE dossiers_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="version plus récente"):
        migrate(database_url, "dossiers")


def test_foreign_keys_are_watched_again_after_a_migration(database_url: str) -> None:
    migrate(database_url, "dossiers")
    if database_url.startswith("sqlite"):
        with reading(engine(database_url)) as opened:
            assert opened.connection().execute(text("PRAGMA foreign_keys")).scalar() == 1
