"""Meetings in the database: prepared, amended by two people without loss, with the list of the cases they hear.

>>> with session(engine(database_url())) as s:
...     held = create_meeting(s, Meeting("RCP sein", date="2025-03-12"), user)
...     enlist(s, held.id, opened.id, user)
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from dossier.meeting import Meeting
from dossier.tables import HeardCase, StoredDossier, StoredMeeting
from store import journal
from store.base import now
from store.optimistic import amend
from store.users import User

_LATEST = 200  # meetings listed


class NoSuchMeeting(ValueError):
    """The meeting was deleted, or its address is wrong; the message is the sentence for the user."""


@dataclass(frozen=True)
class OpenMeeting:
    """A meeting as it was read, and the version that was seen."""

    meeting: Meeting
    version: int

    @property
    def id(self) -> str:
        return self.meeting.id


def create_meeting(session: Session, meeting: Meeting, user: User) -> OpenMeeting:
    """Keeps a new meeting under an id of its own."""
    kept = replace(meeting, id=secrets.token_hex(6))
    session.add(StoredMeeting(id=kept.id, date=kept.date, content=kept.to_json(), updated_by=user.name))
    session.flush()
    journal.record(session, user, "meeting.created", f"meeting:{kept.id}", {})
    return OpenMeeting(kept, 1)


def open_meeting(session: Session, meeting_id: str) -> OpenMeeting:
    """Raises NoSuchMeeting."""
    stored = session.get(StoredMeeting, meeting_id)
    if stored is None:
        raise NoSuchMeeting("cette réunion n'existe pas ou a été supprimée ; revenir à la liste des réunions")
    return OpenMeeting(Meeting.from_json(stored.content, stored.id), stored.version)


def save_meeting(session: Session, opened: OpenMeeting, meeting: Meeting, user: User) -> OpenMeeting:
    """Writes an edit. Raises Conflict when somebody saved the meeting meanwhile; nothing is written then."""
    version = amend(
        session,
        StoredMeeting,
        opened.id,
        seen=opened.version,
        content=meeting.to_json(),
        date=meeting.date,
        updated_at=now(),
        updated_by=user.name,
    )
    journal.record(session, user, "meeting.changed", f"meeting:{opened.id}", {"version": version})
    return OpenMeeting(replace(meeting, id=opened.id), version)


def meetings(session: Session) -> list[Meeting]:
    """The latest meetings, the last one first."""
    rows = session.exec(select(StoredMeeting).order_by(col(StoredMeeting.date).desc()).limit(_LATEST)).all()
    return [Meeting.from_json(row.content, row.id) for row in rows]


def meeting_of(session: Session, dossier_id: str) -> Meeting | None:
    """The meeting that hears a dossier: the latest one that has it on its list."""
    chosen = (
        select(StoredMeeting)
        .join(HeardCase, col(HeardCase.meeting_id) == col(StoredMeeting.id))
        .where(HeardCase.dossier_id == dossier_id)
        .order_by(col(StoredMeeting.date).desc())
        .limit(1)
    )
    row = session.exec(chosen).first()
    return Meeting.from_json(row.content, row.id) if row else None


def enlist(session: Session, meeting_id: str, dossier_id: str, user: User) -> None:
    """Adds a dossier at the end of the list of a meeting; one that is there already stays where it is."""
    heard = cases_of(session, meeting_id)
    if dossier_id not in heard:
        session.add(HeardCase(meeting_id=meeting_id, dossier_id=dossier_id, position=len(heard) + 1))
        session.flush()
        journal.record(session, user, "meeting.case.added", f"meeting:{meeting_id}", {"dossier": dossier_id})


def withdraw(session: Session, meeting_id: str, dossier_id: str, user: User) -> None:
    """Takes a dossier off the list of a meeting."""
    row = session.get(HeardCase, (meeting_id, dossier_id))
    if row is not None:
        session.delete(row)
        session.flush()
        journal.record(session, user, "meeting.case.removed", f"meeting:{meeting_id}", {"dossier": dossier_id})


def cases_of(session: Session, meeting_id: str) -> dict[str, str]:
    """The list of a meeting in its order: dossier ids and their labels."""
    chosen = (
        select(StoredDossier.id, StoredDossier.label)
        .join(HeardCase, col(HeardCase.dossier_id) == col(StoredDossier.id))
        .where(HeardCase.meeting_id == meeting_id)
        .order_by(col(HeardCase.position))
    )
    return dict(session.exec(chosen).all())
