"""Questions and answers as JSON objects, the outside face of the law package."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.law.encoding import decode, encode
from bot.law.errors import LawError
from bot.law.fields import read_fields
from bot.law.kinds import KINDS
from bot.law.values import Parameters


def answer(
    kind: str, fields: Mapping[str, Any], parameters: Parameters, today: date
) -> dict[str, Any]:
    """The answer to one question; amounts are int, shares and averages Decimal, days date.

    `today` is the day in Asia/Ho_Chi_Minh. Raises LawError with the field and a Vietnamese message,
    KeyError for an unknown kind.
    """
    chosen = KINDS[kind]
    given = read_fields(fields, chosen.parsers, chosen.required)
    result, shown = chosen.answer(parameters, given, today)
    shown["lines"] = [{"label": line.label, "amount": line.amount} for line in result.lines]
    shown["parameters"] = result.grounds.parameters
    shown["sources"] = result.sources
    shown["unverified"] = result.unverified
    if result.notes:
        shown["notes"] = result.notes
    return shown


def answer_line(kind: str, line: bytes, parameters: Parameters, today: date) -> str:
    """One JSON line for one JSON line; a bad one becomes {"error", "field"}."""
    try:
        fields = decode(line)
        if not isinstance(fields, dict):
            raise LawError("Mỗi dòng phải là một đối tượng JSON.")
        return encode(answer(kind, fields, parameters, today))
    except LawError as error:
        return encode({"error": error.message, "field": error.field})
