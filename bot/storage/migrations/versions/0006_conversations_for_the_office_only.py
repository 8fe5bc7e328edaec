"""Conversations in which a complaint was made: their words are for the office only."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("office_only_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("conversations") as table:
        table.drop_column("office_only_at")
