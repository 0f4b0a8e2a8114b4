"""The curators' workbench: rule files of the network, their versions, and what curators are asked to read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "rule_files",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("standing", sa.String, nullable=False),
        sa.Column("in_force", sa.Integer, nullable=True),
        sa.Column("signer_id", sa.Integer, sa.ForeignKey("users.id"), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "rule_file_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("file_id", sa.String, sa.ForeignKey("rule_files.id"), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("by", sa.String, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "guideline_tasks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("dossier_id", sa.String, nullable=False, index=True),
        sa.Column("guidelines", sa.JSON, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String, nullable=False),
        sa.Column("word", sa.String, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
