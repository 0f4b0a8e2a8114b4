"""Which version of a document leaves: the same content keeps its number, a new one replaces the last that left.

    >>> edition_of(session, opened.id, "frcp", content, user)
    Edition(set_id=UUID('...'), number=2, replaces=UUID('...'))

The set id is that of the dossier and of the kind of document, so that a system that received version 1 recognises version 2.
"""

from __future__ import annotations

import hashlib
import uuid

from sqlmodel import Session, col, select

from dossier.exports.cda_header import PROGRAM, Edition
from dossier.exports.json_export import write as as_json
from dossier.items import ProposedDocument
from dossier.tables import SentDocument
from store import journal
from store.users import User


def edition_of(session: Session, dossier_id: str, document: ProposedDocument, user: User) -> Edition:
    """The edition under which a document leaves now. What leaves is recorded: who, when, under which number, never its words."""
    set_id = _set_id(dossier_id, document.kind)
    digest = hashlib.sha256(as_json(document)).hexdigest()
    last = _last(session, dossier_id, document.kind)
    if last is None or last.digest != digest:
        number = last.number + 1 if last else 1
        last = SentDocument(dossier_id=dossier_id, kind=document.kind, number=number, digest=digest, by=user.name)
        session.add(last)
        session.flush()
        journal.record(session, user, "document.sent", f"dossier:{dossier_id}", {"kind": document.kind, "number": number})
    return Edition(set_id, last.number, uuid.uuid5(set_id, str(last.number - 1)) if last.number > 1 else None)


def last_sent(session: Session, dossier_id: str, kind: str) -> uuid.UUID | None:
    """The id of the document of a kind that left last from this dossier; None where none did."""
    last = _last(session, dossier_id, kind)
    return Edition(_set_id(dossier_id, kind), last.number).document_id if last else None


def _last(session: Session, dossier_id: str, kind: str) -> SentDocument | None:
    chosen = select(SentDocument).where(SentDocument.dossier_id == dossier_id, SentDocument.kind == kind)
    return session.exec(chosen.order_by(col(SentDocument.number).desc()).limit(1)).first()


def _set_id(dossier_id: str, kind: str) -> uuid.UUID:
    return uuid.uuid5(PROGRAM, f"{kind}:{dossier_id}")
