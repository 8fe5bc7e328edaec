"""Imports of leads in the background."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
UNFINISHED = sa.text("status IN ('waiting', 'working')")

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lead_imports",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_lead_imports_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_imports"),
    )
    for column in ("user_id", "created_at"):
        op.create_index(f"ix_lead_imports_{column}", "lead_imports", [column])
    op.create_index(
        "ix_lead_imports_unfinished",
        "lead_imports",
        ["id"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("lead_imports")
