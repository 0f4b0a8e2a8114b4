from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from store.engine import engine, reading, session
from store.errors import Unavailable
from store.migrations import migrate
from store.settings import database_url, home, installation, registry_url, set_installation


def test_the_folder_is_the_one_asked_for_and_only_its_owner_reads_it(own_home: Path) -> None:
    assert home() == own_home
    assert own_home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("platform", "expected"),
    [("linux", ".local/share/carnet-rcp"), ("darwin", "Library/Application Support/carnet-rcp")],
)
def test_the_folder_is_by_default_in_the_user_s_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, expected: str
) -> None:
    monkeypatch.delenv("CARNET_HOME")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", platform)
    assert home() == tmp_path / expected


def test_the_xdg_data_folder_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARNET_HOME")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert home() == tmp_path / "data" / "carnet-rcp"


def test_a_folder_that_cannot_be_made_gives_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(Unavailable, match="CARNET_HOME") as refused:
        home()
    assert str(tmp_path) in refused.value.sentence


@pytest.mark.parametrize("folder", ["home", "Données d'été", "100 %", "a+b&c", "a?b#c"])
def test_a_database_is_kept_in_the_folder_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / folder))
    for url, file in ((database_url(), "carnet.db"), (registry_url(), "registry.db")):
        migrate(url, "dossiers")
        assert (tmp_path / folder / file).exists()
        engine(url).dispose()


def test_postgresql_is_chosen_by_one_setting_written_as_administrators_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_DATABASE_URL", "postgresql://carnet@base/carnet")
    assert database_url() == "postgresql+psycopg://carnet@base/carnet"


@pytest.mark.parametrize("url", ["carnet.db", "mysql://base/carnet", ""])
def test_an_address_that_is_not_understood_gives_a_sentence(url: str) -> None:
    with pytest.raises(Unavailable, match="n'est pas comprise"):
        engine(url)


def test_a_setting_of_the_installation_is_kept_changed_and_removed(database: Engine) -> None:
    with session(database) as opened:
        assert installation(opened) == {}
        set_installation(opened, "establishment.name", "CH de Sainte-Ville")
        set_installation(opened, "default_postcode", "35000")
    with session(database) as opened:
        set_installation(opened, "establishment.name", "CHU de Sainte-Ville")
        set_installation(opened, "default_postcode", "")
    with reading(database) as opened:
        assert installation(opened) == {"establishment.name": "CHU de Sainte-Ville"}
