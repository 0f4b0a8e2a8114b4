from __future__ import annotations

import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel

from store.engine import engine, reading, session
from store.errors import Conflict, StoreError, Unavailable
from store.optimistic import amend
from store.settings import Setting, installation, set_installation


class Note(SQLModel, table=True):
    id: int = Field(primary_key=True)
    body: str
    version: int = 1


@pytest.fixture
def with_a_note(database: Engine) -> Engine:
    Note.__table__.create(database)
    with session(database) as opened:
        opened.add(Note(id=1, body="vide"))
    return database


def write(database: Engine, key: str, value: str) -> None:
    with session(database) as opened:
        set_installation(opened, key, value)


def read(database: Engine) -> dict[str, str]:
    with reading(database) as opened:
        return installation(opened)


def test_a_transaction_is_kept_whole_or_not_at_all(database: Engine) -> None:
    def half_done() -> None:
        with session(database) as opened:
            set_installation(opened, "default_postcode", "35000")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert read(database) == {}


def test_reading_goes_on_while_another_writes(database: Engine) -> None:
    with session(database) as writer:
        set_installation(writer, "default_postcode", "35000")
        assert read(database) == {}
    assert read(database) == {"default_postcode": "35000"}


def test_reading_sees_one_state_from_its_first_look_to_its_end(database: Engine) -> None:
    with reading(database) as opened:
        assert installation(opened) == {}
        write(database, "default_postcode", "35000")
        assert installation(opened) == {}


def test_nothing_is_written_while_only_reading(database: Engine) -> None:
    with reading(database) as opened, pytest.raises(Unavailable, match="lecture seule"):
        set_installation(opened, "default_postcode", "35000")
    write(database, "default_postcode", "29000")
    assert read(database) == {"default_postcode": "29000"}


def test_a_row_stays_readable_after_its_transaction(database: Engine) -> None:
    with session(database) as opened:
        setting = Setting(key="default_postcode", value="35000")
        opened.add(setting)
    assert setting.value == "35000"


def test_two_processes_writing_at_once_lose_nothing(sqlite: Engine) -> None:
    add_one_a_hundred_times = f"""
from store.engine import engine, session
from store.settings import installation, set_installation
for _ in range(100):
    with session(engine({str(sqlite.url)!r})) as opened:
        set_installation(opened, "count", str(1 + int(installation(opened).get("count", "0"))))
"""
    started = [subprocess.Popen([sys.executable, "-c", add_one_a_hundred_times]) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    assert read(sqlite) == {"count": "200"}


def test_of_two_people_on_one_row_the_second_is_told(with_a_note: Engine) -> None:
    def save(seen: int, body: str) -> int:
        with session(with_a_note) as opened:
            return amend(opened, Note, 1, seen=seen, body=body)

    assert save(1, "écrit par la première") == 2
    with pytest.raises(Conflict, match="rechargez"):
        save(1, "écrit par le second")
    with reading(with_a_note) as opened:
        assert opened.get_one(Note, 1).body == "écrit par la première"
    assert save(2, "écrit par le second") == 3


def test_a_row_that_was_removed_meanwhile_is_a_conflict(with_a_note: Engine) -> None:
    with session(with_a_note) as opened, pytest.raises(Conflict):
        amend(opened, Note, 2, seen=1, body="écrit")


def test_a_row_read_before_it_is_amended_shows_its_new_values(with_a_note: Engine) -> None:
    with session(with_a_note) as opened:
        note = opened.get_one(Note, 1)
        amend(opened, Note, 1, seen=note.version, body="écrit")
        assert (note.body, note.version) == ("écrit", 2)


def test_a_full_disk_gives_a_sentence_and_keeps_what_was_there(sqlite: Engine) -> None:
    write(sqlite, "establishment.name", "CH de Sainte-Ville")
    with sqlite.connect() as connection:  # the limit is this connection's, which the pool gives again
        connection.execute(text(f"PRAGMA max_page_count = {connection.execute(text('PRAGMA page_count')).scalar()}"))
    with pytest.raises(Unavailable, match="disque est plein"):
        write(sqlite, "network.name", "x" * 1_000_000)
    assert read(sqlite) == {"establishment.name": "CH de Sainte-Ville"}


def test_a_database_held_too_long_by_another_gives_a_sentence(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.engine.WAIT_SECONDS", 0.1)
    hurried = engine(f"{sqlite.url}?cached_statements=10")  # written otherwise, for an engine of its own
    with session(sqlite) as holder:
        set_installation(holder, "default_postcode", "35000")
        with pytest.raises(Unavailable, match="occupée"):
            write(hurried, "default_postcode", "29000")
    hurried.dispose()
    assert read(sqlite) == {"default_postcode": "35000"}


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/carnet.db", "postgresql+psycopg://nobody@127.0.0.1:1/none"])
def test_a_database_that_cannot_be_opened_gives_a_sentence(url: str) -> None:
    with pytest.raises(Unavailable, match="ne peut pas être ouverte"):
        read(engine(url))


def test_a_database_that_cannot_be_written_gives_a_sentence(sqlite: Engine) -> None:
    url = f"sqlite:///file:{sqlite.url.database}?mode=ro&uri=true"
    with pytest.raises(Unavailable, match="lecture seule"):
        write(engine(url), "default_postcode", "35000")
    engine(url).dispose()


def test_a_file_that_is_no_database_gives_a_sentence_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "carnet.db"
    file.write_text("Ceci est une lettre, pas une base de données. " * 100)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="endommagé"):
        read(engine(f"sqlite:///{file}"))
    assert file.read_bytes() == before


def test_an_error_never_quotes_what_was_being_written(database: Engine) -> None:
    summary = "Patiente de 54 ans, carcinome canalaire"
    refused = text("INSERT INTO settings (key, value) VALUES (:value, NULL)")
    with pytest.raises(IntegrityError) as not_null, session(database) as opened:
        opened.connection().execute(refused, {"value": summary})
    write(database, summary, summary)
    with pytest.raises(IntegrityError) as twice, database.begin() as connection:
        connection.execute(text("INSERT INTO settings (key, value) VALUES (:value, :value)"), {"value": summary})
    for error in (not_null, twice):
        assert "carcinome" not in "".join(traceback.format_exception(error.value))


def test_sqlite_is_set_for_several_readers_and_one_writer(sqlite: Engine) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    with sqlite.connect() as connection:
        assert [connection.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas] == ["wal", 1, 1, 10_000]
