"""From what a person writes ("thôn 3 xã Tam Thăng", "Tân Thạnh Tam Kỳ") to a place."""

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.places.units import TYPES, Mention, Unit, bare, mentions, units
from faq.text import fold

_HAMLET = re.compile(
    r"\b(?:thôn|thon|khối phố|khoi pho|khu phố|khu pho|khối|khoi|kp|tổ|xóm|xom|làng|lang|nóc|ấp)"
    r"\s+[^,;.\n]+",
    re.IGNORECASE,
)
_TRAILING_TYPE = re.compile(
    r"\s+(?:phường|phuong|xã|xa|thị trấn|thi tran|p|x|tt)\.?\s*$", re.IGNORECASE
)
WARDS = ("ward", "former_ward")
MOST = 8


@dataclass(frozen=True)
class Place:
    """A ward of today, with the former unit that was named and the hamlet or block as typed."""

    ward: str
    province: str
    former_ward: str = ""
    former_district: str = ""
    hamlet: str = ""

    @property
    def title(self) -> str:
        """Give what a person recognises: "Phường Bàn Thạch (Phường Tân Thạnh, Tam Kỳ cũ)"."""
        if not self.former_ward:
            return self.ward
        return f"{self.ward} ({self.former_ward}, {_short(self.former_district)} cũ)"


def find(text: str, province: str = "") -> list[Place]:
    """Give the places that the text may mean, likeliest first, at most MOST.

    `province` (today's, e.g. "Thành phố Đà Nẵng") counts when the text names no other. An empty
    list means that no unit was recognised; more than one, that the person is to be asked.
    """
    named = mentions(text)
    pool = _pool(named, province)
    best = _matching(pool, named, text) or (
        _matching(units(), named, text) if pool is not units() else []
    )
    places = dict.fromkeys(_place(unit, mention, text) for unit, mention in best)
    return list(places)[:MOST]


def _pool(named: list[Mention], province: str) -> tuple[Unit, ...]:
    """Give the units of the province that the text names, else of the default one, else all."""
    wards = {(m.start, m.end) for m in named if m.level in WARDS}
    named = [m for m in named if m.typed or (m.start, m.end) not in wards]
    now = {m.name for m in named if m.level == "province"}
    before = {m.name for m in named if m.level == "former_province"}
    if now or before:
        return tuple(u for u in units() if u.province in now or u.former_province in before)
    return tuple(u for u in units() if u.province == province) or units()


def _matching(
    pool: tuple[Unit, ...], named: list[Mention], text: str
) -> list[tuple[Unit, Mention]]:
    """Give the units that fit: by ward, narrowed by district; by district alone, all its wards."""
    here = {name for unit in pool for name in (unit.ward, unit.former_ward)}
    wards = [m for m in named if m.level in WARDS and m.name in here]
    around = {unit.former_district for unit in pool}
    districts = [m for m in named if m.level == "former_district" and m.name in around]
    spans = {(d.start, d.end) for d in districts}
    own = [m for m in wards if (m.start, m.end) not in spans]
    within = {m.name for m in districts}
    hits = [(u, m) for m in own for u in pool if getattr(u, m.level) == m.name]
    hits = [(u, m) for u, m in hits if u.former_district in within] or hits
    if hits:
        return _as_written(_best(hits), text)
    same = [(u, m) for m in wards for u in pool if getattr(u, m.level) == m.name]
    if any(m.typed for _, m in same):
        return _best(same)
    rest = [
        (u, replace(m, level="ward", name=u.ward))
        for m in districts
        for u in pool
        if u.former_district == m.name
    ]
    return [(u, replace(m, level="ward", name=u.ward)) for u, m in same] + rest


def _best(hits: list[tuple[Unit, Mention]]) -> list[tuple[Unit, Mention]]:
    best = max((m.typed, m.length) for _, m in hits)
    return [(u, m) for u, m in hits if (m.typed, m.length) == best]


def _as_written(hits: list[tuple[Unit, Mention]], text: str) -> list[tuple[Unit, Mention]]:
    """Where the text has marks, names with just these marks go before others that fold alike."""
    lower = unicodedata.normalize("NFC", text).lower()
    if lower == fold(text):
        return hits
    exact = [(u, m) for u, m in hits if _short(m.name).lower() in lower]
    return exact or hits


def _place(unit: Unit, mention: Mention, text: str) -> Place:
    hamlet = _hamlet(text, mention)
    if mention.level == "former_ward" and unit.former_ward != unit.ward:
        former = unit.former_ward
        return Place(unit.ward, unit.province, former, unit.former_district, hamlet)
    return Place(unit.ward, unit.province, hamlet=hamlet)


def _hamlet(text: str, ward: Mention) -> str:
    """Give the hamlet or block as typed, without the ward's name behind it."""
    found = _HAMLET.search(text)
    if not found:
        return ""
    kept = found.group()
    at = fold(kept).rfind(bare(ward.name))
    if at > 0:
        kept = kept[:at]
    return _TRAILING_TYPE.sub("", kept).strip()


def _short(name: str) -> str:
    """Give a unit's name without its type: "Thành phố Tam Kỳ" → "Tam Kỳ"."""
    return next((name[len(t) + 1 :] for t in TYPES if name.lower().startswith(t + " ")), name)
