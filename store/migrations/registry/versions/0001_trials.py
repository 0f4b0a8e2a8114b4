"""Trials, every version fetched of each, the numbers they go by, their countries and their formalised criteria."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("id", sa.String, nullable=False, index=True),
        sa.Column("title", sa.String),
        sa.Column("status", sa.String, index=True),
        sa.Column("version", sa.String),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("eligibility_hash", sa.String, nullable=False),
        sa.Column("has_eligibility", sa.Boolean, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("formalised_hash", sa.String),
        sa.Column("formaliser", sa.String),
    )
    op.create_table(
        "trial_versions",
        _trial_key(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String),
        sa.Column("content_hash", sa.String, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_table("trial_aliases", sa.Column("identifier", sa.String, primary_key=True), _trial_key())
    op.create_table("trial_countries", sa.Column("country", sa.String, primary_key=True), _trial_key())
    op.create_table(
        "trial_criteria",
        _trial_key(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("condition", sa.JSON),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("formaliser", sa.String, nullable=False),
    )


def _trial_key() -> sa.Column[str]:
    return sa.Column("trial_key", sa.String, sa.ForeignKey("trials.key"), primary_key=True)
