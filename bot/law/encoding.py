"""JSON text without floats: Decimal in, Decimal out."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from bot.law.errors import LawError
from bot.law.months import Month

_MAX_LINE = 1_000_000


def decode(line: bytes) -> Any:
    """The JSON value of a line of UTF-8, decimals exact; LawError for anything else."""
    if len(line) > _MAX_LINE:
        raise LawError("Dòng quá dài.")
    try:
        return json.loads(
            line.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_double_keys,
        )
    except LawError:
        raise
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise LawError("Mỗi dòng phải là một đối tượng JSON hợp lệ, mã hóa UTF-8.") from error


def encode(value: Any) -> str:
    """JSON of dictionaries, lists, texts, whole numbers, Decimals, dates and months."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date | Month):
        return f'"{value}"'
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{encode(key)}: {encode(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(encode(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _no_constant(name: str) -> NoReturn:
    raise LawError(f"{name} không phải là số.")


def _no_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise LawError(f"Trường “{double[:100]}” lặp lại.", double[:100])
    return mapping
