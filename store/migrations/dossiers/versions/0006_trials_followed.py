"""Trials followed: worklist, overrides of a criterion, alerts, and what was last screened."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def _dossier(*, index: bool = False, primary_key: bool = False) -> "sa.Column[str]":
    return sa.Column("dossier_id", sa.String, sa.ForeignKey("dossiers.id"), nullable=False, index=index, primary_key=primary_key)


def _text(name: str, *, index: bool = False, primary_key: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String, nullable=False, index=index, primary_key=primary_key)


def _instant(name: str, nullable: bool = False) -> "sa.Column[datetime]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "trial_pairs",
        sa.Column("id", sa.Integer, primary_key=True),
        _dossier(index=True),
        _text("trial_key", index=True),
        *map(_text, ("trial_id", "title", "code", "status", "on", "reason", "owner", "note")),
        _instant("updated_at"),
        _text("updated_by"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("dossier_id", "trial_key"),
    )
    op.create_table(
        "trial_pair_steps",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pair_id", sa.Integer, sa.ForeignKey("trial_pairs.id"), nullable=False, index=True),
        _dossier(index=True),
        *map(_text, ("status", "on", "reason")),
        _instant("at"),
        _text("by"),
    )
    op.create_table(
        "criterion_overrides",
        sa.Column("id", sa.Integer, primary_key=True),
        _dossier(index=True),
        *map(_text, ("trial_key", "kind", "text", "verdict", "reason", "datum", "by")),
        _instant("at"),
    )
    op.create_table(
        "trial_alerts",
        sa.Column("id", sa.Integer, primary_key=True),
        _text("kind"),
        _dossier(index=True),
        *map(_text, ("trial_key", "trial_id", "reason")),
        _instant("at"),
        _text("seen_by"),
        _instant("seen_at", nullable=True),
    )
    op.create_table(
        "screened_cases",
        _dossier(primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *map(_text, ("reader", "read_on")),
        sa.Column("content", sa.JSON, nullable=False),
        _text("digest"),
    )
    op.create_table("screened_trials", _text("trial_key", primary_key=True), _text("digest"), _text("text_digest"))
    op.create_table(
        "trial_candidates",
        _dossier(primary_key=True),
        _text("trial_key", primary_key=True, index=True),
        _text("verdict"),
        sa.Column("unknown", sa.Integer, nullable=False),
        sa.Column("tumour", sa.Boolean, nullable=False),
    )
    op.create_table(
        "screening_runs",
        _text("name", primary_key=True),
        *map(_text, ("state", "step")),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        _text("message"),
        sa.Column("cancel", sa.Boolean, nullable=False),
        _text("host"),
        sa.Column("process", sa.Integer, nullable=False),
        _instant("updated_at"),
        _instant("last_success_at", nullable=True),
    )
