"""The tables of dossiers and meetings: each notebook and every version it had, each meeting and its list.

Identities are elsewhere, encrypted (store.identity).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from store.base import DossierTable, Instant, now


class StoredDossier(DossierTable, table=True):
    """`StoredDossier(id="k3f9...", label="Sein, 54 ans", content={"text": ...})`: one notebook, de-identified.

    `content` is Notebook.to_json(); `version` counts its writes, so that two people on one dossier are told (store.optimistic).
    """

    __tablename__ = "dossiers"

    id: str = Field(primary_key=True)
    label: str
    content: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(default_factory=now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=now, sa_type=Instant, index=True)
    created_by: str
    updated_by: str
    version: int = 1


class DossierVersion(DossierTable, table=True):
    """`DossierVersion(dossier_id="k3f9...", version=3, content=..., by="Dr A")`: a notebook as it stood, kept for undo and history."""

    __tablename__ = "dossier_versions"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    version: int
    content: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(default_factory=now, sa_type=Instant)
    by: str
    what: str


class StoredMeeting(DossierTable, table=True):
    """`StoredMeeting(id="a1b2...", date="2025-03-12", content=Meeting(...).to_json())`; `version` counts its writes."""

    __tablename__ = "meetings"

    id: str = Field(primary_key=True)
    date: str = Field(index=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    updated_at: datetime = Field(default_factory=now, sa_type=Instant)
    updated_by: str
    version: int = 1


class HeardCase(DossierTable, table=True):
    """`HeardCase(meeting_id="a1b2...", dossier_id="k3f9...", position=1)`: a dossier on the list of a meeting."""

    __tablename__ = "meeting_cases"

    meeting_id: str = Field(foreign_key="meetings.id", primary_key=True)
    dossier_id: str = Field(foreign_key="dossiers.id", primary_key=True)
    position: int


class SentDocument(DossierTable, table=True):
    """`SentDocument(dossier_id="k3f9...", kind="frcp", number=2, digest="9c1e...")`: a version of a document that left, without its words."""

    __tablename__ = "sent_documents"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    kind: str
    number: int
    digest: str
    at: datetime = Field(default_factory=now, sa_type=Instant)
    by: str
