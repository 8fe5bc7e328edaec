"""The modes of payment side by side, and paying ahead before a rise."""

from dataclasses import dataclass, replace
from typing import cast

from bot.law.contribution import Contribution, ContributionQuestion, calculate_contribution
from bot.law.months import Month
from bot.law.scenarios.paying import TODAYS_PRICES, Payer, Stretch, own_money, pay_monthly
from bot.law.values import Parameters

_SHORT_MODES = ("monthly", "3-months", "6-months", "12-months")


@dataclass(frozen=True, slots=True)
class ModeOption:
    """One mode with its payment, and the đồng it saves against so many single months."""

    mode: str
    years: int | None
    contribution: Contribution
    saved: int


@dataclass(frozen=True, slots=True)
class AheadOfRise:
    """Paying ahead on a day against paying the same months one by one, in đồng.

    `higher_income_later` tells that the monthly way ends on a higher income, which also counts for
    a higher pension: the two do not buy the same.
    """

    ahead: Contribution
    monthly: tuple[Stretch, ...]
    pay_monthly: int
    saved: int
    higher_income_later: bool
    notes: tuple[str, ...] = (TODAYS_PRICES,)


def compare_modes(parameters: Parameters, question: ContributionQuestion) -> tuple[ModeOption, ...]:
    """Every mode that pays for months to come, on the law of the day (Điều 36).

    `mode`, `years` and `months` of the question are ignored. Raises LawError as the calculation.
    """
    on = question.on
    least = cast("int", parameters.at("years_ahead_min", on))
    most = cast("int", parameters.at("years_ahead_max", on))
    choices: list[tuple[str, int | None]] = [(mode, None) for mode in _SHORT_MODES]
    choices += [("years-ahead", years) for years in range(least, most + 1)]
    asked = [replace(question, mode=mode, years=years, months=None) for mode, years in choices]
    return tuple(_option(parameters, each) for each in asked)


def pay_ahead_of_rise(parameters: Parameters, question: ContributionQuestion) -> AheadOfRise:
    """The payment of the question against the same months paid one by one from its month on.

    Who has paid ahead is not charged again when the line rises (NĐ 159/2025/NĐ-CP, Điều 5); month
    by month each month has its own law.
    """
    ahead = calculate_contribution(parameters, question)
    first = Month.of(question.on)
    payer = Payer(question.support, question.supported_months_used, question.province)
    last = first.plus(ahead.months - 1)
    monthly = pay_monthly(parameters, payer, ahead.income, first, last)
    total = own_money(monthly)
    return AheadOfRise(
        ahead=ahead,
        monthly=monthly,
        pay_monthly=total,
        saved=total - ahead.pay,
        higher_income_later=monthly[-1].income > ahead.income,
    )


def _option(parameters: Parameters, question: ContributionQuestion) -> ModeOption:
    contribution = calculate_contribution(parameters, question)
    single = replace(
        question,
        income=contribution.income,
        budget=None,
        mode="monthly",
        years=None,
        supported_months_used=0,
    )
    month = calculate_contribution(parameters, single)
    without_state = (month.gross - month.local_support) * contribution.months
    one_by_one = without_state - month.state_support * contribution.supported_months
    return ModeOption(question.mode, question.years, contribution, one_by_one - contribution.pay)
