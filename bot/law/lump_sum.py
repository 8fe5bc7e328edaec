"""1.5 average incomes for each year paid before 2014, 2 for each from 2014 on."""

from datetime import date
from decimal import Decimal

from bot.law.reading import Reading
from bot.law.results import Line
from bot.law.rounding import round_dong, years_of
from bot.law.wording import number


def lump_sum_lines(
    reading: Reading, months_before_2014: int, months_from_2014: int, average: Decimal, on: date
) -> tuple[Line, ...]:
    """The two parts of a lump sum by years (Điều 102, Điều 110).

    Odd months of before 2014 move to the later part when there is one; else they round.
    """
    before, later = months_before_2014, months_from_2014
    if later:
        odd = before % 12
        before, later = before - odd, later + odd
    half = reading.whole("half_year_max_months", on)
    lines = []
    for months, name, label in (
        (before, "lump_sum_times_before_2014", "trước 2014"),
        (later, "lump_sum_times_from_2014", "từ 2014"),
    ):
        if months:
            years, times = years_of(months, half), reading.factor(name, on)
            text = f"{number(years)} năm đóng {label} × {number(times)} × mức bình quân"
            lines.append(Line(text, round_dong(years * times * average)))
    return tuple(lines)
