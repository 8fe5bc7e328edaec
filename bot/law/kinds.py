"""The kinds of question: their JSON fields, and how a result becomes JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.law import fields
from bot.law.contribution import Contribution, ContributionQuestion, calculate_contribution
from bot.law.fields import Parser
from bot.law.results import Result
from bot.law.retirement import SEXES, RetirementAge, RetirementQuestion, find_retirement_age
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, MODES

Fields = Mapping[str, Any]
Answer = tuple[Result, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what it is, its fields, those that must be given, and its answer."""

    help: str
    parsers: Mapping[str, Parser]
    required: tuple[str, ...]
    answer: Callable[[Parameters, Fields, date], Answer]


_CONTRIBUTION_FIELDS: Mapping[str, Parser] = {
    "on": fields.day,
    "income": fields.income,
    "budget": fields.money,
    "support": fields.choice(CATEGORIES),
    "mode": fields.choice(MODES),
    "years": fields.whole(1, 100),
    "months": fields.whole(1, fields.MAX_MONTHS),
    "supported_months_used": fields.whole(0, fields.MAX_MONTHS),
    "province": fields.text,
    "monthly_return": fields.fraction(Decimal("0.1")),
}
_PERSON_FIELDS: Mapping[str, Parser] = {
    "sex": fields.choice(SEXES),
    "birth": fields.birth,
    "joined_before_2021_with_20_years": fields.flag,
}


def _contribution(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_contribution(parameters, ContributionQuestion(**given))
    return result, _contribution_json(result)


def _contribution_json(result: Contribution) -> dict[str, Any]:
    shown = {
        "income": result.income,
        "months": result.months,
        "supported_months": result.supported_months,
        "gross": result.gross,
        "state_support": result.state_support,
        "local_support": result.local_support,
        "pay": result.pay,
        "deadline": result.deadline,
    }
    if result.monthly_return is not None:
        shown["monthly_return"] = result.monthly_return
    return shown


def _retirement_age(parameters: Parameters, given: Fields, today: date) -> Answer:
    result: RetirementAge = find_retirement_age(parameters, RetirementQuestion(**given))
    return result, {
        "years": result.years,
        "months": result.months,
        "reached": result.reached,
        "pension_from": result.pension_from,
    }


KINDS: Mapping[str, Kind] = {
    "contribution": Kind(
        "Tiền đóng của một lần đóng", _CONTRIBUTION_FIELDS, ("on",), _contribution
    ),
    "retirement-age": Kind(
        "Tuổi nghỉ hưu và tháng bắt đầu hưởng lương hưu",
        _PERSON_FIELDS,
        ("sex", "birth"),
        _retirement_age,
    ),
}
