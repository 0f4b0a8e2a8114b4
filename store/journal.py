"""Who did what, when, on what. Entries are only ever added: the database itself refuses to change or remove one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, Session, col, select

from store.base import DossierTable, Instant, now
from store.users import User

# A key, an id, a number, a date: no space, so that no clinical sentence can slip in.
REFERENCE = re.compile(r"[\w.:/+-]{1,100}", re.ASCII)

Reference = str | int | None


class JournalEntry(DossierTable, table=True):
    """`JournalEntry(user_name="Dr Anne Martin", action="feature.corrected", subject="dossier:12", detail={"feature": "..."})`

    `user_name` is the name at the time; `user_id` is None for what the program did by itself.
    """

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=Instant)
    user_id: int | None = Field(default=None, foreign_key="users.id")
    user_name: str = ""
    action: str
    subject: str = Field(index=True)
    detail: dict[str, Reference | list[Reference]] = Field(default_factory=dict, sa_type=JSON)


def record(
    session: Session,
    user: User | None,
    action: str,
    subject: str,
    detail: Mapping[str, Reference | Sequence[Reference]] | None = None,
) -> JournalEntry:
    """`record(s, user, "feature.corrected", "dossier:12", {"feature": "patient.ecog"})`

    Written in the same transaction as what it tells. Action, subject and detail hold keys, ids and numbers only: anything
    that could be clinical text (a space, more than 100 characters) raises ValueError, without quoting it.
    """
    kept = {key: _references(value) for key, value in (detail or {}).items()}
    if not all(REFERENCE.fullmatch(word) for word in _words(action, subject, kept)):
        raise ValueError("a journal entry holds keys, ids and numbers only: no text")
    entry = JournalEntry(
        user_id=user.id if user else None, user_name=user.name if user else "", action=action, subject=subject, detail=kept
    )
    session.add(entry)
    session.flush()
    return entry


def entries(session: Session, subject: str | None = None, limit: int = 500) -> Sequence[JournalEntry]:
    """`entries(s, subject="dossier:12")[0].action == "feature.corrected"`: the latest first, of one subject or of all."""
    query = select(JournalEntry).order_by(col(JournalEntry.id).desc()).limit(limit)
    if subject is not None:
        query = query.where(JournalEntry.subject == subject)
    return session.exec(query).all()


def _references(value: Reference | Sequence[Reference]) -> Reference | list[Reference]:
    return value if value is None or isinstance(value, str | int) else list(value)


def _words(action: str, subject: str, detail: Mapping[str, Reference | list[Reference]]) -> list[str]:
    words = [action, subject, *detail]
    for value in detail.values():
        words += [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]
    return words
