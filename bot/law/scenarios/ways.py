"""The earliest and the latest way to a pension from sex, birth and months paid."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.retirement import age_in_months
from bot.law.values import Parameters


@dataclass(frozen=True, slots=True)
class EarliestWay:
    """Paying each month from the present one, buying at the end what may be bought.

    `months_to_pay` from `begin` on, then `months_to_buy` at once; the pension begins with `start`.
    `waits_for_age` tells that the months are complete before the age.
    """

    begin: Month
    months_to_pay: int
    months_to_buy: int
    start: Month
    waits_for_age: bool


@dataclass(frozen=True, slots=True)
class LatestStart:
    """The last months in which one may begin to pay and still draw the pension from `start` on.

    Without buying missing months, and with buying as many as the law allows; None when no month
    need be paid any more.
    """

    start: Month
    without_buying: Month | None
    with_buying: Month | None


def earliest_way(
    parameters: Parameters, sex: str, birth: date, months_paid: int, today: date
) -> EarliestWay:
    """The earliest pension (Điều 98, 101; buying: Nghị định 159/2025/NĐ-CP, Điều 7).

    Missing months are bought at the earliest in the month before the age is reached.
    """
    required, most_bought = _limits(parameters, today)
    first = _first_month(parameters, sex, birth)
    begin = Month.of(today)
    lacking = max(0, required - months_paid)
    until_age = max(0, begin.until(first))
    if lacking <= until_age:
        start = max(first, begin)
        return EarliestWay(begin, lacking, 0, start, waits_for_age=lacking < until_age)
    bought = min(most_bought, lacking - until_age)
    to_pay = lacking - bought
    start = max(first, begin.plus(max(to_pay, 1)))
    return EarliestWay(begin, to_pay, bought, start, waits_for_age=False)


def latest_start(
    parameters: Parameters, sex: str, birth: date, months_paid: int, today: date
) -> LatestStart:
    """How long one may wait and still draw the pension from the first month that the age allows."""
    required, most_bought = _limits(parameters, today)
    first = _first_month(parameters, sex, birth)
    lacking = max(0, required - months_paid)
    to_pay = max(0, lacking - most_bought)
    return LatestStart(
        start=first,
        without_buying=first.plus(-lacking) if lacking else None,
        with_buying=first.plus(-to_pay) if to_pay else None,
    )


def _limits(parameters: Parameters, today: date) -> tuple[int, int]:
    required = cast("int", parameters.at("pension_min_months", today))
    return required, cast("int", parameters.at("missing_months_max", today))


def _first_month(parameters: Parameters, sex: str, birth: date) -> Month:
    age = age_in_months(Reading(parameters), sex, birth, old_rule=False)
    return Month.of(birth).plus(age + 1)
