"""The browser of a session, so that a lost phone's pushes end with its session."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("staff_sessions", "push_devices")


def upgrade() -> None:
    """Add the columns; sessions and devices from before have no mark."""
    for table in TABLES:
        op.add_column(table, sa.Column("browser", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_column(table, "browser")
