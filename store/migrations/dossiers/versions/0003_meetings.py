"""Meetings and the cases they hear."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("date", sa.String, nullable=False, index=True),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "meeting_cases",
        sa.Column("meeting_id", sa.String, sa.ForeignKey("meetings.id"), primary_key=True),
        sa.Column("dossier_id", sa.String, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
