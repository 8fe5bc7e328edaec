"""Each session of staff is a row; an account may end with a campaign."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; who is signed in signs in again."""
    op.create_table(
        "staff_sessions",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_staff_sessions_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("key_hash", name="uq_staff_sessions_key_hash"),
    )
    op.create_index("ix_staff_sessions_user_id", "staff_sessions", ["user_id"])
    # In place: other tables point to users, so SQLite must not copy it.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE users ADD COLUMN campaign_id {number} "
        "CONSTRAINT fk_users_campaign_id REFERENCES campaigns (id)"
    )
    op.execute("ALTER TABLE users DROP COLUMN session_version")


def downgrade() -> None:
    """Count versions again."""
    op.execute("ALTER TABLE users ADD COLUMN session_version INTEGER NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE users DROP COLUMN campaign_id")
    op.drop_table("staff_sessions")
