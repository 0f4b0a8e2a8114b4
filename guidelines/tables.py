"""The tables of the curators' workbench: rule files of the network, every version of each, and what curators are asked to read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field

from store.base import DossierTable, Instant, now


class RuleFile(DossierTable, table=True):
    """`RuleFile(id="breast-localised", text="guideline: ...", status="draft", standing="validated", in_force=4)`

    `text` and `status` are those of the work under way. `standing` is what the network's rules are worth to patients today: nothing
    yet (""), validated, suspended or retired; `in_force` is the version that was validated, None where it is the shipped file.
    `signer_id` is who signed the text first; `version` counts the writes, so that two people on one file are told.
    """

    __tablename__ = "rule_files"

    id: str = Field(primary_key=True)
    name: str
    text: str
    status: str = "draft"
    standing: str = ""
    in_force: int | None = None
    signer_id: int | None = Field(default=None, foreign_key="users.id")
    updated_at: datetime = Field(default_factory=now, sa_type=Instant)
    updated_by: str
    version: int = 1


class RuleFileVersion(DossierTable, table=True):
    """`RuleFileVersion(file_id="breast-localised", version=3, what="rules.signed", by="Dr A")`: a file as it stood after each act."""

    __tablename__ = "rule_file_versions"

    id: int | None = Field(default=None, primary_key=True)
    file_id: str = Field(foreign_key="rule_files.id", index=True)
    version: int
    text: str
    what: str
    reason: str = ""
    by: str
    at: datetime = Field(default_factory=now, sa_type=Instant)


class GuidelineTask(DossierTable, table=True):
    """`GuidelineTask(dossier_id="k3f9...", guidelines=["breast-localised"], opened_by="Dr A")`: a decision that a curator is to read.

    `guidelines` are those it departs from; `word` is what the curator concluded.
    """

    __tablename__ = "guideline_tasks"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: str = Field(index=True)
    guidelines: list[str] = Field(default_factory=list, sa_type=JSON)
    opened_at: datetime = Field(default_factory=now, sa_type=Instant)
    opened_by: str
    word: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str = ""
    version: int = 1
