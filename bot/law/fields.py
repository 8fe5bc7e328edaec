"""Fields of a question in JSON, read strictly: a wrong type or an absurd number is an error."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.law.errors import LawError
from bot.law.wording import money as money_text

Parser = Callable[[Any, str], Any]

MAX_MONEY = 10**12
"""No citizen's amount comes near; keeps absurd input out of the arithmetic."""
MAX_MONTHS = 1200
FIRST_YEAR, LAST_YEAR = 1900, 2100
_MAX_DECIMALS = 20

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def whole(least: int, most: int) -> Parser:
    """A JSON integer between the bounds."""

    def parse(raw: Any, field: str) -> int:
        if type(raw) is not int or not least <= raw <= most:
            raise LawError(f"“{field}” phải là số nguyên từ {least} đến {most}.", field)
        return raw

    return parse


def income(raw: Any, field: str) -> int:
    """Whole đồng; the law itself says between which bounds."""
    if type(raw) is not int:
        raise LawError(f"“{field}” phải là số nguyên đồng, viết không có dấu chấm.", field)
    return raw


def money(raw: Any, field: str) -> int:
    """Whole đồng, zero allowed."""
    if type(raw) is not int or not 0 <= raw <= MAX_MONEY:
        raise LawError(f"“{field}” phải là số nguyên đồng từ 0 đến {money_text(MAX_MONEY)}.", field)
    return raw


def positive_money(raw: Any, field: str) -> int:
    """Whole đồng, more than zero."""
    if type(raw) is not int or not 1 <= raw <= MAX_MONEY:
        raise LawError(f"“{field}” phải là số nguyên đồng từ 1 đến {money_text(MAX_MONEY)}.", field)
    return raw


def average(raw: Any, field: str) -> Decimal:
    """Đồng, not necessarily whole: an average is not rounded on the way."""
    value = _number(raw, field)
    if not 0 < value <= MAX_MONEY:
        raise LawError(f"“{field}” phải lớn hơn 0 và không quá {money_text(MAX_MONEY)}.", field)
    return value


def fraction(most: Decimal) -> Parser:
    """A number from 0 to the bound."""

    def parse(raw: Any, field: str) -> Decimal:
        value = _number(raw, field)
        if not 0 <= value <= most:
            raise LawError(f"“{field}” phải là số từ 0 đến {most}.", field)
        return value

    return parse


def flag(raw: Any, field: str) -> bool:
    """true or false."""
    if type(raw) is not bool:
        raise LawError(f"“{field}” phải là true hoặc false.", field)
    return raw


def choice(values: Collection[str]) -> Parser:
    """One of the names."""

    def parse(raw: Any, field: str) -> str:
        if not isinstance(raw, str) or raw not in values:
            raise LawError(f"“{field}” phải là một trong: {', '.join(values)}.", field)
        return raw

    return parse


def text(raw: Any, field: str) -> str:
    """A short text that is not empty."""
    if not isinstance(raw, str) or not raw.strip() or len(raw) > 100:
        raise LawError(f"“{field}” phải là chữ, từ 1 đến 100 ký tự.", field)
    return raw


def day(raw: Any, field: str) -> date:
    """A full ISO date."""
    return _date(raw, field, 3, "ngày dạng 2026-11-24")


def month(raw: Any, field: str) -> date:
    """A month or a full date; a month is its first day."""
    return _date(raw, field, 2, "tháng dạng 2026-11 hoặc ngày dạng 2026-11-24")


def birth(raw: Any, field: str) -> date:
    """A month, a full date, or a year alone, which counts as 1 January (TT 11/2025, Điều 5)."""
    return _date(raw, field, 1, "tháng sinh dạng 1971-05, ngày dạng 1971-05-20 hoặc năm 1971")


def coefficients(raw: Any, field: str) -> Mapping[int, Decimal]:
    """Year → factor, at least 1."""
    if not isinstance(raw, dict) or not raw:
        raise LawError(f"“{field}” phải là bảng năm → hệ số.", field)
    table = {}
    for year, factor in raw.items():
        if not re.fullmatch(r"(19|20)[0-9]{2}", year):
            raise LawError(f"“{field}” có năm không hợp lệ; năm có dạng 2015.", field)
        value = _number(factor, field)
        if not 1 <= value <= 100:
            raise LawError(f"“{field}”: hệ số năm {year} phải từ 1 đến 100.", field)
        table[int(year)] = value
    return table


def read_fields(
    raw: Mapping[str, Any], parsers: Mapping[str, Parser], required: Collection[str]
) -> dict[str, Any]:
    """The fields given (null counts as not given), parsed; LawError names the first wrong one."""
    refuse_others(raw, parsers)
    given = {name: value for name, value in raw.items() if value is not None}
    require(given, required)
    return {name: parsers[name](value, name) for name, value in given.items()}


def require(given: Collection[str], names: Collection[str]) -> None:
    """LawError for the first name that is not given."""
    for name in names:
        if name not in given:
            raise LawError(f"Thiếu trường “{name}”.", name)


def refuse_others(given: Collection[str], names: Collection[str]) -> None:
    """LawError for the first given name that does not belong."""
    for name in given:
        if name not in names:
            known = ", ".join(names)
            raise LawError(f"Không có trường “{name[:100]}”; các trường là: {known}.", name[:100])


def _number(raw: Any, field: str) -> Decimal:
    if type(raw) is int and abs(raw) <= MAX_MONEY:
        return Decimal(raw)
    if type(raw) is Decimal and raw.is_finite():
        exponent = raw.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -_MAX_DECIMALS and raw.adjusted() < 15:
            return raw
    raise LawError(f"“{field}” phải là một số, nhiều nhất {_MAX_DECIMALS} chữ số thập phân.", field)


def _date(raw: Any, field: str, least_parts: int, shape: str) -> date:
    match = _DATE.fullmatch(raw) if isinstance(raw, str) else None
    parts = [int(part) for part in match.groups() if part is not None] if match else []
    if len(parts) < least_parts or not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        raise LawError(f"“{field}” phải là {shape}, năm từ {FIRST_YEAR} đến {LAST_YEAR}.", field)
    try:
        return date(*parts, *[1] * (3 - len(parts)))
    except ValueError as error:
        raise LawError(f"“{field}” không có trong lịch: {raw}.", field) from error
