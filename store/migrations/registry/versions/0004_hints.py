"""What the rank makes of a trial's words, kept with its criteria."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("trials", sa.Column("hints", sa.String, nullable=True))
