"""Units of parameters and the types of their values."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bot.law.errors import ParameterError

Scalar = int | Decimal | str | bool | date | None
Row = Mapping[str, Scalar]
Table = Mapping[str | int, Decimal | int]
Value = int | Decimal | bool | date | Table | tuple[Row, ...]

_WHOLE_UNITS = {"money", "months", "years", "times", "age", "weeks", "days", "working_days"}
UNITS = _WHOLE_UNITS | {"share", "factor", "flag", "date", "table", "rows"}
"""money in đồng, age in months, share a fraction, factor a number of times."""


def check_value(where: str, unit: str, raw: Any) -> Value:
    """The value in the type of its unit; ParameterError when it does not fit."""
    if unit in _WHOLE_UNITS and type(raw) is int and raw >= 0:
        return raw
    if unit == "share" and type(raw) in (int, Decimal) and 0 <= raw <= 1:
        return Decimal(raw)
    if unit == "factor" and type(raw) in (int, Decimal) and raw >= 0:
        return Decimal(raw)
    if unit == "flag" and type(raw) is bool:
        return raw
    if unit == "date" and type(raw) is date:
        return raw
    if unit == "table" and isinstance(raw, Mapping) and raw and _all_numbers(raw.values()):
        return MappingProxyType(dict(raw))
    if unit == "rows" and isinstance(raw, list | tuple) and _all_mappings(raw):
        return tuple(MappingProxyType(dict(row)) for row in raw)
    raise ParameterError(f"{where}: giá trị {raw!r} không hợp với đơn vị {unit}")


def _all_numbers(items: Iterable[Any]) -> bool:
    return all(type(item) in (int, Decimal) for item in items)


def _all_mappings(items: Iterable[Any]) -> bool:
    return all(isinstance(item, Mapping) for item in items)
