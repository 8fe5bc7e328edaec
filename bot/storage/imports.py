"""The table of files whose leads are kept in the background."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.jobs import BackgroundJob
from bot.storage.models import Base, where
from bot.storage.types import EncryptedBytes


class LeadImport(BackgroundJob, Base):
    """The rows of a preview that somebody wants to have kept."""

    __tablename__ = "lead_imports"
    __table_args__ = (
        Index("ix_lead_imports_user_id", "user_id"),
        Index("ix_lead_imports_created_at", "created_at"),
        Index("ix_lead_imports_unfinished", "id", **where("status IN ('waiting', 'working')")),
    )

    packed: Mapped[bytes | None] = mapped_column(EncryptedBytes)  # the rows, until they are kept
    new: Mapped[int] = mapped_column(default=0)  # leads made so far
