"""What every table of work in the background holds."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Id
from bot.storage.types import UtcDateTime


class BackgroundJob:
    """Work that somebody asked for: how far it is, and until when who works on it holds it."""

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(100))  # of the file
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    # waiting, working, done, failed, cancelled
    total: Mapped[int]  # rows when it was asked for
    rows: Mapped[int] = mapped_column(default=0)  # done so far
    tries: Mapped[int] = mapped_column(default=0)  # grows with each claim, so it is the fence
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
