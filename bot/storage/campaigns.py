"""Tables of campaigns: periods with teams and targets, joins, the day's work; second factors."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Id, where
from bot.storage.outreach import Lead, Team, User
from bot.storage.types import EncryptedText, UtcDateTime


class Campaign(Base):
    """A period in which teams win participants and are ranked."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    begins: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)  # included
    rank_by: Mapped[str] = mapped_column(String(10), default="count")  # count or share
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CampaignTeam(Base):
    """A team of a campaign with its target of new participants."""

    __tablename__ = "campaign_teams"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    target: Mapped[int]

    team: Mapped[Team] = relationship()


class Join(Base):
    """Somebody joined: reported by a team, then confirmed or refused by the office."""

    __tablename__ = "joins"
    __table_args__ = (
        UniqueConstraint("receipt_key"),
        UniqueConstraint("campaign_id", "insurance_hash"),
        Index("ix_joins_campaign_id_team_id", "campaign_id", "team_id"),
        Index("ix_joins_lead_id", "lead_id"),
        Index("ix_joins_link_id", "link_id"),
        Index("uq_joins_new", "insurance_hash", unique=True, **where("kind = 'new'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("links.id"))  # the code that brought it
    kind: Mapped[str] = mapped_column(String(10), default="new")  # new, renewed, moved
    joined_on: Mapped[date] = mapped_column(Date)
    receipt: Mapped[str | None] = mapped_column(String(60))  # as it was written
    receipt_key: Mapped[str | None] = mapped_column(String(120))  # equal for all ways to write it
    insurance_hash: Mapped[str | None] = mapped_column(String(64))  # keyed hash of the BHXH code
    status: Mapped[str] = mapped_column(String(10), default="reported")
    # reported, confirmed, refused
    refused_because: Mapped[str] = mapped_column(String(200), default="")
    reported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship()
    lead: Mapped[Lead | None] = relationship()
    reporter: Mapped[User | None] = relationship(foreign_keys=reported_by)


class DayOfWork(Base):
    """What a team did on a day of a campaign."""

    __tablename__ = "days_of_work"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    households: Mapped[int] = mapped_column(default=0)
    advised_direct: Mapped[int] = mapped_column(default=0)
    advised_phone: Mapped[int] = mapped_column(default=0)
    advised_online: Mapped[int] = mapped_column(default=0)
    leaflets: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondFactor(Base):
    """The secret of an account's authenticator; in force once a code from it was typed."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(EncryptedText)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(Id, default=0)  # a code is good once
