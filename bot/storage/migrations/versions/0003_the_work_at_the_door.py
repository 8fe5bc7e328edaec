"""What phones sent, who heads a neighbourhood, links and codes."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "door_entries",
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_door_entries"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_door_entries_user_id"),
    )
    op.create_index("ix_door_entries_created_at", "door_entries", ["created_at"])

    op.create_table(
        "neighbourhoods",
        sa.Column("id", Id, nullable=False),
        sa.Column("ward", sa.String(length=100), nullable=False),
        sa.Column("ward_folded", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_folded", sa.String(length=200), nullable=False),
        sa.Column("head", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_neighbourhoods"),
        sa.UniqueConstraint(
            "ward_folded", "name_folded", name="uq_neighbourhoods_ward_folded_name_folded"
        ),
    )

    op.create_table(
        "links",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("campaign", sa.String(length=100), nullable=False),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("team_until", sa.Date(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("code", name="uq_links_code"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_links_team_id"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("links")
    op.drop_table("neighbourhoods")
    op.drop_table("door_entries")
