"""What a kind of question is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.law.fields import Parser
from bot.law.results import Result
from bot.law.rounding import EXACT
from bot.law.values import Parameters

Fields = Mapping[str, Any]
Shown = dict[str, Any]
Answer = tuple[Result, Shown]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its title, its fields, those that must be given, and how it is answered.

    `answer` takes the parameters, the fields read and today's date (Asia/Ho_Chi_Minh); it gives the
    result and what the caller sees of it.
    """

    title: str
    parsers: Mapping[str, Parser]
    required: tuple[str, ...]
    answer: Callable[[Parameters, Fields, date], Answer]


def shown_with_reason(shown: Shown, **explanations: str | None) -> Shown:
    """The answer with those explanations that there are."""
    return shown | {name: text for name, text in explanations.items() if text is not None}


def shown_number(value: Decimal) -> Decimal:
    """A quotient to 12 decimals, far finer than a đồng."""
    return value.quantize(Decimal("1e-12"), context=EXACT)
