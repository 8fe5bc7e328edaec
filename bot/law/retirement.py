"""From which month a person has the age for a pension."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import cast

from bot.law.errors import LawError
from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.results import Result
from bot.law.values import Parameters

SEXES = {"female": "nữ", "male": "nam"}


@dataclass(frozen=True, slots=True)
class RetirementQuestion:
    """Sex and birth: the month's first day when no day is known, 1 January without a month.

    `joined_before_2021_with_20_years`: joined voluntary insurance before 2021 and has full 20 years
    of voluntary contributions.
    """

    sex: str
    birth: date
    joined_before_2021_with_20_years: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementAge(Result):
    """The age in years and months, the month that reaches it, the first day of a pension."""

    years: int
    months: int
    reached: Month
    pension_from: date


def find_retirement_age(parameters: Parameters, question: RetirementQuestion) -> RetirementAge:
    """The age of Điều 169 of the Labour Code and its month (Nghị định 135/2020/NĐ-CP, Điều 4).

    A pension begins on the first day of the month after (Thông tư 11/2025/TT-BNV, Điều 5).
    """
    reading = Reading(parameters)
    age = age_in_months(
        reading,
        question.sex,
        question.birth,
        old_rule=question.joined_before_2021_with_20_years,
    )
    reached = Month.of(question.birth).plus(age)
    return RetirementAge(
        years=age // 12,
        months=age % 12,
        reached=reached,
        pension_from=reached.plus(1).first_day,
        grounds=reading.grounds,
    )


def age_in_months(reading: Reading, sex: str, birth: date, *, old_rule: bool) -> int:
    """The retirement age in months: that of the first year in which the person reaches it.

    Under the old rule 60 / 55 (Luật BHXH 41/2024/QH15, Điều 141 khoản 9).
    """
    if sex not in SEXES:
        raise LawError("Giới tính phải là female (nữ) hoặc male (nam).", "sex")
    if old_rule:
        return _old_rule_age(reading, sex)
    name = f"retirement_age_{sex}"
    born = birth.year * 12 + birth.month
    steps = reading.parameters[name].values
    for step, following in pairwise(steps):
        changed = following.since.year * 12 + following.since.month
        if born + cast("int", step.value) < changed:
            return reading.whole(name, step.since)
    return reading.whole(name, steps[-1].since)


def _old_rule_age(reading: Reading, sex: str) -> int:
    latest = reading.parameters[f"old_rule_age_{sex}"].values[-1].since
    return reading.whole(f"old_rule_age_{sex}", latest)


def birth_year_range(parameters: Parameters, sex: str, year: int) -> tuple[Month, Month]:
    """The earliest and latest month of retirement age for people born in the year."""
    first = age_in_months(Reading(parameters), sex, date(year, 1, 1), old_rule=False)
    last = age_in_months(Reading(parameters), sex, date(year, 12, 1), old_rule=False)
    return Month(year, 1).plus(first), Month(year, 12).plus(last)
