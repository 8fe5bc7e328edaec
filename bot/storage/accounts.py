"""Tables of signing in: sessions of staff."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Id
from bot.storage.outreach import User
from bot.storage.types import UtcDateTime


class StaffSession(Base):
    """One browser that is signed in. The row is the session: without it the cookie says nothing."""

    __tablename__ = "staff_sessions"
    __table_args__ = (Index("ix_staff_sessions_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of what the cookie holds
    device: Mapped[str] = mapped_column(String(60))  # "Chrome trên Android"
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
