"""Tables of the directory: places to register and pay, and who may collect."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.models import Base, Id


class ServicePoint(Base):
    """An office or a collection point."""

    __tablename__ = "service_points"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # office, collection
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300))
    ward: Mapped[str] = mapped_column(String(100))
    former_ward: Mapped[str] = mapped_column(String(100), default="")
    province: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str] = mapped_column(String(60), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)


class RosterEntry(Base):
    """Somebody who may collect or visit people at home."""

    __tablename__ = "collectors"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    card: Mapped[str] = mapped_column(String(60), unique=True)
    organisation: Mapped[str] = mapped_column(String(200))
    team: Mapped[str] = mapped_column(String(60), default="")
