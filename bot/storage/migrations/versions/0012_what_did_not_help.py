"""Answers that were not what a person meant; questions are counted by the day they came."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    with op.batch_alter_table("questions") as table:
        table.add_column(
            sa.Column("answered", sa.String(length=60), nullable=False, server_default="")
        )
    op.create_index("ix_questions_created_at", "questions", ["created_at"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_questions_created_at", "questions")
    with op.batch_alter_table("questions") as table:
        table.drop_column("answered")
