"""The tree of units, collecting organisations and their points, and who belongs to them."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = (
    ("teams", "organisation_id", "organisations"),
    ("teams", "point_id", "organisation_points"),
    ("users", "unit_id", "units"),
    ("users", "organisation_id", "organisations"),
    ("users", "point_id", "organisation_points"),
    ("leads", "unit_id", "units"),
    ("neighbourhoods", "unit_id", "units"),
)
"""Table, new column, the table to which it points."""


def upgrade() -> None:
    """Make the tables and columns; no table that holds people is copied."""
    op.create_table(
        "units",
        sa.Column("id", Id, nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("parent_id", Id, nullable=True),
        sa.Column("merged_into_id", Id, nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["units.id"], name="fk_units_merged_into_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name="fk_units_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
        sa.UniqueConstraint("key", name="uq_units_key"),
    )
    op.create_index("ix_units_merged_into_id", "units", ["merged_into_id"])
    op.create_index("ix_units_parent_id", "units", ["parent_id"])
    op.create_table(
        "organisations",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )
    op.create_table(
        "organisation_points",
        sa.Column("id", Id, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_organisation_points_organisation_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_points"),
    )
    op.create_index(
        "ix_organisation_points_organisation_id", "organisation_points", ["organisation_id"]
    )
    op.create_table(
        "team_units",
        sa.Column("team_id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_team_units_team_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_team_units_unit_id"),
        sa.PrimaryKeyConstraint("team_id", "unit_id", name="pk_team_units"),
    )
    op.create_index("ix_team_units_unit_id", "team_units", ["unit_id"])
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    for table, column, other in COLUMNS:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} {kind} "
            f"CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"
        )
    op.execute("ALTER TABLE users ADD COLUMN card VARCHAR(60) NOT NULL DEFAULT ''")
    op.create_index("ix_leads_unit_id", "leads", ["unit_id"])


def downgrade() -> None:
    """Drop all of it."""
    op.drop_index("ix_leads_unit_id", "leads")
    for table, column, _ in COLUMNS:
        op.drop_column(table, column)
    op.drop_column("users", "card")
    op.drop_table("team_units")
    op.drop_table("organisation_points")
    op.drop_table("organisations")
    op.drop_table("units")
