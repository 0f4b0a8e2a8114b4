"""The tables of dossiers, meetings and trials followed: each notebook and every version it had, each meeting and its list, each pair followed.

Identities are elsewhere, encrypted (store.identity).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
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


# Trials followed (dossier.screening). A trial is named by its key in the registry, which is another database. -------------------


class FollowedPair(DossierTable, table=True):
    """`FollowedPair(dossier_id="k3f9...", trial_key="ctgov/NCT01234567", status="to_review", code="001")`: a line of the worklist.

    `code` is the patient's number in the screening log of the trial; `on` the day of the status, given by a person (AAAA-MM-JJ).
    """

    __tablename__ = "trial_pairs"
    __table_args__ = (UniqueConstraint("dossier_id", "trial_key"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    trial_key: str = Field(index=True)
    trial_id: str
    title: str = ""
    code: str
    status: str
    on: str
    reason: str = ""
    owner: str = ""
    note: str = ""
    updated_at: datetime = Field(default_factory=now, sa_type=Instant)
    updated_by: str
    version: int = 1


class PairStep(DossierTable, table=True):
    """`PairStep(pair_id=3, status="contacted", on="2026-03-12", by="Mme B")`: a status that a pair had, never changed."""

    __tablename__ = "trial_pair_steps"

    id: int | None = Field(default=None, primary_key=True)
    pair_id: int = Field(foreign_key="trial_pairs.id", index=True)
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    status: str
    on: str
    reason: str = ""
    at: datetime = Field(default_factory=now, sa_type=Instant)
    by: str


class CriterionOverride(DossierTable, table=True):
    """What a person says of one criterion for one patient; `datum` is the digest of what the criterion reads, on that day (trials.overrides)."""

    __tablename__ = "criterion_overrides"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    trial_key: str
    kind: str
    text: str
    verdict: str
    reason: str
    datum: str
    by: str
    at: datetime = Field(default_factory=now, sa_type=Instant)


class TrialAlert(DossierTable, table=True):
    """`TrialAlert(kind="closed", dossier_id="k3f9...", trial_key="ctgov/NCT01234567", reason="…")`; seen once a person says so."""

    __tablename__ = "trial_alerts"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    dossier_id: str = Field(foreign_key="dossiers.id", index=True)
    trial_key: str
    trial_id: str
    reason: str
    at: datetime = Field(default_factory=now, sa_type=Instant)
    seen_by: str = ""
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class ScreenedCase(DossierTable, table=True):
    """The case of a dossier as last read, so that only what changed is read again; `digest` is what it was last screened with.

    `reader` names the program that read it, `read_on` the day; `content` holds values only, no word of the text.
    """

    __tablename__ = "screened_cases"

    dossier_id: str = Field(foreign_key="dossiers.id", primary_key=True)
    version: int
    reader: str
    read_on: str
    content: dict[str, Any] = Field(sa_type=JSON)
    digest: str = ""


class ScreenedTrial(DossierTable, table=True):
    """A trial as it was last screened: the digest of its criteria, and that of its text, which only an amendment changes."""

    __tablename__ = "screened_trials"

    trial_key: str = Field(primary_key=True)
    digest: str
    text_digest: str


class Candidate(DossierTable, table=True):
    """A pair with nothing contrary when last screened; every other pair is ruled out. `tumour`: the trial asks for this very tumour."""

    __tablename__ = "trial_candidates"

    dossier_id: str = Field(foreign_key="dossiers.id", primary_key=True)
    trial_key: str = Field(primary_key=True, index=True)
    verdict: str
    unknown: int
    tumour: bool


class ScreeningRun(DossierTable, table=True):
    """Where the screening of every dossier against every trial is, and what the last one gave: one row."""

    __tablename__ = "screening_runs"

    name: str = Field(primary_key=True)
    state: str
    step: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    cancel: bool = False
    host: str
    process: int
    updated_at: datetime = Field(default_factory=now, sa_type=Instant)
    last_success_at: datetime | None = Field(default=None, sa_type=Instant)
