"""The tables of dossiers: what is kept of each notebook, and every version it had. Identities are elsewhere, encrypted (store.identity)."""

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
