"""Campaigns, joins, the day's work, second factors."""

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "campaigns",
        sa.Column("id", Id, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("rank_by", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("code", name="uq_campaigns_code"),
    )
    op.create_table(
        "campaign_teams",
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_campaign_teams_campaign_id"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_campaign_teams_team_id"),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", name="pk_campaign_teams"),
    )
    op.create_table(
        "joins",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("lead_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("receipt", sa.String(length=60), nullable=True),
        sa.Column("insurance_hash", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("refused_because", sa.String(length=200), nullable=False),
        sa.Column("reported_by", Id, nullable=True),
        sa.Column("decided_by", Id, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_joins_campaign_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_joins_decided_by"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_joins_lead_id"),
        sa.ForeignKeyConstraint(["reported_by"], ["users.id"], name="fk_joins_reported_by"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_joins_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_joins"),
        sa.UniqueConstraint("insurance_hash", name="uq_joins_insurance_hash"),
        sa.UniqueConstraint("receipt", name="uq_joins_receipt"),
    )
    op.create_index("ix_joins_campaign_id_team_id", "joins", ["campaign_id", "team_id"])
    op.create_index("ix_joins_lead_id", "joins", ["lead_id"])
    op.create_table(
        "days_of_work",
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("advised_direct", sa.Integer(), nullable=False),
        sa.Column("advised_phone", sa.Integer(), nullable=False),
        sa.Column("advised_online", sa.Integer(), nullable=False),
        sa.Column("leaflets", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name="fk_days_of_work_campaign_id"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_days_of_work_team_id"),
        sa.PrimaryKeyConstraint("campaign_id", "team_id", "day", name="pk_days_of_work"),
    )
    op.create_table(
        "second_factors",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", Id, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_second_factors_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("second_factors")
    op.drop_table("days_of_work")
    op.drop_table("joins")
    op.drop_table("campaign_teams")
    op.drop_table("campaigns")
