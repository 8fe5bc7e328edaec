"""Offices, collection points and collectors as handlers see them: plain values, no database."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from faq.text import fold

OFFICE, COLLECTION = "office", "collection"
EARTH = 6371.0  # km
_SIGNS = re.compile(r"[^a-z0-9]")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True)
class Point:
    """A place where people register and pay. `kind` is OFFICE or COLLECTION."""

    kind: str
    name: str
    address: str
    ward: str  # of today, as in bot.places
    province: str
    organisation: str = ""
    former_ward: str = ""
    phone: str = ""
    hours: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Collector:
    """Somebody who may collect or visit: of an organisation, or of an outreach team."""

    name: str
    card: str
    organisation: str
    team: str = ""


@dataclass(frozen=True)
class Directory:
    """All points and collectors in force, in the order of the file."""

    points: tuple[Point, ...] = ()
    collectors: tuple[Collector, ...] = ()

    def within(self, wards: Collection[tuple[str, str]]) -> list[Point]:
        """Give the points in these wards (ward, province)."""
        return [point for point in self.points if (point.ward, point.province) in wards]

    def offices(self, province: str) -> list[Point]:
        """Give the offices of a province."""
        return [p for p in self.points if p.kind == OFFICE and p.province == province]

    def near(self, latitude: float, longitude: float, most: int) -> list[tuple[Point, float]]:
        """Give the nearest points whose position is known, with the distance in km."""
        found = [
            (point, distance(latitude, longitude, point.latitude, point.longitude))
            for point in self.points
            if point.latitude is not None and point.longitude is not None
        ]
        return sorted(found, key=lambda pair: pair[1])[:most]


def distance(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Give the kilometres between two positions in degrees, as the crow flies."""
    north, south = radians(latitude), radians(to_latitude)
    across = sin((south - north) / 2) ** 2
    along = sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH * asin(sqrt(across + cos(north) * cos(south) * along))


def code(text: str) -> str:
    """Give a card number or team code for comparison: "Tổ-05" and "tổ 5" are the same."""
    return _SIGNS.sub("", _ZEROS.sub("", fold(text)))
