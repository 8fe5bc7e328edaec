"""Tables of delivery: accounts, conversations, inbox, outbox, alerts, changed content."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bot.storage.types import EncryptedBytes, EncryptedJson, EncryptedText, UtcDateTime

Json = JSON().with_variant(JSONB(), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Give the keywords of a partial index on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ChannelAccount(Base):
    """An Official Account or Page: its token chain and whether sending is paused."""

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("channel", "account"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    access_token: Mapped[str | None] = mapped_column(EncryptedText)
    refresh_token: Mapped[str | None] = mapped_column(EncryptedText)
    token_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    token_seed: Mapped[str | None] = mapped_column(String(64))  # hash of the environment's tokens
    refresh_lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_reason: Mapped[str | None] = mapped_column(Text)


class Conversation(Base):
    """One person on one account: state, lease and what may be sent."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "account", "person"),
        Index("ix_conversations_due_at", "due_at"),
        Index("ix_conversations_human_since", "human_since"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(Id, default=0)
    state: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)  # may hold a phone number
    last_inbound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # our time of receipt
    human: Mapped[str | None] = mapped_column(String(10))  # None, "waiting" or "taken"
    human_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    human_reason: Mapped[str | None] = mapped_column(Text)
    urgent: Mapped[bool] = mapped_column(default=False)
    office_only_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a complaint was made
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # "dừng nhắn tin"
    blocked_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # the platform refuses this person
    blocked_reason: Mapped[str | None] = mapped_column(Text)
    ref: Mapped[str | None] = mapped_column(String(255))
    erase_after: Mapped[int | None] = mapped_column(Id)  # erased when this outbox row is settled


class InboxEvent(Base):
    """One platform event, kept as received. The inbox is the truth of what is still to be done."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "account", "event_key"),
        Index("ix_inbox_conversation_id_status", "conversation_id", "status"),
        # Partial: they hold the few rows that wait or died, however many are kept.
        Index("ix_inbox_waiting", "received_at", **where("status = 'new'")),
        Index("ix_inbox_dead", "id", **where("status = 'dead'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    event_key: Mapped[str] = mapped_column(String(300))
    name: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    payload: Mapped[bytes] = mapped_column(EncryptedBytes)
    platform_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(10), default="new")  # new, done, dead, kept
    begun: Mapped[int] = mapped_column(default=0)  # times begun: five without an end are dead
    tries: Mapped[int] = mapped_column(default=0)  # times the handler failed
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    conversation: Mapped[Conversation | None] = relationship()


class OutboxMessage(Base):
    """One reply, channel-neutral. `position` orders the messages of a conversation."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_conversation_id_status", "conversation_id", "status"),
        Index("ix_outbox_platform_id", "platform_id"),
        Index("ix_outbox_inbox_id", "inbox_id"),
        Index("ix_outbox_unsent", "status", **where("status IN ('dead', 'held')")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    origin: Mapped[str] = mapped_column(
        String(10), default="bot"
    )  # bot, notice (never silenced), staff, comment (its private answer), hide (a comment)
    body: Mapped[str] = mapped_column(EncryptedText)  # Reply.to_json()
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    # waiting, sending, sent, held (outside the window), dropped (a human took over), dead
    parts_sent: Mapped[int] = mapped_column(
        default=0
    )  # of a reply that is several platform messages
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[bool] = mapped_column(default=False)  # the platform may have taken it
    platform_id: Mapped[str | None] = mapped_column(String(255))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)

    conversation: Mapped[Conversation] = relationship()


class Upload(Base):
    """A picture that a platform keeps; without an id one that it would not take."""

    __tablename__ = "uploads"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    content_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    attachment_id: Mapped[str] = mapped_column(String(300))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Alert(Base):
    """Something that an operator must mend; open until `closed_at` is set."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_key_closed_at", "key", "closed_at"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(100))
    message: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Duty(Base):
    """A chore that one process of all does at a time, such as the sweep."""

    __tablename__ = "duties"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryCount(Base):
    """What all processes counted since the first start; `/metrics` shows it."""

    __tablename__ = "delivery_counts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    label: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Id, default=0)


class ContentChange(Base):
    """What an office changed at run time: a law value, a taught phrasing. Its id is the version."""

    __tablename__ = "content_changes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))  # law-value, phrasing, approval …
    key: Mapped[str] = mapped_column(String(200))
    value: Mapped[dict[str, Any]] = mapped_column(Json)
    author: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


conversation_rows = cast(Table, Conversation.__table__)
inbox_rows = cast(Table, InboxEvent.__table__)
outbox_rows = cast(Table, OutboxMessage.__table__)
"""The tables of the hot path, for statements that are built once and need no ORM."""
