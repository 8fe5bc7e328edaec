"""Leads are found by words, sorted by indexes, and listed in columns that people choose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LONGEST = 40
Word = sa.String(LONGEST).with_variant(sa.String(LONGEST, collation="C"), "postgresql")
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
BATCH = 1000
SORTED_BY = ("phone_last", "name_folded", "next_step_on", "assignee_id")


def upgrade() -> None:
    """Make the tables and indexes, and index the leads that are there."""
    words = op.create_table(
        "lead_words",
        sa.Column("word", Word, nullable=False),
        sa.Column("lead_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_lead_words_lead_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "lead_id", name="pk_lead_words"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lead_words_lead_id", "lead_words", ["lead_id"])
    for column in SORTED_BY:
        op.create_index(f"ix_leads_{column}", "leads", [column])
    op.create_table(
        "column_sets",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("columns", Json, nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_column_sets_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_column_sets"),
        sa.UniqueConstraint("user_id", "name", name="uq_column_sets_user_id_name"),
    )
    _index(words)


def _index(words: sa.Table) -> None:
    connection = op.get_bind()
    leads = sa.table("leads", *map(sa.column, ("id", "name_folded", "place_folded")))
    last = 0
    while True:
        rows = connection.execute(
            sa.select(leads).where(leads.c.id > last).order_by(leads.c.id).limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        found = [
            {"word": word, "lead_id": row.id}
            for row in rows
            for word in {w[:LONGEST] for w in f"{row.name_folded} {row.place_folded}".split()}
        ]
        if found:
            connection.execute(words.insert(), found)


def downgrade() -> None:
    """Drop all of it."""
    op.drop_table("column_sets")
    for column in SORTED_BY:
        op.drop_index(f"ix_leads_{column}", "leads")
    op.drop_table("lead_words")
