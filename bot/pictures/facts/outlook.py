"""What a person pays from today on and the pension that follows, in whichever way it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.law.career import adjusted_career
from bot.law.contribution import Contribution
from bot.law.months import Month
from bot.law.pension import pension_rate
from bot.law.reading import Grounds, Reading
from bot.law.rounding import years_of
from bot.law.scenarios.paying import Payer, Stretch, own_money, pay_monthly
from bot.law.scenarios.person import Person, past_months
from bot.law.scenarios.plan import plan_pension
from bot.law.values import Parameters
from bot.law.wording import span
from bot.pictures.errors import PicturesError
from bot.pictures.wording import texts

MOST_MONTHS = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Payments and pension in đồng at today's prices.

    `purchase` are missing months bought in the month before `start`; without `age_known` the start
    only follows the last payment and is no date to be shown.
    """

    stretches: tuple[Stretch, ...]
    purchase: Contribution | None
    start: Month
    age_known: bool
    rate: Decimal
    pension: int
    one_off: int
    grounds: tuple[Grounds, ...]

    @property
    def first(self) -> Month:
        """The first month paid, the start of the pension where none is."""
        return self.stretches[0].first if self.stretches else self.start

    @property
    def last(self) -> Month | None:
        """The last month paid; None where none is."""
        return self.stretches[-1].last if self.stretches else None

    @property
    def months(self) -> int:
        """Months paid from today on, bought ones included."""
        bought = self.purchase.months if self.purchase else 0
        return sum(stretch.months for stretch in self.stretches) + bought

    @property
    def own_money(self) -> int:
        """What the person pays."""
        return own_money(self.stretches) + (self.purchase.pay if self.purchase else 0)

    @property
    def state_support(self) -> int:
        """What the State adds."""
        monthly = sum(stretch.state_support for stretch in self.stretches)
        return monthly + (self.purchase.state_support if self.purchase else 0)


def outlook_by_birth(parameters: Parameters, data: Mapping[str, Any], on: date) -> Outlook:
    """Paying until the earliest pension of a person whose `birth` is known, a date."""
    paid = data.get("months_paid", 0)
    if not 0 <= paid <= MOST_MONTHS:
        raise PicturesError(f"Số tháng đã đóng phải từ 0 đến {MOST_MONTHS}.")
    past = past_months(paid, data.get("past_income", data["income"]), on)
    person = Person(data["sex"], data["birth"], past, _payer(data))
    plan = plan_pension(parameters, person, data["income"], on)
    pension = plan.pension
    if not pension.monthly_pension or pension.rate is None:
        raise PicturesError(pension.reason or "Chưa tính được lương hưu; cán bộ sẽ tính giúp.")
    bought = [plan.purchase.grounds] if plan.purchase else []
    return Outlook(
        stretches=plan.stretches,
        purchase=plan.purchase,
        start=plan.way.start,
        age_known=True,
        rate=pension.rate,
        pension=pension.monthly_pension,
        one_off=pension.one_off_allowance or 0,
        grounds=(*_grounds(plan.stretches), *bought, pension.grounds),
    )


def outlook_by_months(parameters: Parameters, data: Mapping[str, Any], on: date) -> Outlook:
    """Paying so many months from today on; the pension comes with an age that is not known."""
    months, sex, reading = data["months"], data["sex"], Reading(parameters)
    least = reading.whole("pension_min_months", on)
    if not least <= months <= MOST_MONTHS:
        words = texts("pension-chart")["too_short"]
        raise PicturesError(words.format(span=span(max(months, 0)), least=span(least)))
    first = Month.of(on)
    last = first.plus(months - 1)
    stretches = pay_monthly(parameters, _payer(data), data["income"], first, last)
    start = last.plus(1)
    opening = start.first_day
    career = adjusted_career(reading, tuple(each.period for each in stretches), opening, None)
    years = years_of(months, reading.whole("half_year_max_months", opening))
    rate = pension_rate(reading, sex, years, opening)
    beyond = max(Decimal(0), years - reading.whole(f"one_off_years_{sex}", opening))
    return Outlook(
        stretches=stretches,
        purchase=None,
        start=start,
        age_known=False,
        rate=rate,
        pension=career.average.times(rate),
        one_off=career.average.times(beyond * reading.factor("one_off_times", opening)),
        grounds=(*_grounds(stretches), reading.grounds),
    )


def _payer(data: Mapping[str, Any]) -> Payer:
    used = data.get("supported_months_used", 0)
    return Payer(data.get("support", "other"), used, data.get("province"))


def _grounds(stretches: tuple[Stretch, ...]) -> tuple[Grounds, ...]:
    return tuple(stretch.month.grounds for stretch in stretches)
