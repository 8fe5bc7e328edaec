"""Tables of outreach: staff, teams, leads, consent, questions for review, the audit log."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Conversation, Id, Json
from bot.storage.types import EncryptedText, UtcDateTime
from bot.storage.units import Organisation, OrganisationPoint, Unit

LONGEST_WORD = 40
Word = String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
"""Compared byte by byte, so that all words that begin alike stand together in the index."""


class Team(Base):
    """An outreach team, in charge of wards."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    wards: Mapped[list[str]] = mapped_column(Json, default=list)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_points.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship()
    point: Mapped[OrganisationPoint | None] = relationship()


class TeamUnit(Base):
    """A unit of the tree in which a team works, found by the places that the team names."""

    __tablename__ = "team_units"
    __table_args__ = (Index("ix_team_units_unit_id", "unit_id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class User(Base):
    """A member of staff; `bot.leads.scope` says what each role sees.

    Unit: an officer's. Organisation and point: a collector's who is in no team; else the team's.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(100), default="")
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="member")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_points.id"))
    card: Mapped[str] = mapped_column(String(60), default="")  # a collector's number
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))  # ends with it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    point: Mapped[OrganisationPoint | None] = relationship()


class Lead(Base):
    """An interested person. One phone may belong to several people: each is a lead of its own."""

    __tablename__ = "leads"
    __table_args__ = (
        Index("ix_leads_phone_hash", "phone_hash"),
        Index("ix_leads_status_created_at", "status", "created_at"),
        Index("ix_leads_team_id_created_at", "team_id", "created_at"),
        Index("ix_leads_unit_id", "unit_id"),
        Index("ix_leads_conversation_id", "conversation_id"),
        Index("ix_leads_created_at", "created_at"),
        Index("ix_leads_consent_at", "consent_at"),
        Index("ix_leads_phone_last", "phone_last"),
        Index("ix_leads_name_folded", "name_folded"),
        Index("ix_leads_next_step_on", "next_step_on"),
        Index("ix_leads_assignee_id", "assignee_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    linked_to_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))  # for search without diacritics
    phone: Mapped[str] = mapped_column(EncryptedText)  # E.164
    phone_hash: Mapped[str] = mapped_column(String(64))
    phone_last: Mapped[str] = mapped_column(String(3))
    birth_year: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(10), default="")
    place: Mapped[str] = mapped_column(String(300), default="")  # as written
    place_folded: Mapped[str] = mapped_column(String(600), default="")
    hamlet: Mapped[str] = mapped_column(String(200), default="")
    ward: Mapped[str] = mapped_column(String(100), default="")
    former_ward: Mapped[str] = mapped_column(String(100), default="")
    province: Mapped[str] = mapped_column(String(100), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # of the time
    channel: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(100), default="")
    campaign: Mapped[str] = mapped_column(String(100), default="")
    need: Mapped[str] = mapped_column(String(300), default="")
    income: Mapped[int | None]  # đồng a month
    support: Mapped[str] = mapped_column(String(20), default="")
    mode: Mapped[str] = mapped_column(String(20), default="")
    call_time: Mapped[str] = mapped_column(String(100), default="")
    for_whom: Mapped[str] = mapped_column(String(100), default="")
    status: Mapped[str] = mapped_column(String(20), default="new")
    reason: Mapped[str] = mapped_column(String(200), default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    last_contact_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_step_on: Mapped[date | None] = mapped_column(Date)
    joined_on: Mapped[date | None] = mapped_column(Date)
    receipt: Mapped[str] = mapped_column(String(60), default="")
    consent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    consent_version: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
    assignee: Mapped[User | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    conversation: Mapped[Conversation | None] = relationship()
    words: Mapped[list["LeadWord"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class LeadWord(Base):
    """A word of a lead's name or place, folded: the index in which leads are searched."""

    __tablename__ = "lead_words"
    __table_args__ = (Index("ix_lead_words_lead_id", "lead_id"), {"sqlite_with_rowid": False})

    word: Mapped[str] = mapped_column(Word, primary_key=True)
    lead_id: Mapped[int] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True
    )


class ColumnSet(Base):
    """Columns of the list of leads that somebody saved under a name."""

    __tablename__ = "column_sets"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    columns: Mapped[list[str]] = mapped_column(Json)
    in_use: Mapped[bool] = mapped_column(default=False)  # at most one of a person


class LeadEvent(Base):
    """One line of a lead's history: a note, a changed status, a correction by the person."""

    __tablename__ = "lead_events"
    __table_args__ = (Index("ix_lead_events_lead_id", "lead_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(20))  # created, status, note, corrected
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User | None] = relationship()


class Question(Base):
    """A message that was not understood, kept for review with personal data masked.

    `decision`: suggest, refuse, or unhelpful; then `answered` is the topic of the answer.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index("ix_questions_reviewed_at", "reviewed_at"),
        Index("ix_questions_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(30), default="")
    candidates: Mapped[list[str]] = mapped_column(Json, default=list)
    answered: Mapped[str] = mapped_column(String(60), default="", server_default="")
    channel: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TopicCount(Base):
    """How often a topic was answered on a day, in parts: see `bot.leads.topics`."""

    __tablename__ = "topic_counts"
    __table_args__ = (PrimaryKeyConstraint("day", "topic", "part", name="pk_topic_counts_parts"),)

    day: Mapped[date] = mapped_column(Date)
    topic: Mapped[str] = mapped_column(String(60))
    part: Mapped[int]
    count: Mapped[int] = mapped_column(default=0)


class AuditEntry(Base):
    """Who did what to personal data and rights. Triggers refuse to change or delete a row."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_created_at", "created_at"),
        Index("ix_audit_log_user_id", "user_id"),
        Index("ix_audit_log_target", "target"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(100), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
