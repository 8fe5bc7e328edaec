"""The one rounding rule of the law package, and how odd months count.

Sums are exact; an amount is rounded half up to whole đồng once, at the end of its line.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough that no sum, product or quotient of this package loses a đồng."""

_WHOLE = Decimal(1)
_HALF = Decimal("0.5")


def round_dong(amount: Decimal) -> int:
    """Whole đồng, half up."""
    return int(amount.quantize(_WHOLE, context=EXACT))


def round_ratio(total: Decimal, divisor: int) -> int:
    """Whole đồng of total / divisor, half up; multiply first, so that a tie stays a tie."""
    return round_dong(EXACT.divide(total, Decimal(divisor)))


def years_of(months: int, half_year_max_months: int) -> Decimal:
    """Years in halves: a few odd months are half a year, more are a year (Điều 5 khoản 6)."""
    years, odd = divmod(months, 12)
    if odd == 0:
        return Decimal(years)
    return years + _HALF if odd <= half_year_max_months else Decimal(years + 1)
