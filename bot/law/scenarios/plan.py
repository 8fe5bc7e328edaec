"""Paying until the pension: what it costs, what it gives, and what an early death gives."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from bot.law.career import Period
from bot.law.contribution import Contribution, ContributionQuestion, calculate_contribution
from bot.law.pension import Pension, PensionQuestion, calculate_pension
from bot.law.scenarios.early_death import DeathCase, early_deaths
from bot.law.scenarios.paying import TODAYS_PRICES, Stretch, own_money, pay_monthly
from bot.law.scenarios.person import Person
from bot.law.scenarios.ways import EarliestWay, earliest_way
from bot.law.values import Parameters


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to a pension on one income, in đồng at today's prices.

    `own_money` is what the person pays from today on, the `purchase` of missing months included;
    `months_to_get_back` are the months of pension that equal it, rounded up; None without a pension
    that we may calculate. `early_death` is the other side.
    """

    income: int
    way: EarliestWay
    stretches: tuple[Stretch, ...]
    purchase: Contribution | None
    own_money: int
    pension: Pension
    months_to_get_back: int | None
    early_death: tuple[DeathCase, ...]
    notes: tuple[str, ...] = (TODAYS_PRICES,)


def plan_pension(parameters: Parameters, person: Person, income: int, today: date) -> Plan:
    """Pay on the income each month from the present one until the earliest pension.

    Who has 15 years complete before the age pays on until it. Raises LawError when the income is
    outside the bounds.
    """
    way = earliest_way(parameters, person.sex, person.birth, person.months_paid, today)
    months = way.begin.until(way.start) if way.waits_for_age else way.months_to_pay
    stretches = _monthly(parameters, person, income, way, months)
    purchase = _purchase(parameters, person, income, way, months)
    periods = [*person.past, *(stretch.period for stretch in stretches)]
    if purchase:
        last = way.start.plus(way.months_to_buy - 1)
        periods.append(Period(way.start, last, purchase.income, "missing-years"))
    pension = calculate_pension(
        parameters,
        PensionQuestion(person.sex, person.birth, periods=tuple(periods), start=way.start),
        today,
    )
    paid = own_money(stretches) + (purchase.pay if purchase else 0)
    return Plan(
        income=income,
        way=way,
        stretches=stretches,
        purchase=purchase,
        own_money=paid,
        pension=pension,
        months_to_get_back=months_to_get_back(paid, pension),
        early_death=early_deaths(parameters, person.past, stretches, pension, paid, today),
    )


def compare_incomes(
    parameters: Parameters, person: Person, incomes: tuple[int, ...], today: date
) -> tuple[Plan, ...]:
    """The plan of each income, in the order given."""
    return tuple(plan_pension(parameters, person, income, today) for income in incomes)


def months_to_get_back(own_money: int, pension: Pension) -> int | None:
    """Months of pension that equal the own money paid, rounded up; None without a pension."""
    if not pension.monthly_pension:
        return None
    return -(-own_money // pension.monthly_pension)


def _monthly(
    parameters: Parameters, person: Person, income: int, way: EarliestWay, months: int
) -> tuple[Stretch, ...]:
    if not months:
        return ()
    last = way.begin.plus(months - 1)
    return pay_monthly(parameters, person.payer, income, way.begin, last)


def _purchase(
    parameters: Parameters, person: Person, income: int, way: EarliestWay, months: int
) -> Contribution | None:
    """The missing months, bought in the month before the pension begins."""
    if not way.months_to_buy:
        return None
    on = way.start.plus(-1).first_day
    lowest = cast("int", parameters.at("rural_poverty_line", on))
    payer = person.payer
    return calculate_contribution(
        parameters,
        ContributionQuestion(
            on=on,
            income=max(income, lowest),
            support=payer.support,
            mode="missing-years",
            months=way.months_to_buy,
            supported_months_used=payer.supported_months_used + months,
            province=payer.province,
        ),
    )
