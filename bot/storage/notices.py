"""Tables of what staff are told: matters that need somebody, notices to people, their addresses."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Conversation, Id
from bot.storage.outreach import Lead, User
from bot.storage.types import EncryptedText, UtcDateTime


class StaffMatter(Base):
    """Something that somebody of the staff has to see to. `level` says who was told so far."""

    __tablename__ = "staff_matters"
    __table_args__ = (
        UniqueConstraint("cause"),
        Index("ix_staff_matters_next_at", "next_at"),
        Index("ix_staff_matters_lead_id", "lead_id"),
        Index("ix_staff_matters_conversation_id", "conversation_id"),
        Index("ix_staff_matters_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # new, assigned, overdue, urgent, test
    cause: Mapped[str | None] = mapped_column(String(100))  # of what is found again and again
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"))
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE")
    )  # who caused it and knows; of a test: whom it is for
    day: Mapped[date | None] = mapped_column(Date)  # the next step that is overdue
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    level: Mapped[int] = mapped_column(default=0)  # 0 nobody, 1 who follows up, 2 leader, 3 office
    told_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # level 1: the time runs from here
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: nobody is told any more

    lead: Mapped[Lead | None] = relationship()
    conversation: Mapped[Conversation | None] = relationship()


class StaffNotice(Base):
    """One person is told of one matter, once."""

    __tablename__ = "staff_notices"
    __table_args__ = (
        UniqueConstraint("matter_id", "user_id"),
        Index("ix_staff_notices_due_at", "due_at"),
        Index("ix_staff_notices_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("staff_matters.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    level: Mapped[int]
    urgent: Mapped[bool] = mapped_column(default=False)  # sent at any hour
    status: Mapped[str] = mapped_column(String(12), default="waiting")
    # waiting, queued (in the outbox), sent, done (seen to before), unreachable, dead
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claim: Mapped[str | None] = mapped_column(String(32))
    tries: Mapped[int] = mapped_column(default=0)
    via: Mapped[str] = mapped_column(String(10), default="")  # push, chat
    failed: Mapped[str] = mapped_column(String(20), default="")  # ways tried in vain
    outbox_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(Text)

    matter: Mapped[StaffMatter] = relationship()
    user: Mapped[User] = relationship()


class NoticeAddress(Base):
    """How a person wants to be told, the linked conversation, and the code that links one."""

    __tablename__ = "notice_addresses"
    __table_args__ = (UniqueConstraint("conversation_id"), UniqueConstraint("code_hash"))

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    prefers: Mapped[str] = mapped_column(String(10), default="push")  # push, chat, none
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL")
    )
    linked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    conversation: Mapped[Conversation | None] = relationship()


class PushDevice(Base):
    """A browser that lets us push to a person (RFC 8030): its address and keys."""

    __tablename__ = "push_devices"
    __table_args__ = (
        UniqueConstraint("endpoint_hash"),
        Index("ix_push_devices_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    endpoint: Mapped[str] = mapped_column(EncryptedText)
    endpoint_hash: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[str] = mapped_column(EncryptedText)  # p256dh, base64url
    secret: Mapped[str] = mapped_column(EncryptedText)  # auth, base64url
    name: Mapped[str] = mapped_column(String(100), default="")
    browser: Mapped[str | None] = mapped_column(String(64))  # as the sessions of this browser say
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    worked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PushKey(Base):
    """The key by which push services know this server (RFC 8292), made on first use."""

    __tablename__ = "push_keys"

    id: Mapped[int] = mapped_column(Id, primary_key=True)  # always 1
    private_key: Mapped[str] = mapped_column(EncryptedText)  # PEM
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
