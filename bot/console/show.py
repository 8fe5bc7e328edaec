"""How values look on the staff's pages."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from bot import phones
from bot.law.wording import CATEGORIES, MODES, money
from bot.leads.audit import ACTIONS
from bot.leads.calendar import VIETNAM
from bot.leads.export import CHANNELS
from bot.leads.statuses import STATUSES, title
from bot.leads.viewers import ROLES

DETAILS: Mapping[str, str] = {
    "status": "trạng thái",
    "team": "tổ",
    "role": "vai trò",
    "format": "dạng",
    "rows": "số khách",
    "count": "số khách",
    "filter": "bộ lọc",
    "text": "có tìm theo chữ",
    "from": "từ",
    "to": "đến",
    "due": "đến hẹn",
    "reason": "lý do",
    "source": "nguồn",
    "sort": "thứ tự",
    "do": "việc",
    "codes": "mã khách",
    "new": "khách mới",
    "sessions": "số phiên",
    "questions": "số câu",
    "points": "số điểm",
    "collectors": "số nhân viên thu",
    "wards": "xã/phường",
    "into": "vào",
    "on": "ngày",
    "point": "điểm thu",
}
"""What the details of the audit log are called."""

DEEDS: Mapping[str, str] = {
    "disable": "đóng",
    "enable": "mở lại",
    "password": "cấp mật khẩu mới",
    "sessions": "kết thúc phiên",
    "factor": "tắt mã xác thực",
}
"""What is done to an account."""


_WORDS = {**DEEDS, **ROLES, **STATUSES}


def day(value: date | datetime | None) -> str:
    """24/11/2026, in Vietnam."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM)
    return f"{value:%d/%m/%Y}" if value else ""


def moment(value: datetime | None) -> str:
    """08:05 24/11/2026, in Vietnam."""
    return f"{value.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if value else ""


def since(value: datetime | None, now: datetime) -> str:
    """How long ago, in words: "12 phút", "3 giờ", "2 ngày"."""
    if value is None:
        return ""
    minutes = max(0, int((now - value).total_seconds() // 60))
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 48 * 60 else f"{minutes // 1440} ngày"


def thousands(value: int) -> str:
    """12.000"""
    return f"{value:,}".replace(",", ".")


def size(value: int) -> str:
    """How large a file is: "640 KB", "12 MB"."""
    kilobytes = max(1, round(value / 1024))
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{round(kilobytes / 1024)} MB"


def phone_link(e164: str) -> str:
    """Give the address that lets a telephone call the number."""
    return f"tel:{e164}"


def detail(values: Mapping[str, Any]) -> str:
    """Say the detail of an audit entry: "dạng: xlsx; số khách: 12"."""
    said = {
        DETAILS.get(key, key): detail(value)
        if isinstance(value, Mapping)
        else _WORDS.get(value, value)
        for key, value in values.items()
    }
    return "; ".join(f"{key}: {value}" for key, value in said.items() if value)


def _named(titles: Mapping[str, str]) -> Callable[[str], str]:
    """Give a filter that turns a key into its name; an unknown one stays."""

    def name(key: str) -> str:
        return titles.get(key, key)

    return name


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "moment": moment,
    "since": since,
    "thousands": thousands,
    "size": size,
    "phone": phones.shown,
    "masked": phones.masked,
    "phone_link": phone_link,
    "money": money,
    "status": title,
    "channel": _named(CHANNELS),
    "support": _named(CATEGORIES),
    "mode": _named(MODES),
    "role": _named(ROLES),
    "action": _named(ACTIONS),
    "detail": detail,
}
"""Filters of the templates."""
