"""What is set outside the code: the folder and databases of this machine (environment), and the settings of the installation.

CARNET_HOME           where the program keeps its files
CARNET_DATABASE_URL   the dossiers' database, when it is not in that folder
CARNET_REGISTRY_URL   the trial registry's database, when it is not in that folder
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sqlalchemy import URL
from sqlmodel import Field, Session, select

from store.base import DossierTable
from store.errors import Unavailable


def home() -> Path:
    """`home() == Path("/home/martin/.local/share/carnet-rcp")`: the program's folder, made readable by its owner only.

    It is CARNET_HOME, else the user's data folder. A folder that cannot be made raises `Unavailable`.
    """
    chosen = os.environ.get("CARNET_HOME")
    folder = Path(chosen).expanduser().absolute() if chosen else _user_data() / "carnet-rcp"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"Le dossier des données {folder} ne peut pas être créé : indiquez dans CARNET_HOME un dossier où vous pouvez écrire."
        ) from error
    return folder


def database_url() -> str:
    """`database_url() == "sqlite:////home/martin/.local/share/carnet-rcp/carnet.db"`: where the dossiers are."""
    return _address("CARNET_DATABASE_URL", "carnet.db")


def registry_url() -> str:
    """`registry_url() == "sqlite:////home/martin/.local/share/carnet-rcp/registry.db"`: where the trials are."""
    return _address("CARNET_REGISTRY_URL", "registry.db")


def _user_data() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    # The XDG specification asks to ignore a relative path.
    chosen = Path(os.environ.get("XDG_DATA_HOME", ""))
    return chosen if chosen.is_absolute() else Path.home() / ".local" / "share"


def _address(variable: str, file: str) -> str:
    chosen = os.environ.get(variable)
    if not chosen:
        return URL.create("sqlite", database=str(home() / file)).render_as_string(hide_password=False)
    for usual in ("postgresql://", "postgres://"):  # as administrators write it, without the name of a Python driver
        if chosen.startswith(usual):
            return "postgresql+psycopg://" + chosen.removeprefix(usual)
    return chosen


class Setting(DossierTable, table=True):
    """`Setting(key="establishment.name", value="CH de Sainte-Ville")`: one setting of the installation."""

    __tablename__ = "settings"

    key: str = Field(primary_key=True)
    value: str


def installation(session: Session) -> dict[str, str]:
    """`installation(s) == {"establishment.name": "CH de Sainte-Ville"}`; a setting never made is absent."""
    return {setting.key: setting.value for setting in session.exec(select(Setting).order_by(Setting.key))}


def set_installation(session: Session, key: str, value: str) -> None:
    """`set_installation(s, "default_postcode", "35000")`: an empty value removes the setting."""
    existing = session.get(Setting, key)
    if not value:
        if existing:
            session.delete(existing)
    elif existing:
        existing.value = value
    else:
        session.add(Setting(key=key, value=value))
    session.flush()
