"""What provinces add to the State's support, and the communes that count as islands."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

from bot.law.reading import Reading
from bot.law.units import Row, Scalar
from bot.law.values import Parameters

_NOTHING = Decimal(0)
_PREFIXES = ("thành phố ", "tỉnh ", "tp. ", "tp ", "xã ", "phường ", "đặc khu ")


def local_support(
    reading: Reading, province: str | None, category: str, on: date, base: Decimal
) -> Decimal:
    """Đồng a month that the province adds; `base` is the contribution on the poverty line.

    0 while there is no row for the province, which means "no data", not "none": the reading then
    names `local_support` as unverified (Nghị định 159/2025/NĐ-CP, Điều 5).
    """
    known = cast("tuple[Row, ...]", reading.parameters.at("local_support", on))
    rows = [row for row in known if province is not None and _of_province(row, province)]
    if not rows:
        reading.doubt("local_support")
        return _NOTHING
    reading.dated("local_support", on)
    fitting = [row for row in rows if row["category"] == category and _in_force(row, on)]
    return max((_amount(row, base) for row in fitting), default=_NOTHING)


def is_island(parameters: Parameters, on: date, province: str, commune: str) -> bool:
    """True when the commune of the province is in the dated list of island communes."""
    rows = cast("tuple[Row, ...]", parameters.at("island_communes", on))
    return any(
        _same_name(row["province"], province) and _same_name(row["commune"], commune)
        for row in rows
    )


def _of_province(row: Row, province: str) -> bool:
    return _same_name(row["province"], province) or _same_name(row.get("former_province"), province)


def _in_force(row: Mapping[str, Scalar], on: date) -> bool:
    first, last = cast("date", row["from"]), cast("date | None", row.get("to"))
    return first <= on and (last is None or on <= last)


def _amount(row: Row, base: Decimal) -> Decimal:
    if row.get("amount") is not None:
        return Decimal(cast("int", row["amount"]))
    return cast("Decimal", row.get("share") or Decimal(0)) * base


def _same_name(stored: Scalar, given: str) -> bool:
    return isinstance(stored, str) and _bare(stored) == _bare(given)


def _bare(name: str) -> str:
    folded = " ".join(name.casefold().split())
    for prefix in _PREFIXES:
        if folded.startswith(prefix):
            return folded.removeprefix(prefix)
    return folded
