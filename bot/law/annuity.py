"""What a month's contribution counts for when it is paid ahead of or after its month."""

from decimal import Decimal

from bot.law.rounding import EXACT


def paid_ahead(growth: Decimal, first: int, last: int) -> Decimal:
    """Σ 1 / (1+r)^(i−1) for the months i = first+1 … last (Nghị định 159/2025/NĐ-CP, Điều 6).

    Months counted from the payment; `growth` is r, the monthly return as a fraction.
    """
    discount = EXACT.divide(Decimal(1), 1 + growth)
    total, term = Decimal(0), EXACT.power(discount, first)
    for _ in range(first, last):
        total = EXACT.add(total, term)
        term = EXACT.multiply(term, discount)
    return total


def paid_late(growth: Decimal, months: int) -> Decimal:
    """Σ (1+r)^i for i = 1 … months (Nghị định 159/2025/NĐ-CP, Điều 7)."""
    total, term = Decimal(0), Decimal(1)
    for _ in range(months):
        term = EXACT.multiply(term, 1 + growth)
        total = EXACT.add(total, term)
    return total
