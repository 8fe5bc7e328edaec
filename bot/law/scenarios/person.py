"""Who plans a pension."""

from dataclasses import dataclass, field
from datetime import date

from bot.law.career import Period
from bot.law.months import Month
from bot.law.scenarios.paying import Payer


@dataclass(frozen=True, slots=True)
class Person:
    """Sex, birth, what was paid so far, and how the person pays."""

    sex: str
    birth: date
    past: tuple[Period, ...] = ()
    payer: Payer = field(default_factory=Payer)

    @property
    def months_paid(self) -> int:
        """Months paid so far."""
        return sum(period.months for period in self.past)


def past_months(months: int, income: int, today: date) -> tuple[Period, ...]:
    """So many months on one income up to the month before the present one.

    For people who know how long they paid and on what, but not when.
    """
    last = Month.of(today).plus(-1)
    return (Period(last.plus(1 - months), last, income),) if months else ()
