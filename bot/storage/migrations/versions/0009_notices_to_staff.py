"""Notices to staff: matters, who was told, addresses, push devices and the server's push key."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Time = sa.DateTime(timezone=True)

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff_matters",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cause", sa.String(length=100), nullable=True),
        sa.Column("lead_id", Id, nullable=True),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("told_at", Time, nullable=True),
        sa.Column("next_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_matters"),
        sa.UniqueConstraint("cause", name="uq_staff_matters_cause"),
        _to("staff_matters", "lead_id", "leads"),
        _to("staff_matters", "conversation_id", "conversations"),
        _to("staff_matters", "user_id", "users"),
    )
    for column in ("next_at", "lead_id", "conversation_id", "created_at"):
        op.create_index(f"ix_staff_matters_{column}", "staff_matters", [column])
    op.create_table(
        "staff_notices",
        sa.Column("id", Id, nullable=False),
        sa.Column("matter_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("due_at", Time, nullable=True),
        sa.Column("lease_until", Time, nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("failed", sa.String(length=20), nullable=False),
        sa.Column("outbox_id", Id, nullable=True),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("sent_at", Time, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notices"),
        sa.UniqueConstraint("matter_id", "user_id", name="uq_staff_notices_matter_id_user_id"),
        _to("staff_notices", "matter_id", "staff_matters"),
        _to("staff_notices", "user_id", "users"),
    )
    for column in ("due_at", "user_id"):
        op.create_index(f"ix_staff_notices_{column}", "staff_notices", [column])
    op.create_table(
        "notice_addresses",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("prefers", sa.String(length=10), nullable=False),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("linked_at", Time, nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_until", Time, nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_notice_addresses"),
        sa.UniqueConstraint("conversation_id", name="uq_notice_addresses_conversation_id"),
        sa.UniqueConstraint("code_hash", name="uq_notice_addresses_code_hash"),
        _to("notice_addresses", "user_id", "users"),
        _to("notice_addresses", "conversation_id", "conversations", "SET NULL"),
    )
    op.create_table(
        "push_devices",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("endpoint", sa.LargeBinary(), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.Column("worked_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_push_devices"),
        sa.UniqueConstraint("endpoint_hash", name="uq_push_devices_endpoint_hash"),
        _to("push_devices", "user_id", "users"),
    )
    op.create_index("ix_push_devices_user_id", "push_devices", ["user_id"])
    op.create_table(
        "push_keys",
        sa.Column("id", Id, nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Time, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_keys"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "push_keys",
        "push_devices",
        "notice_addresses",
        "staff_notices",
        "staff_matters",
    ):
        op.drop_table(table)


def _to(table: str, column: str, target: str, when_deleted: str = "CASCADE") -> sa.Constraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=when_deleted)
