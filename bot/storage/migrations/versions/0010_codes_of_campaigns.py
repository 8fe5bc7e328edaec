"""Codes belong to campaigns; joins to codes; a receipt is one however it is written."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NEW = sa.text("kind = 'new'")


def upgrade() -> None:
    """Change both tables; what stood in free text goes into the title."""
    with op.batch_alter_table("links") as table:
        table.add_column(sa.Column("campaign_id", Id, nullable=True))
        table.alter_column("title", existing_type=sa.String(100), type_=sa.String(250))
        table.create_foreign_key("fk_links_campaign_id", "campaigns", ["campaign_id"], ["id"])
    _find_campaigns()
    with op.batch_alter_table("links") as table:
        table.drop_column("campaign")
    with op.batch_alter_table("joins") as table:
        table.add_column(sa.Column("receipt_key", sa.String(120), nullable=True))
        table.add_column(sa.Column("link_id", Id, nullable=True))
        table.create_foreign_key("fk_joins_link_id", "links", ["link_id"], ["id"])
        table.drop_constraint("uq_joins_receipt", type_="unique")
        table.drop_constraint("uq_joins_insurance_hash", type_="unique")
    _write_keys()
    with op.batch_alter_table("joins") as table:
        table.create_unique_constraint("uq_joins_receipt_key", ["receipt_key"])
        table.create_unique_constraint(
            "uq_joins_campaign_id_insurance_hash", ["campaign_id", "insurance_hash"]
        )
    op.create_index("ix_joins_link_id", "joins", ["link_id"])
    op.create_index(
        "uq_joins_new",
        "joins",
        ["insurance_hash"],
        unique=True,
        sqlite_where=_NEW,
        postgresql_where=_NEW,
    )


def downgrade() -> None:
    """Change both back; the names of campaigns stand in the links again."""
    op.drop_index("uq_joins_new", "joins")
    op.drop_index("ix_joins_link_id", "joins")
    with op.batch_alter_table("joins") as table:
        table.drop_constraint("uq_joins_campaign_id_insurance_hash", type_="unique")
        table.drop_constraint("uq_joins_receipt_key", type_="unique")
        table.drop_constraint("fk_joins_link_id", type_="foreignkey")
        table.drop_column("link_id")
        table.drop_column("receipt_key")
        table.create_unique_constraint("uq_joins_receipt", ["receipt"])
        table.create_unique_constraint("uq_joins_insurance_hash", ["insurance_hash"])
    with op.batch_alter_table("links") as table:
        table.add_column(sa.Column("campaign", sa.String(100), nullable=False, server_default=""))
    op.execute(
        "UPDATE links SET title = substr(title, 1, 100), campaign = coalesce((SELECT substr(name, "
        "1, 100) FROM campaigns WHERE campaigns.id = links.campaign_id), '')"
    )
    with op.batch_alter_table("links") as table:
        table.alter_column("campaign", existing_type=sa.String(100), server_default=None)
        table.alter_column("title", existing_type=sa.String(250), type_=sa.String(100))
        table.drop_constraint("fk_links_campaign_id", type_="foreignkey")
        table.drop_column("campaign_id")


def _find_campaigns() -> None:
    """Give a link the campaign that its text names; any other text goes into its title."""
    connection = op.get_bind()
    campaigns = {
        text.casefold(): number
        for number, code, name in connection.execute(
            sa.text("SELECT id, code, name FROM campaigns ORDER BY id")
        )
        for text in (code, name[:100])
    }
    rows = connection.execute(sa.text("SELECT id, title, campaign FROM links WHERE campaign <> ''"))
    for number, title, campaign in rows.all():
        known = campaigns.get(campaign.casefold())
        joined = title if known else " · ".join(filter(None, (title, campaign)))
        connection.execute(
            sa.text("UPDATE links SET campaign_id = :known, title = :title WHERE id = :number"),
            {"known": known, "title": joined, "number": number},
        )


def _write_keys() -> None:
    """Write the keys of receipts; of two that are one by now, the earlier has it."""
    connection = op.get_bind()
    seen = set()
    rows = connection.execute(
        sa.text("SELECT id, receipt FROM joins WHERE receipt IS NOT NULL ORDER BY id")
    )
    for number, receipt in rows.all():
        key = _key(receipt)
        if key and key not in seen:
            seen.add(key)
            connection.execute(
                sa.text("UPDATE joins SET receipt_key = :key WHERE id = :number"),
                {"key": key, "number": number},
            )


def _key(receipt: str) -> str:
    text = unicodedata.normalize("NFKC", receipt).casefold()
    pieces = re.findall(r"[0-9]+|[^\W0-9_]+", text)
    return "-".join(piece.lstrip("0") or piece[-1] for piece in pieces)
