"""Tables of files that are made in the background and kept for a day."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base, Id, where
from bot.storage.types import EncryptedBytes, EncryptedJson, UtcDateTime


class Export(Base):
    """A file that somebody asked for: which leads, how far it is, who works on it."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_user_id", "user_id"),
        Index("ix_exports_created_at", "created_at"),
        Index("ix_exports_unfinished", "id", **where("status IN ('waiting', 'working')")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(4))  # xlsx or csv
    name: Mapped[str] = mapped_column(String(100))  # of the file
    wanted: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)  # a LeadFilter
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    # waiting, working, done, failed, cancelled
    total: Mapped[int]  # leads when it was asked for
    rows: Mapped[int] = mapped_column(default=0)  # written so far
    size: Mapped[int] = mapped_column(Id, default=0)  # bytes, once it is done
    tries: Mapped[int] = mapped_column(default=0)  # grows with each claim, so it is the fence
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExportPart(Base):
    """A piece of the file."""

    __tablename__ = "export_parts"

    export_id: Mapped[int] = mapped_column(
        ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(EncryptedBytes)
