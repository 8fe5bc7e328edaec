"""Tables of the work at the door: what phones sent, who heads a neighbourhood, links and codes."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.campaigns import Campaign
from bot.storage.models import Base, Id
from bot.storage.outreach import Team
from bot.storage.types import EncryptedText, UtcDateTime


class DoorEntry(Base):
    """A form that a phone sent, by the id that the phone gave it: a second time changes nothing."""

    __tablename__ = "door_entries"
    __table_args__ = (Index("ix_door_entries_created_at", "created_at"),)

    entry_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code: Mapped[str] = mapped_column(String(20))  # of the lead, which may be erased by now
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Neighbourhood(Base):
    """A hamlet or block (thôn, khối phố) with the contact of who heads it."""

    __tablename__ = "neighbourhoods"
    __table_args__ = (UniqueConstraint("ward_folded", "name_folded"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ward: Mapped[str] = mapped_column(String(100))
    ward_folded: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(200))
    head: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(EncryptedText, default="")  # E.164
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Link(Base):
    """A code on leaflets and in speech ("TK05"). Where it leads may change, the code never does."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(10), unique=True)
    target: Mapped[str] = mapped_column(String(20))  # zalo, messenger, call, chat, code
    phone: Mapped[str] = mapped_column(String(20), default="")  # of call; "" = the hotline
    title: Mapped[str] = mapped_column(String(250), default="")
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    team_until: Mapped[date | None] = mapped_column(Date)  # after this day leads are the office's
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()

    @property
    def ends(self) -> date | None:
        """The last day on which its leads are the team's; None when there is no end."""
        days = [day for day in (self.campaign and self.campaign.ends, self.team_until) if day]
        return min(days, default=None)
