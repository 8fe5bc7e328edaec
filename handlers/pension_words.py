"""A pension in figures and words: rate, amount and average for one sex, at today's prices."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.career import adjusted_career
from bot.law.months import Month
from bot.law.pension import pension_rate
from bot.law.reading import Reading
from bot.law.rounding import round_dong, years_of
from bot.law.scenarios.person import past_months
from bot.law.values import Parameters
from bot.law.wording import percent


@dataclass(frozen=True)
class Figure:
    """A pension of so many months: the rate as written, đồng a month, the one-off allowance."""

    rate: str
    pension: int
    one_off: int
    one_off_from: int


def figure(reading: Reading, sex: str, months: int, average: Decimal, on: date) -> Figure:
    """Give the pension of an average income (Điều 99, 100), as the law is on the day."""
    years = years_of(months, reading.whole("half_year_max_months", on))
    rate = pension_rate(reading, sex, years, on)
    limit = reading.whole(f"one_off_years_{sex}", on)
    times = max(Decimal(0), years - limit) * reading.factor("one_off_times", on)
    return Figure(percent(rate), round_dong(rate * average), round_dong(times * average), limit)


def adjusted_average(parameters: Parameters, months: int, income: int, on: date) -> Decimal:
    """Give the average of months paid on one income up to now, with the law's coefficients.

    Raises LawError where the months reach back before the table of coefficients.
    """
    periods = past_months(months, income, on)
    return adjusted_career(Reading(parameters), periods, on, None).average.value


def month_of(month: Month) -> str:
    """Write a month as people do: "5/2031"."""
    return f"{month.month}/{month.year}"
