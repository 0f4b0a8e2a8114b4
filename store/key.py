"""The installation's key, which encrypts the identities.

It is CARNET_IDENTITY_KEY where set (several machines on one database), else the file identity.key of the program's folder.
The database keeps the key's fingerprint, so that a lost or foreign key is noticed before anything is written with it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import bindparam, text
from sqlmodel import Field, Session

from store.base import DossierTable, Instant, now
from store.errors import KeyLost
from store.settings import home

MISSING = (
    "La clé des identités est introuvable : remettez le fichier identity.key de votre sauvegarde dans {folder}, "
    "ou donnez la clé dans CARNET_IDENTITY_KEY. Les identités restent enregistrées, mais illisibles sans elle."
)
WRONG = (
    "La clé des identités n'est pas celle de cette base de données : remettez le fichier identity.key d'origine dans {folder}, "
    "ou donnez la bonne clé dans CARNET_IDENTITY_KEY."
)
MALFORMED = (
    "La clé des identités est mal formée (44 caractères attendus) : restaurez le fichier identity.key de {folder}, "
    "ou corrigez CARNET_IDENTITY_KEY."
)


class KeyFingerprint(DossierTable, table=True):
    """`KeyFingerprint(id=1, fingerprint="9f86d081...")`: the one key this database is encrypted with."""

    __tablename__ = "identity_keys"

    id: int = Field(default=1, primary_key=True)
    fingerprint: str
    created_at: datetime = Field(default_factory=now, sa_type=Instant)


def cipher(session: Session) -> Fernet:
    """`cipher(s).decrypt(cipher(s).encrypt(b"DUPONT")) == b"DUPONT"`: made with the installation's key, created at first use.

    Raises `KeyLost` when the key is missing, malformed, or not the one this database was encrypted with.
    """
    known = session.get(KeyFingerprint, 1)
    key = os.environ.get("CARNET_IDENTITY_KEY", "").encode() or _read(home() / "identity.key", may_create=known is None)
    try:
        made = Fernet(key)
    except ValueError as error:
        raise KeyLost(MALFORMED.format(folder=home())) from error
    fingerprint = hashlib.sha256(key).hexdigest()
    if known is None:
        # Two machines may come here at once: the first one's key is the database's, the other is told below.
        first = text("INSERT INTO identity_keys VALUES (1, :fingerprint, :at) ON CONFLICT DO NOTHING")
        typed = first.bindparams(bindparam("fingerprint", fingerprint), bindparam("at", now(), Instant))
        session.connection().execute(typed)
        known = session.get_one(KeyFingerprint, 1)
    if known.fingerprint != fingerprint:
        raise KeyLost(WRONG.format(folder=home()))
    return made


def _read(file: Path, may_create: bool) -> bytes:
    if may_create and not file.exists():
        _create(file)
    try:
        return file.read_bytes().strip()
    except OSError as error:
        raise KeyLost(MISSING.format(folder=file.parent)) from error


def _create(file: Path) -> None:
    """Write a new key, whole and readable by its owner only, unless another process has just done so."""
    handle, name = tempfile.mkstemp(dir=file.parent)  # mode 0600
    with os.fdopen(handle, "wb") as written:
        written.write(Fernet.generate_key())
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
