"""A person's paid months and incomes, adjusted to the year in which the pension begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import cast

from bot.law.errors import LawError
from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.rounding import EXACT, round_ratio

KINDS_OF_TIME = {
    "voluntary": "tự nguyện",
    "compulsory": "bắt buộc",
    "missing-years": "đóng một lần cho những năm còn thiếu",
}


@dataclass(frozen=True, slots=True)
class Period:
    """Months from the first to the last, both counted, all on one income in đồng.

    Months of the kind missing-years are bought at once; their place in the calendar is without
    meaning, only their number counts.
    """

    first: Month
    last: Month
    income: int
    kind: str = "voluntary"

    @property
    def months(self) -> int:
        """How many months."""
        return self.first.until(self.last) + 1


@dataclass(frozen=True, slots=True)
class Average:
    """An average income kept as total and months, so that nothing is rounded on the way."""

    total: Decimal
    months: int

    @property
    def value(self) -> Decimal:
        """The average in đồng, to 60 digits."""
        return EXACT.divide(self.total, Decimal(self.months)) if self.months else Decimal(0)

    def times(self, factor: Decimal) -> int:
        """So many times the average, in whole đồng."""
        return round_ratio(EXACT.multiply(self.total, factor), self.months)


@dataclass(frozen=True, slots=True)
class Career:
    """What counts of a person's periods."""

    months: int
    compulsory_months: int
    bought_months: int
    average: Average


def check_periods(periods: tuple[Period, ...]) -> None:
    """LawError where a period is turned round or two cover the same month."""
    if not periods:
        raise LawError("Cần ít nhất một thời gian đóng (periods).", "periods")
    for period in periods:
        if period.last < period.first:
            raise LawError(
                f"Thời gian đóng từ {period.first} đến {period.last}: tháng cuối phải không sớm "
                "hơn tháng đầu.",
                "periods",
            )
    paid = sorted((period for period in periods if period.kind != "missing-years"), key=_first)
    for earlier, later in pairwise(paid):
        if later.first <= earlier.last:
            raise LawError(
                f"Tháng {later.first} nằm trong hai thời gian đóng; mỗi tháng chỉ tính một lần.",
                "periods",
            )


def last_paid_month(periods: tuple[Period, ...]) -> Month | None:
    """The last month paid for in its time; bought months have none."""
    months = [period.last for period in periods if period.kind != "missing-years"]
    return max(months, default=None)


def months_paid_after(periods: tuple[Period, ...], month: Month) -> int:
    """Months paid for in their time after the given month."""
    return sum(
        max(0, period.last.number - max(period.first.number - 1, month.number))
        for period in periods
        if period.kind != "missing-years"
    )


def adjusted_career(
    reading: Reading,
    periods: tuple[Period, ...],
    start: date,
    own_table: Mapping[int, Decimal] | None,
) -> Career:
    """Months and the average of the adjusted incomes over the whole time.

    Điều 104 and Nghị định 159/2025/NĐ-CP, Điều 10, 11; the coefficients are those of the year in
    which the pension begins (`own_table` replaces them). LawError where a year has none.
    """
    factor_of = _factors(reading, start, own_table)
    months = dict.fromkeys(KINDS_OF_TIME, 0)
    total = Decimal(0)
    for period in periods:
        months[period.kind] += period.months
        if period.kind == "missing-years":
            factor = reading.factor("coefficient_of_missing_years", start)
            total += period.income * factor * period.months
        else:
            total += period.income * _weighted_months(period, factor_of)
    count = sum(months.values())
    return Career(
        months=count,
        compulsory_months=months["compulsory"],
        bought_months=months["missing-years"],
        average=Average(total, count),
    )


def _factors(
    reading: Reading, start: date, own_table: Mapping[int, Decimal] | None
) -> Callable[[int], Decimal]:
    """The coefficient of each year paid, from the table of the start or the asker's own."""
    table = own_table
    if table is None:
        table = cast("Mapping[int, Decimal]", reading.table("income_coefficients", start))

    def factor_of(year: int) -> Decimal:
        factor = table.get(year)
        if factor is not None:
            return factor
        if year > max(table):
            return reading.factor("coefficient_of_coming_years", start)
        raise LawError(
            f"Chưa có mức điều chỉnh thu nhập của năm {year}; bảng bắt đầu từ năm {min(table)}.",
            "periods" if own_table is None else "coefficients",
        )

    return factor_of


def _weighted_months(period: Period, factor_of: Callable[[int], Decimal]) -> Decimal:
    """The months, each counted as often as the coefficient of its year."""
    first, last = period.first, period.last
    if first.year == last.year:
        return factor_of(first.year) * period.months
    whole_years = sum(map(factor_of, range(first.year + 1, last.year)), Decimal(0))
    begun = factor_of(first.year) * (13 - first.month)
    return begun + whole_years * 12 + factor_of(last.year) * last.month


def _first(period: Period) -> Month:
    return period.first
