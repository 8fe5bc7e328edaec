"""Conversations with a complaint are for the office only; leads are found by their consent."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("office_only_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_leads_consent_at", "leads", ["consent_at"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_leads_consent_at", "leads")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("office_only_at")
