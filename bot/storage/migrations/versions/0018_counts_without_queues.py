"""Counts of topics in parts, so that people who ask the same do not wait for each other."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the part to the key; what was counted before is part 0."""
    op.rename_table("topic_counts", "topic_counts_before")
    _table("pk_topic_counts_parts", sa.Column("part", sa.Integer, nullable=False))
    op.execute(
        "INSERT INTO topic_counts (day, topic, part, count)"
        " SELECT day, topic, 0, count FROM topic_counts_before"
    )
    op.drop_table("topic_counts_before")


def downgrade() -> None:
    """Add the parts up again."""
    op.rename_table("topic_counts", "topic_counts_in_parts")
    _table("pk_topic_counts")
    op.execute(
        "INSERT INTO topic_counts (day, topic, count)"
        " SELECT day, topic, sum(count) FROM topic_counts_in_parts GROUP BY day, topic"
    )
    op.drop_table("topic_counts_in_parts")


def _table(key: str, *more: sa.Column[int]) -> None:
    names = ("day", "topic", *(column.name for column in more))
    op.create_table(
        "topic_counts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        *more,
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*names, name=key),
    )
