"""What pension would I get: from the time paid and the income, for one sex or both."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar

from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.scenarios.plan import plan_pension
from bot.law.values import Parameters
from bot.law.wording import day, money, percent, span
from handlers.ages import age_reached
from handlers.career import COMMON, Career, can_be_charted, lawful_income
from handlers.career_form import CareerForm
from handlers.pension_words import Figure, adjusted_average, figure, month_of


class Pension(CareerForm):
    """The pension calculator. At today's prices, and said so."""

    name: ClassVar[str] = "pension"

    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """Time and income; sex and birth are taken where said, a month never waited for."""
        if not career.has_income and (career.months or career.birth_year is None):
            return "income" if career.months is not None else "months"
        if career.months:
            return None
        if career.sex is None and (career.months == 0 or career.birth_year):
            return "sex"
        if career.birth_year is None:
            return "birth" if career.months == 0 else "months"
        return None if career.has_income else "income"

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give rate and amount, the age where a birth was said, and what paying on would give."""
        parts = list(self._stated(parameters, career, on)) if career.months else []
        if career.sex and career.birth_year:
            title = COMMON["sexes"][career.sex]
            parts.append(age_reached(parameters, career, title, self.words))
            if career.paid or not career.months:
                parts += self._paying_on(parameters, career, on)
        if career.compulsory:
            parts.append(self.words["compulsory"])
        parts += [self.words["estimate"], self.words["grounds"].format(day=day(on))]
        return "\n".join(parts)

    def offers(self, career: Career) -> str:
        """Offer the chart where enough is known for it."""
        return "chart_buttons" if can_be_charted(career) else "change_buttons"

    def _stated(self, parameters: Parameters, career: Career, on: date) -> Iterator[str]:
        """The pension on the stated average; for time already paid also on the adjusted one."""
        reading, income = Reading(parameters), career.income or 0
        months = (career.months or 0) + (career.more or 0)
        least = reading.whole("pension_min_months", on)
        known = {"span": span(months), "income": money(income), "least": span(least)}
        if months < least:
            yield self.words["short"].format(**known, missing=span(least - months))
        else:
            yield self.words["headline"].format(**known)
        sexes = [career.sex] if career.sex else list(COMMON["sexes"])
        months = max(months, least)
        for sex in sexes:
            yield self._line(sex, figure(reading, sex, months, Decimal(income), on))
        if len(sexes) > 1:
            yield self.words["both"]
        yield from self._adjusted(parameters, career, sexes, on)

    def _adjusted(
        self, parameters: Parameters, career: Career, sexes: list[str], on: date
    ) -> Iterator[str]:
        reading = Reading(parameters)
        months, income = career.months or 0, career.income or 0
        enough = months >= reading.whole("pension_min_months", on)
        if not career.paid or career.average or career.more or not enough:
            return
        try:
            average = adjusted_average(parameters, months, income, on)
        except LawError:
            return  # the months reach back before the table: the stated average stands alone
        pensions = {sex: figure(reading, sex, months, average, on).pension for sex in sexes}
        sums = ", ".join(f"{COMMON['sexes'][sex].lower()} {money(pensions[sex])}" for sex in sexes)
        yield self.words["adjusted"].format(average=money(int(average)), sums=sums)

    def _line(self, sex: str, found: Figure) -> str:
        title = COMMON["sexes"][sex]
        line = self.words["line"].format(sex=title, rate=found.rate, pension=money(found.pension))
        if not found.one_off:
            return str(line)
        more = self.words["one_off"].format(amount=money(found.one_off), years=found.one_off_from)
        return f"{line}\n{more}"

    def _paying_on(self, parameters: Parameters, career: Career, on: date) -> Iterator[str]:
        """Say what paying on until the pension would give, the months paid adjusted."""
        income = lawful_income(parameters, career.income or 0, on)
        try:
            plans = [
                plan_pension(parameters, career.person(on, month), income, on)
                for month in ((1, 12) if career.birth_month is None else (0,))
            ]
        except LawError:
            return  # no figure without the law's own numbers for those years
        shown = [plan.pension for plan in plans]
        if not all(pension.eligible and pension.monthly_pension for pension in shown):
            return
        sums = sorted({pension.monthly_pension or 0 for pension in shown})
        rates = sorted({pension.rate or Decimal(0) for pension in shown})
        months = sorted({pension.months for pension in shown})
        starts = sorted({plan.way.start for plan in plans})
        yield self.words["go_on"].format(
            span=_range([span(m) for m in months]),
            start=_range([month_of(m) for m in starts]),
            rate=_range([percent(rate) for rate in rates]),
            pension=_range([money(amount) for amount in sums]),
            income=money(income),
            paid=self.words["with_paid"] if career.months else "",
        )
        bought = sorted({plan.way.months_to_buy for plan in plans})
        if bought[-1]:
            key = "bought" if bought[0] else "bought_at_most"
            yield self.words[key].format(span=_range([span(m) for m in bought if m]))


def _range(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{texts[0]} đến {texts[-1]}"
