"""The tables of the trial registry. They can be rebuilt from the registries, so they stand in a database of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from store.base import Instant, RegistryTable, now


class StoredTrial(RegistryTable, table=True):
    """The current record of a trial in one registry: `record` is `trials.model.to_json` as text, `hints` as trials.formalise.hints keeps them."""

    __tablename__ = "trials"

    number: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    id: str = Field(index=True)
    title: str | None
    status: str | None = Field(index=True)
    version: str | None
    content_hash: str
    eligibility_hash: str
    has_eligibility: bool
    record: str
    fetched_at: datetime = Field(default_factory=now, sa_type=Instant)
    formalised_hash: str | None = None
    formaliser: str | None = None
    hints: str | None = None


class TrialVersion(RegistryTable, table=True):
    """Every record ever fetched, the current one included; `record` and `raw` are texts compressed by zlib."""

    __tablename__ = "trial_versions"

    trial_key: str = Field(primary_key=True, foreign_key="trials.key")
    position: int = Field(primary_key=True)
    version: str | None
    content_hash: str
    fetched_at: datetime = Field(default_factory=now, sa_type=Instant)
    record: bytes
    raw: bytes


class TrialAlias(RegistryTable, table=True):
    """A number under which a trial can be asked for: its own, and those it has in other registries."""

    __tablename__ = "trial_aliases"

    identifier: str = Field(primary_key=True)
    trial_key: str = Field(primary_key=True, foreign_key="trials.key")


class TrialCountry(RegistryTable, table=True):
    """A country where a trial has a site, by its English name."""

    __tablename__ = "trial_countries"

    country: str = Field(primary_key=True)
    trial_key: str = Field(primary_key=True, foreign_key="trials.key")


class TrialCriterion(RegistryTable, table=True):
    """One criterion as formalised, in the order of the text; `version` is the eligibility hash of the text it was read in."""

    __tablename__ = "trial_criteria"

    trial_key: str = Field(primary_key=True, foreign_key="trials.key")
    position: int = Field(primary_key=True)
    version: str
    kind: str
    text: str
    start: int
    end: int
    condition: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    confidence: float
    status: str
    formaliser: str


class SyncState(RegistryTable, table=True):
    """Where the synchronisation with one registry is, and what the last one gave; `trials.sync.State` says what each field is."""

    __tablename__ = "sync_states"

    source: str = Field(primary_key=True)
    state: str
    full: bool
    since: date | None = None
    step: str = ""
    done: int = 0
    total: int = 0
    message: str = ""
    cancel: bool = False
    host: str
    process: int
    started_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    last_success_at: datetime | None = Field(default=None, sa_type=Instant)
    last_full_at: datetime | None = Field(default=None, sa_type=Instant)
    data_version: str | None = None
    report: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class SyncAnswer(RegistryTable, table=True):
    """An answer of a registry, kept until the synchronisation that asked for it is published; `body` is compressed by zlib."""

    __tablename__ = "sync_answers"

    source: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    body: bytes


class PortfolioTrial(RegistryTable, table=True):
    """A trial of the centre's own portfolio, in the order of its file; `record` is a `trials.model.LocalTrial` as JSON."""

    __tablename__ = "portfolio_trials"

    id: str = Field(primary_key=True)
    position: int
    record: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
