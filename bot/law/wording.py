"""Vietnamese numbers and words for amounts, shares, ages and months."""

from datetime import date
from decimal import Decimal

MODES = {
    "monthly": "đóng hằng tháng",
    "3-months": "đóng 3 tháng một lần",
    "6-months": "đóng 6 tháng một lần",
    "12-months": "đóng 12 tháng một lần",
    "years-ahead": "đóng một lần cho nhiều năm về sau",
    "missing-years": "đóng một lần cho những năm còn thiếu",
}
"""Modes of payment and their names."""

CATEGORIES = {
    "poor": "hộ nghèo",
    "island": "xã đảo, đặc khu",
    "near-poor": "hộ cận nghèo",
    "ethnic-minority": "dân tộc thiểu số",
    "other": "không thuộc diện ưu tiên",
}
"""Categories of State support and their names, the highest support first."""


def money(amount: int) -> str:
    """1500000 → "1.500.000 đ"."""
    return f"{amount:,}".replace(",", ".") + " đ"


def number(value: Decimal | int) -> str:
    """A number with a decimal comma and no idle zeros: 0.50 → "0,5"."""
    text = f"{Decimal(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def percent(share: Decimal) -> str:
    """A fraction as a percentage: 0.0031 → "0,31%"."""
    return number(share * 100) + "%"


def day(value: date) -> str:
    """A date as people write it: 1/1/2027."""
    return f"{value.day}/{value.month}/{value.year}"


def age(months: int) -> str:
    """An age in months as "61 tuổi 6 tháng" or "62 tuổi"."""
    years, rest = divmod(months, 12)
    return f"{years} tuổi {rest} tháng" if rest else f"{years} tuổi"


def span(months: int) -> str:
    """A length of time in months as "14 năm 7 tháng", "15 năm" or "7 tháng"."""
    years, rest = divmod(months, 12)
    parts = [f"{years} năm"] if years else []
    if rest or not years:
        parts.append(f"{rest} tháng")
    return " ".join(parts)
