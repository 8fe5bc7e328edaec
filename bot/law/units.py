"""Units of parameters and the types of their values."""

import re
from collections.abc import Collection, Iterable, Mapping
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
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")


def check_value(where: str, unit: str, raw: Any, columns: Collection[str] = ()) -> Value:
    """The value in the type of its unit; ParameterError when it does not fit.

    Each row of the unit rows must have the `columns`.
    """
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
    if unit == "rows" and isinstance(raw, list | tuple) and _all_with(columns, raw):
        return tuple(MappingProxyType(dict(row)) for row in raw)
    raise ParameterError(f"{where}: giá trị {raw!r} không hợp với đơn vị {unit}")


def from_json(unit: str, raw: Any) -> Any:
    """What staff's rows keep as JSON text in the types of the unit; the rest as it is.

    Shares and factors are texts such as "0.0034", days ISO texts; a table's keys are texts.
    """
    if unit in ("share", "factor"):
        return _decimal(raw)
    if unit == "date":
        return _day(raw)
    if unit == "table" and isinstance(raw, Mapping):
        return {_key(key): _decimal(number) for key, number in raw.items()}
    if unit == "rows" and isinstance(raw, list | tuple) and _all_with((), raw):
        return [{key: _cell(key, cell) for key, cell in row.items()} for row in raw]
    return raw


def _cell(column: str, raw: Any) -> Any:
    if column in ("share", "rate", "step"):
        return _decimal(raw)
    return _day(raw) if column in ("from", "to") else raw


def _decimal(raw: Any) -> Any:
    return Decimal(raw) if isinstance(raw, str) and _DECIMAL.fullmatch(raw) else raw


def _day(raw: Any) -> Any:
    try:
        return date.fromisoformat(raw) if isinstance(raw, str) else raw
    except ValueError:
        return raw


def _key(raw: Any) -> Any:
    return int(raw) if isinstance(raw, str) and raw.isdecimal() else raw


def _all_numbers(items: Iterable[Any]) -> bool:
    return all(type(item) in (int, Decimal) for item in items)


def _all_with(columns: Collection[str], rows: Iterable[Any]) -> bool:
    return all(isinstance(row, Mapping) and row.keys() >= set(columns) for row in rows)
