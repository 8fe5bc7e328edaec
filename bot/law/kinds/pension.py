"""Retirement age, pension, and what stands in for a pension, as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.law import fields
from bot.law.allowance import AllowanceQuestion, calculate_allowance
from bot.law.career import KINDS_OF_TIME, Period
from bot.law.errors import LawError
from bot.law.fields import Parser
from bot.law.kinds.base import Answer, Fields, Kind, shown_number, shown_with_reason
from bot.law.months import Month
from bot.law.pension import PensionQuestion, calculate_pension
from bot.law.retirement import SEXES, RetirementQuestion, find_retirement_age
from bot.law.social_pension import HOUSEHOLDS, SocialPensionQuestion, find_social_pension
from bot.law.values import Parameters

_MAX_PERIODS = 1000
_PERSON: Mapping[str, Parser] = {
    "sex": fields.choice(SEXES),
    "birth": fields.birth,
    "joined_before_2021_with_20_years": fields.flag,
}
_PERIOD: Mapping[str, Parser] = {
    "from": fields.month,
    "to": fields.month,
    "income": fields.positive_money,
    "kind": fields.choice(KINDS_OF_TIME),
}


def _periods(raw: Any, field: str) -> tuple[Period, ...]:
    if not isinstance(raw, list) or not 1 <= len(raw) <= _MAX_PERIODS:
        raise LawError(f"“{field}” phải là danh sách từ 1 đến {_MAX_PERIODS} thời gian.", field)
    return tuple(_period(item, field) for item in raw)


def _period(raw: Any, field: str) -> Period:
    if not isinstance(raw, dict):
        raise LawError(f"Mỗi phần của “{field}” phải là một đối tượng JSON.", field)
    try:
        given = fields.read_fields(raw, _PERIOD, ("from", "to", "income"))
    except LawError as error:
        raise LawError(f"{field}: {error.message}", field) from error
    return Period(
        Month.of(given["from"]),
        Month.of(given["to"]),
        given["income"],
        given.get("kind", "voluntary"),
    )


def _retirement_age(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = find_retirement_age(parameters, RetirementQuestion(**given))
    return result, {
        "years": result.years,
        "months": result.months,
        "reached": result.reached,
        "pension_from": result.pension_from,
    }


def _pension(parameters: Parameters, given: Fields, today: date) -> Answer:
    start = {"start": Month.of(given["start"])} if "start" in given else {}
    result = calculate_pension(parameters, PensionQuestion(**{**given, **start}), today)
    shown = {
        "eligible": result.eligible,
        "missing_months": result.missing_months,
        "pension_from": result.pension_from,
        "months": result.months,
        "rate": result.rate,
        "average_income": shown_number(result.average.value) if result.average else None,
        "monthly_pension": result.monthly_pension,
        "one_off_allowance": result.one_off_allowance,
    }
    return result, shown_with_reason(shown, refer=result.refer, reason=result.reason)


def _allowance(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_allowance(parameters, AllowanceQuestion(**given))
    shown = {
        "months_covered": shown_number(result.months_covered),
        "monthly": result.monthly,
        "shortfall": result.shortfall,
    }
    return result, shown_with_reason(shown, reason=result.reason)


def _social_pension(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = find_social_pension(parameters, SocialPensionQuestion(**given))
    shown = {"eligible": result.eligible, "from": result.first_day, "monthly": result.monthly}
    return result, shown_with_reason(shown, reason=result.reason)


RETIREMENT_AGE = Kind(
    "Tuổi nghỉ hưu và ngày bắt đầu hưởng lương hưu", _PERSON, ("sex", "birth"), _retirement_age
)
PENSION = Kind(
    "Lương hưu hằng tháng và trợ cấp một lần khi nghỉ hưu",
    {
        **_PERSON,
        "periods": _periods,
        "months": fields.whole(0, fields.MAX_MONTHS),
        "average_income": fields.average,
        "start": fields.month,
        "coefficients": fields.coefficients,
    },
    ("sex", "birth"),
    _pension,
)
ALLOWANCE = Kind(
    "Trợ cấp hằng tháng trong lúc chờ trợ cấp hưu trí xã hội",
    {
        "months": fields.whole(0, fields.MAX_MONTHS),
        "average_income": fields.average,
        "months_until_social_pension": fields.whole(0, fields.MAX_MONTHS),
        "on": fields.day,
    },
    ("months", "average_income", "months_until_social_pension", "on"),
    _allowance,
)
SOCIAL_PENSION = Kind(
    "Trợ cấp hưu trí xã hội",
    {"birth": fields.birth, "household": fields.choice(HOUSEHOLDS), "on": fields.day},
    ("birth", "household", "on"),
    _social_pension,
)
