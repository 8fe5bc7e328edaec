"""Tables of who belongs where: the tree of units, the collecting organisations and their points."""

from datetime import date, datetime
from typing import Optional

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.models import Base, Id
from bot.storage.types import UtcDateTime


class Unit(Base):
    """A unit of the tree: province office, local office, ward, hamlet.

    One that was merged keeps its row, its place of then and all that hangs on it: nothing moves,
    one only looks for it below the unit that it went into.
    """

    __tablename__ = "units"
    __table_args__ = (
        Index("ix_units_parent_id", "parent_id"),
        Index("ix_units_merged_into_id", "merged_into_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    level: Mapped[str] = mapped_column(String(10))  # province, office, ward, hamlet
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(320), unique=True)  # what is equal for a unit named
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    merged_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    parent: Mapped[Optional["Unit"]] = relationship(foreign_keys=[parent_id], remote_side="Unit.id")
    merged_into: Mapped[Optional["Unit"]] = relationship(
        foreign_keys=[merged_into_id], remote_side="Unit.id"
    )

    @property
    def current(self) -> "Unit":
        """The unit of today: itself, or the one that it went into."""
        return self.merged_into.current if self.merged_into else self


class Organisation(Base):
    """A collecting organisation (tổ chức dịch vụ thu). Each sees only what is its own."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OrganisationPoint(Base):
    """A collection point of an organisation, to which teams and collectors belong."""

    __tablename__ = "organisation_points"
    __table_args__ = (Index("ix_organisation_points_organisation_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship()
