"""Files made in the background; leads that turned out to be one person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)
UNFINISHED = sa.text("status IN ('waiting', 'working')")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "exports",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", Id, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_exports_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    for column in ("user_id", "created_at"):
        op.create_index(f"ix_exports_{column}", "exports", [column])
    op.create_index(
        "ix_exports_unfinished",
        "exports",
        ["id"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
    op.create_table(
        "export_parts",
        sa.Column("export_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["exports.id"], name="fk_export_parts_export_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("export_id", "position", name="pk_export_parts"),
    )
    op.create_table(
        "lead_merges",
        sa.Column("id", Id, nullable=False),
        sa.Column("kept_id", Id, nullable=False),
        sa.Column("gone_id", Id, nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("joins", Json, nullable=False),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["leads.id"], name="fk_lead_merges_kept_id"),
        sa.ForeignKeyConstraint(["gone_id"], ["leads.id"], name="fk_lead_merges_gone_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_lead_merges_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_merges"),
        sa.UniqueConstraint("gone_id", name="uq_lead_merges_gone_id"),
    )
    op.create_index("ix_lead_merges_kept_id", "lead_merges", ["kept_id"])


def downgrade() -> None:
    """Drop them; leads that were merged are two again."""
    for table in ("lead_merges", "export_parts", "exports"):
        op.drop_table(table)
