"""One row of a directory file: what is wrong with it, and what it says when nothing is."""

import re
from collections.abc import Mapping

from bot.directory.columns import KINDS, POINTS
from bot.directory.entries import Collector, Point, code
from bot.leads.text import fold
from bot.places.find import Place, find
from bot.places.units import bare, units
from bot.sheets import Sheet

VIETNAM = ((8.0, 24.0), (102.0, 118.0))  # degrees: latitude, longitude (with the islands)
_PHONE = re.compile(r"(?:0|\+84|1[89]00)[\d\s.()-]{4,14}\d")

Row = Mapping[str, str]


def texts(sheet: Sheet, told: Row) -> list[str]:
    """Say what is missing or too long."""
    wrong = [f"thiếu {c.title}" for c in sheet.columns if c.required and not told[c.key]]
    return wrong + [
        f"{c.title} dài quá {c.longest} ký tự"
        for c in sheet.columns
        if len(told[c.key]) > c.longest
    ]


def point(told: Row, default_province: str) -> tuple[Point | None, list[str]]:
    """Give the point of a row, and what is wrong with it; None when that is more than a detail."""
    wrong: list[str] = []
    kind = next((k for k, title in KINDS.items() if fold(title) == fold(told["kind"])), "")
    if told["kind"] and not kind:
        wrong.append(f"Loại “{told['kind']}”: ghi {' hoặc '.join(map(_quoted, KINDS.values()))}")
    place = _place(told, default_province, wrong)
    latitude, longitude = _position(told, wrong)
    for phone in filter(None, re.split(r"[,;/]", told["phone"])):
        if not _PHONE.fullmatch(phone.strip()):
            wrong.append(f"Điện thoại “{phone.strip()}” không đúng")
    if wrong or place is None or any(not told[c.key] for c in POINTS.columns if c.required):
        return None, wrong
    return (
        Point(
            kind,
            told["name"],
            told["address"],
            place.ward,
            place.province,
            told["organisation"],
            told["former_ward"] or place.former_ward,
            told["phone"],
            told["hours"],
            latitude,
            longitude,
        ),
        wrong,
    )


def collector(told: Row) -> tuple[Collector | None, list[str]]:
    """Give the collector of a row, and what is wrong with it."""
    wrong: list[str] = []
    if told["name"] and len(told["name"].split()) < 2:
        wrong.append("Họ và tên phải đủ họ và tên")
    if told["card"] and not any(sign.isdigit() for sign in told["card"]):
        wrong.append(f"Số thẻ “{told['card']}” không có chữ số nào")
    if wrong or not (told["name"] and told["card"] and told["organisation"]):
        return None, wrong
    return Collector(told["name"], told["card"], told["organisation"], told["team"]), wrong


def key_of(told: Row) -> str:
    """Give what tells a point from others."""
    return fold(f"{told['name']}|{told['address']}|{told['ward']}") if told["name"] else ""


def card_of(told: Row) -> str:
    """Give what tells a collector from others."""
    return code(told["card"])


def _place(told: Row, default_province: str, wrong: list[str]) -> Place | None:
    """Find the ward of today that a row means; a former one leads there when it lies in one."""
    province = told["province"] or default_province
    known = {unit.province for unit in units()}
    province = next(
        (p for p in known if fold(p) == fold(province) or bare(p) == bare(province)), ""
    )
    if not province:
        wrong.append(f"không có tỉnh/thành phố “{told['province']}”")
        return None
    if not told["ward"]:
        return None
    exact = {
        u.ward for u in units() if u.province == province and fold(u.ward) == fold(told["ward"])
    }
    if len(exact) == 1:
        return Place(exact.pop(), province)
    found = {p.ward: p for p in find(told["ward"], province) if p.province == province}
    if len(found) == 1:
        return next(iter(found.values()))
    wrong.append(
        f"“{told['ward']}” có thể là {', '.join(found)}: ghi rõ tên xã/phường hiện nay"
        if found
        else f"không có xã/phường “{told['ward']}” ở {province}"
    )
    return None


def _position(told: Row, wrong: list[str]) -> tuple[float | None, float | None]:
    """Read latitude and longitude: both or none."""
    given = [told["latitude"], told["longitude"]]
    if not any(given):
        return None, None
    try:
        latitude, longitude = (float(text.replace(",", ".")) for text in given)
    except ValueError:
        wrong.append("Vĩ độ và kinh độ phải là hai số, như 15.5736 và 108.4740")
        return None, None
    (south, north), (west, east) = VIETNAM
    if south <= latitude <= north and west <= longitude <= east:
        return latitude, longitude
    swapped = south <= longitude <= north and west <= latitude <= east
    wrong.append("Vĩ độ và kinh độ bị đảo chỗ" if swapped else "Vị trí nằm ngoài Việt Nam")
    return None, None


def _quoted(title: str) -> str:
    return f"“{title}”"
