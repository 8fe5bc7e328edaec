"""Tables of signing in: sessions of staff, invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.campaigns import Campaign
from bot.storage.models import Base, Id
from bot.storage.outreach import Team, User
from bot.storage.types import UtcDateTime


class StaffSession(Base):
    """One browser that is signed in. The row is the session: without it the cookie says nothing."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index("ix_staff_sessions_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of what the cookie holds
    device: Mapped[str] = mapped_column(String(60))  # "Chrome trên Android"
    browser: Mapped[str | None] = mapped_column(String(64))  # hash of its mark, of every session
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class Invitation(Base):
    """A link that works once: to an account of one's own in a team, or to the first password."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_team_id", "team_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of what the link holds
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))  # ends with it
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # whose account it opens
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    inviter: Mapped[User | None] = relationship(foreign_keys=[invited_by])
