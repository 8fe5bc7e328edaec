"""When can I retire: the age and its month, and by when the years must be complete."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.scenarios.ways import earliest_way, latest_start
from bot.law.values import Parameters
from bot.law.wording import day, span
from handlers.ages import age_reached
from handlers.career import COMMON, Career, month_matters
from handlers.career_form import CareerForm
from handlers.pension_words import month_of


class Retirement(CareerForm):
    """Asks for sex and year of birth; for the month only where it changes the age."""

    name: ClassVar[str] = "retirement"
    months_are_paid: ClassVar[bool] = True
    none_is_paid_too: ClassVar[bool] = True
    goes_on: ClassVar[bool] = True

    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """Sex and birth; months paid are taken where said."""
        if career.sex is None:
            return "sex"
        if career.birth_year is None:
            return "birth"
        return "birth_month" if month_matters(parameters, career) else None

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the age and its month, then what the years paid make of it."""
        title = COMMON["sexes"][career.sex]
        reached = age_reached(parameters, career, title, self.words)
        parts = [reached, *self._years(parameters, career, on)]
        return "\n".join([*parts, self.words["grounds"].format(day=day(on))])

    def _years(self, parameters: Parameters, career: Career, on: date) -> Iterator[str]:
        """Say when the pension can begin with the months paid, or by when to begin paying."""
        sex, birth = career.sex or "", career.birth
        least = span(Reading(parameters).whole("pension_min_months", on))
        if career.months is None:
            late = latest_start(parameters, sex, birth, 0, on)
            if late.without_buying and late.without_buying >= Month.of(on):
                yield self.words["begin_by"].format(
                    least=least, first=month_of(late.without_buying)
                )
                return
        way = earliest_way(parameters, sex, birth, career.months or 0, on)
        known = {
            "paid": span(career.months or 0),
            "least": least,
            "to_pay": span(way.months_to_pay),
            "to_buy": span(way.months_to_buy),
            "start": month_of(way.start),
        }
        if career.months is None:
            key = "from_now"
        elif not way.months_to_pay and not way.months_to_buy:
            key = "complete"
        else:
            key = "with_buying" if way.months_to_buy else "paying"
            key = key if way.months_to_pay else "buying_only"
        yield self.words[key].format(**known)
