"""Table of leads that turned out to be one person."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Id, Json
from bot.storage.outreach import Lead, User
from bot.storage.types import EncryptedJson, UtcDateTime


class LeadMerge(Base):
    """A lead that went into another. Its own row stays as it was; undoing deletes this one."""

    __tablename__ = "lead_merges"
    __table_args__ = (UniqueConstraint("gone_id"), Index("ix_lead_merges_kept_id", "kept_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("leads.id"))
    before: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)  # what the kept one said
    after: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)  # and what it said then
    joins: Mapped[list[int]] = mapped_column(Json)  # that went with it
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    kept: Mapped[Lead] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Lead] = relationship(foreign_keys=[gone_id])
    user: Mapped[User | None] = relationship()
