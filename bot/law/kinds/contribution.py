"""Contribution and refund as JSON."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from bot.law import fields
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.fields import Parser
from bot.law.kinds.base import Answer, Fields, Kind, shown_with_reason
from bot.law.refund import RefundQuestion, calculate_refund
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, MODES

_FIELDS: Mapping[str, Parser] = {
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


def _contribution(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_contribution(parameters, ContributionQuestion(**given))
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
    return result, shown


def _refund(parameters: Parameters, given: Fields, today: date) -> Answer:
    payment = {name: value for name, value in given.items() if name != "months_left"}
    question = RefundQuestion(ContributionQuestion(**payment), given["months_left"])
    result = calculate_refund(parameters, question)
    return result, shown_with_reason({"amount": result.amount}, reason=result.reason)


CONTRIBUTION = Kind("Tiền đóng của một lần đóng", _FIELDS, ("on",), _contribution)
REFUND = Kind(
    "Tiền hoàn lại cho những tháng đã đóng trước",
    {**_FIELDS, "months_left": fields.whole(0, fields.MAX_MONTHS)},
    ("on", "months_left"),
    _refund,
)
