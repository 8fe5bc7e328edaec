"""The law's calendar counts in months; a day matters only where the law says so."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Month(NamedTuple):
    """A month of the calendar, in order and in whole steps."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that contains the day."""
        return cls(day.year, day.month)

    @property
    def number(self) -> int:
        """Months since year 0, so that differences are plain integers."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Month":
        """The month so many months later (earlier when negative)."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def until(self, later: "Month") -> int:
        """Months from this one to the later one, 0 when they are the same."""
        return (later.year - self.year) * 12 + later.month - self.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    target = Month.of(day).plus(months)
    return min(target.first_day + timedelta(days=day.day - 1), target.last_day)
