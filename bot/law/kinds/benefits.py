"""Withdrawal, survivors' lump sum, funeral and maternity as JSON."""

from datetime import date

from bot.law import fields
from bot.law.funeral import FuneralQuestion, calculate_funeral
from bot.law.kinds.base import Answer, Fields, Kind, shown_with_reason
from bot.law.maternity import MaternityQuestion, calculate_maternity
from bot.law.survivor import (
    ContributorDeath,
    PensionerDeath,
    calculate_contributor_survivor,
    calculate_pensioner_survivor,
)
from bot.law.values import Parameters
from bot.law.withdrawal import GROUNDS, WithdrawalQuestion, calculate_withdrawal

_MONTHS = fields.whole(0, fields.MAX_MONTHS)
_CONTRIBUTOR_FIELDS = ("months_before_2014", "months_from_2014", "average_income")
_PENSIONER_FIELDS = ("pension", "months_drawn")


def _withdrawal(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_withdrawal(parameters, WithdrawalQuestion(**{"on": today, **given}))
    shown = {"amount": result.amount, "eligible": result.eligible, "reason": result.reason}
    return result, shown


def _survivor(parameters: Parameters, given: Fields, today: date) -> Answer:
    dated = {"on": today, **given}
    if any(name in given for name in _PENSIONER_FIELDS):
        allowed = {*_PENSIONER_FIELDS, "on"}
        fields.require(given, _PENSIONER_FIELDS)
        fields.refuse_others(given, allowed)
        result = calculate_pensioner_survivor(parameters, PensionerDeath(**dated))
    else:
        fields.require(given, _CONTRIBUTOR_FIELDS)
        result = calculate_contributor_survivor(parameters, ContributorDeath(**dated))
    shown = {"amount": result.amount}
    return result, shown_with_reason(shown, refer=result.refer, reason=result.reason)


def _funeral(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_funeral(parameters, FuneralQuestion(**given))
    return result, shown_with_reason({"amount": result.amount}, reason=result.reason)


def _maternity(parameters: Parameters, given: Fields, today: date) -> Answer:
    result = calculate_maternity(parameters, MaternityQuestion(**given))
    return result, shown_with_reason({"amount": result.amount}, reason=result.reason)


WITHDRAWAL = Kind(
    "Bảo hiểm xã hội một lần",
    {
        "months_before_2014": _MONTHS,
        "months_from_2014": _MONTHS,
        "average_income": fields.average,
        "ground": fields.choice(GROUNDS),
        "state_support_total": fields.money,
        "paid_total": fields.money,
        "first_paid": fields.month,
        "stopped": fields.month,
        "on": fields.day,
    },
    ("months_before_2014", "months_from_2014", "average_income"),
    _withdrawal,
)
SURVIVOR = Kind(
    "Trợ cấp tuất một lần",
    {
        "months_before_2014": _MONTHS,
        "months_from_2014": _MONTHS,
        "average_income": fields.average,
        "paid_total": fields.money,
        "compulsory_months": _MONTHS,
        "pension": fields.positive_money,
        "months_drawn": _MONTHS,
        "on": fields.day,
    },
    (),
    _survivor,
)
FUNERAL = Kind(
    "Trợ cấp mai táng",
    {
        "months": _MONTHS,
        "compulsory_months": _MONTHS,
        "pensioner": fields.flag,
        "on": fields.day,
    },
    ("months", "on"),
    _funeral,
)
MATERNITY = Kind(
    "Trợ cấp thai sản",
    {
        "children": fields.whole(1, 20),
        "months_in_last_12": fields.whole(0, 12),
        "on": fields.day,
    },
    ("children", "months_in_last_12", "on"),
    _maternity,
)
