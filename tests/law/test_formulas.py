from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bot.law.annuity import paid_ahead, paid_late
from bot.law.career import Average, Period, months_paid_after
from bot.law.months import Month, add_months
from bot.law.rounding import EXACT, round_dong, round_ratio, years_of


def test_missing_years_of_2017_come_out_as_printed_but_for_2_dong() -> None:
    """BHXH TP HCM, Người Lao Động 11/9/2017, prints 218,774,493 for 66 months."""
    monthly = Decimal("0.22") * 12_000_000
    total = round_dong(EXACT.multiply(monthly, paid_late(Decimal("0.006583"), 66)))
    assert total == 218_774_491


def test_the_average_of_a_talk_on_withdrawal_comes_out() -> None:
    items = [(12, 1_200_000, "1.08"), (12, 2_140_000, "1.03"), (12, 2_140_000, "1.03")]
    items.append((7, 2_515_000, "1.00"))
    total = sum(months * income * Decimal(factor) for months, income, factor in items)
    average = Average(Decimal(total), 43)
    assert total == 86_057_800
    assert average.value.quantize(Decimal("0.01")) == Decimal("2001344.19")


@pytest.mark.parametrize(("first", "last"), [(0, 24), (0, 60), (19, 24), (60, 60)])
def test_paying_ahead_is_the_sum_of_the_decree(first: int, last: int) -> None:
    exact = sum(
        (1 / (1 + Fraction(31, 10000)) ** (i - 1) for i in range(first + 1, last + 1)), Fraction(0)
    )
    engine = Fraction(paid_ahead(Decimal("0.0031"), first, last))
    assert abs(engine - exact) < Fraction(1, 10**50)


def test_a_tie_is_rounded_up_and_kept_a_tie() -> None:
    assert round_dong(Decimal("0.5")) == 1
    assert round_dong(Decimal("1.49999999")) == 1
    assert Average(Decimal(200), 180).times(Decimal("0.45")) == 1
    assert round_ratio(Decimal(1), 3) == 0


@pytest.mark.parametrize(
    ("months", "years"),
    [(180, "15"), (181, "15.5"), (186, "15.5"), (187, "16"), (191, "16"), (192, "16"), (6, "0.5")],
)
def test_odd_months_are_half_a_year_or_a_year(months: int, years: str) -> None:
    assert years_of(months, 6) == Decimal(years)


def test_months_step_over_years_and_keep_the_day_in_the_month() -> None:
    assert Month(2026, 11).plus(3) == Month(2027, 2)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month(2028, 2).last_day == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert str(Month(2026, 8)) == "2026-08"
    assert Month(2026, 11).until(Month(2027, 1)) == 2


def test_months_after_the_age_are_counted_but_bought_ones_are_not() -> None:
    periods = (
        Period(Month(2020, 1), Month(2026, 6), 1),
        Period(Month(2027, 1), Month(2029, 1), 1, "missing-years"),
    )
    assert months_paid_after(periods, Month(2026, 4)) == 2
    assert months_paid_after(periods, Month(2026, 6)) == 0
    assert months_paid_after(periods, Month(2019, 6)) == 78
