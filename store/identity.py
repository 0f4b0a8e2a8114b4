"""Who the patient is: encrypted with the installation's key, in a table of its own, rejoined with the dossier at export only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from cryptography.fernet import InvalidToken
from sqlmodel import Field, Session, col, delete

from store.base import DossierTable, Instant, now
from store.errors import KeyLost
from store.key import cipher
from store.surrogates import Original

IDENTITY = "identity"

ALTERED = (
    "L'identité enregistrée ne peut pas être déchiffrée : ses données ont été altérées. "
    "Restaurez la dernière sauvegarde ou saisissez l'identité de nouveau."
)


class Identifier(NamedTuple):
    """`Identifier("Numéro d'inclusion", "034-112")`: an identifier that has no field of its own."""

    kind: str
    value: str


@dataclass(frozen=True)
class Identity:
    """`Identity(birth_name="DUPONT", birth_first_name="Jeanne", birth_date=date(1956, 3, 2), ipp="8001234")`

    None is what nobody entered; nothing is ever deduced or invented.
    """

    birth_name: str | None = None
    birth_first_name: str | None = None
    birth_first_names: str | None = None  # all of them, in the order of the civil register
    used_name: str | None = None
    used_first_name: str | None = None
    birth_date: date | None = None
    birth_place: str | None = None  # INSEE code of the commune or country
    sex: Literal["F", "M"] | None = None  # as in the civil register
    ins: str | None = None  # the matricule
    ins_oid: str | None = None  # what the matricule is: NIR 1.2.250.1.213.1.4.8, NIA 1.2.250.1.213.1.4.9
    ipp: str | None = None
    addresses: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()  # as URLs: "tel:+33612345678", "mailto:..."
    others: tuple[Identifier, ...] = ()


class Sealed(DossierTable, table=True):
    """`Sealed(dossier_id="12", part="identity", token="gAAAA...")`: the identity, or the originals of one text of the dossier."""

    __tablename__ = "identities"

    dossier_id: str = Field(primary_key=True)
    part: str = Field(primary_key=True)
    token: str
    updated_at: datetime = Field(default_factory=now, sa_type=Instant)


def save_identity(session: Session, dossier_id: str, identity: Identity) -> None:
    """`save_identity(s, "12", Identity(ipp="8001234"))`: replaces what was there. Raises `KeyLost` as `store.key.cipher`."""
    values = asdict(identity)
    values["birth_date"] = identity.birth_date.isoformat() if identity.birth_date else None
    _seal(session, dossier_id, IDENTITY, values)


def load_identity(session: Session, dossier_id: str) -> Identity | None:
    """`load_identity(s, "12").ipp == "8001234"`; None when none was entered.

    Raises `KeyLost` when the key is missing or wrong, or the stored data were altered.
    """
    values = _open(session, dossier_id, IDENTITY)
    if values is None:
        return None
    values["birth_date"] = date.fromisoformat(values["birth_date"]) if values["birth_date"] else None
    values["addresses"] = tuple(values["addresses"])
    values["contacts"] = tuple(values["contacts"])
    values["others"] = tuple(Identifier(*other) for other in values["others"])
    return Identity(**values)


def save_originals(session: Session, dossier_id: str, document: str, originals: Iterable[Original]) -> None:
    """`save_originals(s, "12", "summary", originals(text, spans))`: the words masked in one text, encrypted. Raises `KeyLost`."""
    _seal(session, dossier_id, f"text:{document}", [asdict(original) for original in originals])


def load_originals(session: Session, dossier_id: str, document: str) -> tuple[Original, ...]:
    """`load_originals(s, "12", "summary") == (Original(4, 13, "name", "Zoé PETIT"),)`; empty when none. Raises `KeyLost`."""
    return tuple(Original(**values) for values in _open(session, dossier_id, f"text:{document}") or ())


def delete_identity(session: Session, dossier_id: str) -> None:
    """`delete_identity(s, "12")`: the identity and the masked words of all the dossier's texts, for good."""
    session.exec(delete(Sealed).where(col(Sealed.dossier_id) == dossier_id))


def _seal(session: Session, dossier_id: str, part: str, values: Any) -> None:
    # The place is sealed with the content: a row copied onto another dossier is refused when opened.
    content = json.dumps({"place": [dossier_id, part], "values": values})
    token = cipher(session).encrypt(content.encode()).decode()
    session.merge(Sealed(dossier_id=dossier_id, part=part, token=token))
    session.flush()


def _open(session: Session, dossier_id: str, part: str) -> Any:
    row = session.get(Sealed, (dossier_id, part))
    if row is None:
        return None
    try:
        content = json.loads(cipher(session).decrypt(row.token))
    except InvalidToken as error:
        raise KeyLost(ALTERED) from error
    if content["place"] != [dossier_id, part]:
        raise KeyLost(ALTERED)
    return content["values"]
