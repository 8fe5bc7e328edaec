"""What a family gets when the contributor or pensioner dies early: the other side of a plan."""

from dataclasses import dataclass, replace
from datetime import date

from bot.law.career import Period, adjusted_career
from bot.law.funeral import FuneralQuestion, calculate_funeral
from bot.law.months import Month
from bot.law.pension import Pension
from bot.law.reading import Reading
from bot.law.rounding import round_dong
from bot.law.scenarios.paying import Stretch
from bot.law.survivor import (
    ContributorDeath,
    PensionerDeath,
    calculate_contributor_survivor,
    calculate_pensioner_survivor,
)
from bot.law.values import Parameters

_YEAR = 12


@dataclass(frozen=True, slots=True)
class DeathCase:
    """One early death: what the person paid from today until then, what was drawn and is paid.

    Amounts in đồng; `survivor` None where the compulsory rules decide (offer staff).
    """

    when: str
    own_money: int
    survivor: int | None
    funeral: int
    pensions_drawn: int = 0

    @property
    def received(self) -> int:
        """Pensions drawn, survivors' lump sum and funeral allowance together."""
        return (self.survivor or 0) + self.funeral + self.pensions_drawn


def early_deaths(
    parameters: Parameters,
    past: tuple[Period, ...],
    stretches: tuple[Stretch, ...],
    pension: Pension,
    own_money: int,
    today: date,
) -> tuple[DeathCase, ...]:
    """Death after a year of paying, just before the pension, and after a year of drawing it."""
    cases = []
    if stretches:
        first_year = _first_months(stretches, _YEAR)
        cases.append(_before(parameters, "Mất sau một năm đóng", past, first_year, today))
    if past or stretches:
        when = "Mất ngay trước khi hưởng lương hưu"
        cases.append(_before(parameters, when, past, stretches, today))
    if pension.monthly_pension:
        cases.append(_drawing(parameters, pension.monthly_pension, own_money, today))
    return tuple(cases)


def death_of_contributor(
    parameters: Parameters, when: str, periods: tuple[Period, ...], own_money: int, today: date
) -> DeathCase:
    """The family's part when a person with these paid periods dies (Điều 109, 110)."""
    reading = Reading(parameters)
    career = adjusted_career(reading, periods, today, None)
    rate = reading.factor("contribution_rate", today)
    split = Month.of(reading.day("lump_sum_split", today))
    before = sum(_months_before(period, split) for period in periods)
    survivor = calculate_contributor_survivor(
        parameters,
        ContributorDeath(
            months_before_2014=before,
            months_from_2014=career.months - before,
            average_income=career.average.value,
            on=today,
            paid_total=sum(round_dong(rate * item.income) * item.months for item in periods),
            compulsory_months=career.compulsory_months,
        ),
    )
    funeral = calculate_funeral(
        parameters, FuneralQuestion(career.months, today, career.compulsory_months)
    )
    return DeathCase(when, own_money, survivor.amount, funeral.amount)


def _before(
    parameters: Parameters,
    when: str,
    past: tuple[Period, ...],
    stretches: tuple[Stretch, ...],
    today: date,
) -> DeathCase:
    periods = (*past, *(stretch.period for stretch in stretches))
    paid = sum(stretch.pay for stretch in stretches)
    return death_of_contributor(parameters, when, periods, paid, today)


def _drawing(parameters: Parameters, monthly: int, own_money: int, today: date) -> DeathCase:
    survivor = calculate_pensioner_survivor(parameters, PensionerDeath(monthly, _YEAR, today))
    funeral = calculate_funeral(parameters, FuneralQuestion(0, today, pensioner=True))
    return DeathCase(
        when="Mất sau một năm hưởng lương hưu",
        own_money=own_money,
        survivor=survivor.amount,
        funeral=funeral.amount,
        pensions_drawn=monthly * _YEAR,
    )


def _first_months(stretches: tuple[Stretch, ...], months: int) -> tuple[Stretch, ...]:
    """The stretches cut off after so many months."""
    kept = []
    for stretch in stretches:
        if months <= 0:
            break
        kept.append(stretch.shortened(min(months, stretch.months)))
        months -= stretch.months
    return tuple(kept)


def _months_before(period: Period, split: Month) -> int:
    if period.first >= split:
        return 0
    return replace(period, last=min(period.last, split.plus(-1))).months
