from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, text

from store.engine import engine, reading, session
from store.errors import KeyLost
from store.identity import (
    Identifier,
    Identity,
    delete_identity,
    load_identity,
    load_originals,
    save_identity,
    save_originals,
)
from store.migrations import migrate
from store.surrogates import Original

# A fictional person.
JEANNE = Identity(
    birth_name="DUPONT-FICTIF",
    birth_first_name="Jeanne",
    birth_first_names="Jeanne Élise",
    used_name="MARTIN",
    birth_date=date(1956, 3, 2),
    birth_place="35238",
    sex="F",
    ipp="8001234",
    addresses=("1 rue de l'Exemple, 35000 Rennes",),
    contacts=("tel:+33200000000", "mailto:jeanne@exemple.invalid"),
    others=(Identifier("Numéro d'inclusion", "034-112"),),
)
MASKED = (Original(4, 13, "name", "Zoé PETIT"), Original(30, 40, "birth_date", "02/03/1956"))


def keep(database: Engine, dossier_id: str, identity: Identity) -> None:
    with session(database) as opened:
        save_identity(opened, dossier_id, identity)


def kept(database: Engine, dossier_id: str) -> Identity | None:
    with reading(database) as opened:
        return load_identity(opened, dossier_id)


def test_an_identity_is_read_back_as_it_was_entered(database: Engine) -> None:
    keep(database, "12", JEANNE)
    keep(database, "13", Identity())
    assert kept(database, "12") == JEANNE
    assert kept(database, "13") == Identity()
    assert kept(database, "14") is None


def test_an_identity_is_replaced_then_removed_with_the_masked_words(database: Engine) -> None:
    keep(database, "12", JEANNE)
    keep(database, "12", replace(JEANNE, ipp=None))
    keep(database, "13", JEANNE)
    with session(database) as opened:
        save_originals(opened, "12", "summary", MASKED)
        assert load_originals(opened, "12", "summary") == MASKED
        assert load_originals(opened, "12", "letter") == ()
    assert kept(database, "12") == replace(JEANNE, ipp=None)
    with session(database) as opened:
        delete_identity(opened, "12")
        assert load_originals(opened, "12", "summary") == ()
    assert kept(database, "12") is None
    assert kept(database, "13") == JEANNE


def test_no_identifying_word_is_readable_in_the_files(sqlite: Engine, tmp_path: Path) -> None:
    keep(sqlite, "12", JEANNE)
    with session(sqlite) as opened:
        save_originals(opened, "12", "summary", MASKED)
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"identities" in stored
    for word in (b"DUPONT", b"Jeanne", b"8001234", b"1956", b"PETIT"):
        assert word not in stored


def test_the_key_is_readable_by_its_owner_only(database: Engine, own_home: Path) -> None:
    keep(database, "12", JEANNE)
    assert (own_home / "identity.key").stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in own_home.iterdir()) == ["identity.key"]


def test_a_lost_key_gives_a_sentence_and_no_other_key_is_made(database: Engine, own_home: Path) -> None:
    keep(database, "12", JEANNE)
    (own_home / "identity.key").rename(own_home / "saved")
    for _ in range(2):
        with pytest.raises(KeyLost, match="introuvable") as lost:
            kept(database, "12")
        assert str(own_home) in lost.value.sentence
        with pytest.raises(KeyLost, match="introuvable"):
            keep(database, "13", JEANNE)
    (own_home / "saved").rename(own_home / "identity.key")
    assert kept(database, "12") == JEANNE


def test_another_installation_s_key_gives_a_sentence_before_anything_is_written(database: Engine, own_home: Path) -> None:
    keep(database, "12", JEANNE)
    (own_home / "identity.key").write_bytes(Fernet.generate_key())
    with pytest.raises(KeyLost, match="n'est pas celle"):
        kept(database, "12")
    with pytest.raises(KeyLost, match="n'est pas celle"):
        keep(database, "13", JEANNE)


def test_a_malformed_key_gives_a_sentence(database: Engine, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "identity.key").write_text("clé")
    with pytest.raises(KeyLost, match="mal formée"):
        keep(database, "12", JEANNE)


def test_the_key_may_come_from_the_environment(database: Engine, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_IDENTITY_KEY", Fernet.generate_key().decode())
    keep(database, "12", JEANNE)
    assert kept(database, "12") == JEANNE
    assert not (own_home / "identity.key").exists()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE identities SET token = 'gAAAAABn' WHERE dossier_id = '12'",
        "UPDATE identities SET token = (SELECT token FROM identities WHERE dossier_id = '13') WHERE dossier_id = '12'",
    ],
)
def test_an_altered_or_swapped_identity_is_refused(database: Engine, attack: str) -> None:
    keep(database, "12", JEANNE)
    keep(database, "13", Identity(birth_name="AUTRE-FICTIF"))
    with session(database) as opened:
        opened.connection().execute(text(attack))
    with pytest.raises(KeyLost, match="altérées"):
        kept(database, "12")


def test_processes_that_start_together_share_one_key(database_url: str, own_home: Path) -> None:
    migrate(database_url, "dossiers")
    program = """
import sys
from store.engine import engine, session
from store.identity import Identity, save_identity
with session(engine(sys.argv[1])) as opened:
    save_identity(opened, sys.argv[2], Identity(ipp=sys.argv[2]))
"""
    started = [subprocess.Popen([sys.executable, "-c", program, database_url, str(number)]) for number in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    assert [kept(engine(database_url), str(number)) for number in range(3)] == [Identity(ipp=str(number)) for number in range(3)]


def test_an_installation_is_moved_with_its_folder(
    sqlite: Engine, own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(sqlite, "12", JEANNE)
    shutil.move(own_home, tmp_path / "elsewhere")
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "elsewhere"))
    assert kept(sqlite, "12") == JEANNE
