"""Tables of files that are made in the background and kept for a day."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.jobs import BackgroundJob
from bot.storage.models import Base, Id, where
from bot.storage.types import EncryptedBytes, EncryptedJson


class Export(BackgroundJob, Base):
    """A file that somebody asked for, and which leads are in it."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_user_id", "user_id"),
        Index("ix_exports_created_at", "created_at"),
        Index("ix_exports_unfinished", "id", **where("status IN ('waiting', 'working')")),
    )

    kind: Mapped[str] = mapped_column(String(4))  # xlsx or csv
    wanted: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)  # a LeadFilter
    size: Mapped[int] = mapped_column(Id, default=0)  # bytes, once it is done


class ExportPart(Base):
    """A piece of the file."""

    __tablename__ = "export_parts"

    export_id: Mapped[int] = mapped_column(
        ForeignKey("exports.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(EncryptedBytes)
