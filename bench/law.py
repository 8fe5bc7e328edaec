"""Calculations a second on one core: the engine against straight-line code of the same formulas.

`python -m bench.law` prints a line for contributions and one for pensions: a second for the engine,
a second for plain Python, and the ratio (goals: 20,000, 5,000, and at least a third).
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from bot.law.career import Period
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.loading import load
from bot.law.months import Month
from bot.law.pension import PensionQuestion, calculate_pension

TODAY = date(2026, 11, 24)
DAYS = (date(2019, 8, 1), date(2024, 6, 1), date(2025, 8, 1), TODAY, date(2027, 1, 1))
BIRTH, START = date(1969, 5, 1), date(2026, 11, 1)
SECONDS = 2.0
SUPPORTS = ("poor", "near-poor", "ethnic-minority", "other")
SHARES_2018 = {"poor": Decimal("0.30"), "near-poor": Decimal("0.25")}
SHARES_2025 = {
    "poor": Decimal("0.50"),
    "near-poor": Decimal("0.40"),
    "ethnic-minority": Decimal("0.30"),
    "other": Decimal("0.20"),
}
MONTHS = {"monthly": 1, "3-months": 3, "6-months": 6, "12-months": 12}
DEADLINES = {"monthly": 1, "3-months": 3, "6-months": 4, "12-months": 7}
FACTORS_2026 = """
2.29 2.14 1.96 1.65 1.51 1.42 1.36 1.36 1.32 1.28 1.23 1.20 1.16 1.14 1.11 1.07 1.03 1.00 1.00
"""
COEFFICIENTS_2026 = {
    year: Decimal(factor) for year, factor in enumerate(FACTORS_2026.split(), start=2008)
}


def whole(amount: Decimal) -> int:
    """Half up to whole đồng."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def plain_contribution(
    on: date, income: int, support: str, mode: str, used: int
) -> tuple[int, int, int, date]:
    """Gross, support, own payment and last day, with the law's numbers written into the code."""
    if on >= date(2027, 1, 1):
        line = 2_200_000
    elif on >= date(2022, 1, 1):
        line = 1_500_000
    else:
        line = 700_000
    if on >= date(2026, 7, 1):
        level = 2_530_000
    elif on >= date(2024, 7, 1):
        level = 2_340_000
    elif on >= date(2023, 7, 1):
        level = 1_800_000
    else:
        level = 1_490_000
    if not line <= income <= 20 * level:
        raise ValueError(income)
    if on >= date(2025, 7, 1):
        share = SHARES_2025[support]
    else:
        share = SHARES_2018.get(support, Decimal("0.10"))
    months = MONTHS[mode]
    gross = whole(Decimal("0.22") * income * months)
    state = whole(share * Decimal("0.22") * line * min(months, max(0, 120 - used)))
    year, month = divmod(on.year * 12 + on.month - 1 + DEADLINES[mode], 12)
    return gross, state, gross - state, date(year, month + 1, 1) - timedelta(days=1)


def plain_pension(
    birth: date, start: date, periods: tuple[tuple[int, int, int, int, int], ...]
) -> int:
    """A woman's pension of periods (year, month, year, month, income), numbers written in."""
    for year in range(2021, 2036):
        age = min(660 + 4 * (year - 2020), 720)
        reached = birth.year * 12 + birth.month - 1 + age
        if reached < (year + 1) * 12:
            break
    if start.year * 12 + start.month - 1 <= reached:
        return 0
    total, months = Decimal(0), 0
    for first_year, first_month, last_year, last_month, income in periods:
        for year in range(first_year, last_year + 1):
            first = first_month if year == first_year else 1
            last = last_month if year == last_year else 12
            total += income * COEFFICIENTS_2026[year] * (last - first + 1)
            months += last - first + 1
    if months < 180:
        return 0
    years, odd = divmod(months, 12)
    counted = Decimal(years)
    if odd:
        counted += Decimal("0.5") if odd <= 6 else 1
    rate = min(Decimal("0.45") + Decimal("0.02") * (counted - 15), Decimal("0.75"))
    return whole(total * rate / months)


def a_second(*functions: Callable[[int], object]) -> list[float]:
    """Calls of each function with 0, 1, 2 … in a second of processor time, measured by turns."""
    passed, calls = [0.0] * len(functions), [0] * len(functions)
    while min(passed) < SECONDS:
        for which, function in enumerate(functions):
            begin = time.process_time()
            for number in range(calls[which], calls[which] + 500):
                function(number)
            passed[which] += time.process_time() - begin
            calls[which] += 500
    return [count / seconds for count, seconds in zip(calls, passed, strict=True)]


def contributions() -> list[float]:
    """The engine's and the plain code's contributions a second, on the same questions."""
    parameters = load()
    cases = list(product(DAYS, (2_200_000, 2_345_678, 9_000_000), SUPPORTS, MONTHS, (0, 115)))
    questions = [
        ContributionQuestion(on, income, support=support, mode=mode, supported_months_used=used)
        for on, income, support, mode, used in cases
    ]
    for case, question in zip(cases, questions, strict=True):
        result = calculate_contribution(parameters, question)
        shown = (result.gross, result.state_support, result.pay, result.deadline)
        assert shown == plain_contribution(*case)
    count = len(cases)
    return a_second(
        lambda i: calculate_contribution(parameters, questions[i % count]),
        lambda i: plain_contribution(*cases[i % count]),
    )


def pensions() -> list[float]:
    """The engine's and the plain code's pensions a second, on the same careers."""
    parameters = load()
    cases = [
        ((2009, 3, 2015, 7, 800_000), (2016, 1, 2021, 12, 1_100_000), (2022, 2, 2026, 9, income))
        for income in (1_500_000, 1_650_000, 3_333_000)
    ]
    questions = [
        PensionQuestion(
            sex="female",
            birth=BIRTH,
            periods=tuple(Period(Month(a, b), Month(c, d), income) for a, b, c, d, income in case),
            start=Month.of(START),
        )
        for case in cases
    ]

    def engine_pension(question: PensionQuestion) -> int | None:
        return calculate_pension(parameters, question, TODAY).monthly_pension

    for case, question in zip(cases, questions, strict=True):
        assert engine_pension(question) == plain_pension(BIRTH, START, case)
    count = len(cases)
    return a_second(
        lambda i: engine_pension(questions[i % count]),
        lambda i: plain_pension(BIRTH, START, cases[i % count]),
    )


def main() -> None:
    """Print both lines."""
    for name, measure in (("contribution", contributions), ("pension", pensions)):
        engine, plain = measure()
        print(f"{name}: {engine:,.0f}/s, plain {plain:,.0f}/s, ratio {engine / plain:.2f}")


if __name__ == "__main__":
    main()
