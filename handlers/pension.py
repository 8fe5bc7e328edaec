"""What pension would I get: from the time paid and the income, for one sex or both."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from bot.law.months import Month
from bot.law.pension import pension_rate
from bot.law.reading import Reading
from bot.law.retirement import RetirementQuestion, birth_year_range, find_retirement_age
from bot.law.rounding import round_dong, years_of
from bot.law.values import Parameters
from bot.law.wording import age, day, money, percent, span
from handlers.career_form import Career, CareerForm


class Pension(CareerForm):
    """The pension calculator. At today's prices, and said so."""

    name = "pension"

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give rate and amount, the age where a birth was said, and what paying on would give."""
        months, income = career.months or 0, career.income or 0
        reading = Reading(parameters)
        least = reading.whole("pension_min_months", on)
        known = {"span": span(months), "income": money(income), "least": span(least)}
        if months < least:
            missing = span(least - months)
            parts = [self.words["short"].format(**known, missing=missing)]
        else:
            parts = [self.words["headline"].format(**known)]
        sexes = [career.sex] if career.sex else list(self.words["sexes"])
        parts += self._lines(reading, sexes, max(months, least), income, on)
        if len(sexes) > 1:
            parts.append(self.words["both"])
        if career.sex and career.birth_year:
            parts += self._age(parameters, career, on)
        parts += [self.words["estimate"], self.words["grounds"].format(day=day(on))]
        return "\n".join(parts)

    def _lines(
        self, reading: Reading, sexes: Iterable[str], months: int, income: int, on: date
    ) -> Iterable[str]:
        for sex in sexes:
            rate, pension = _pension(reading, sex, months, income, on)
            title = self.words["sexes"][sex]
            yield self.words["line"].format(sex=title, rate=rate, pension=money(pension))
            most = reading.whole(f"one_off_years_{sex}", on)
            beyond = _years(reading, months, on) - most
            if beyond > 0:
                times = beyond * reading.factor("one_off_times", on)
                amount = money(round_dong(times * income))
                yield self.words["one_off"].format(amount=amount, years=most)

    def _age(self, parameters: Parameters, career: Career, on: date) -> Iterable[str]:
        """Say when the age is reached; without a month of birth, between which months."""
        sex, year = career.sex or "", career.birth_year or 0
        said: dict[str, Any] = {"sex": self.words["sexes"][sex], "year": year}
        first, last = birth_year_range(parameters, sex, year)
        if career.birth_month is None:
            yield self.words["age_range"].format(**said, first=_month(first), last=_month(last))
            yield from self._paying_on(parameters, career, first, on)
            return
        birth = date(year, career.birth_month, 1)
        found = find_retirement_age(parameters, RetirementQuestion(sex, birth))
        yield self.words["age"].format(
            **said,
            birth=f"tháng {birth.month}/{year}",
            age=age(found.years * 12 + found.months),
            reached=_month(found.reached),
            start=day(found.pension_from),
        )
        yield from self._paying_on(parameters, career, found.reached, on)

    def _paying_on(
        self, parameters: Parameters, career: Career, reached: Month, on: date
    ) -> Iterable[str]:
        """Say what paying on to the age would give, when it is still to come."""
        more = Month.of(on).until(reached)
        total = (career.months or 0) + more
        reading = Reading(parameters)
        if not career.paid or more <= 0 or total < reading.whole("pension_min_months", on):
            return
        rate, pension = _pension(reading, career.sex or "", total, career.income or 0, on)
        yield self.words["go_on"].format(
            month=_month(reached), span=span(total), rate=rate, pension=money(pension)
        )


def _years(reading: Reading, months: int, on: date) -> Decimal:
    return years_of(months, reading.whole("half_year_max_months", on))


def _pension(reading: Reading, sex: str, months: int, income: int, on: date) -> tuple[str, int]:
    rate = pension_rate(reading, sex, _years(reading, months, on), on)
    return percent(rate), round_dong(rate * income)


def _month(month: Month) -> str:
    return f"{month.month}/{month.year}"
