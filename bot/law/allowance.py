"""The monthly allowance out of one's own contributions until the social pension."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.rounding import EXACT, round_dong, round_ratio, years_of
from bot.law.values import Parameters
from bot.law.wording import number, span


@dataclass(frozen=True, slots=True)
class AllowanceQuestion:
    """A person of retirement age without 15 years, and the months until the social pension."""

    months: int
    average_income: Decimal
    months_until_social_pension: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance(ItemisedResult):
    """Months that are covered, đồng a month, and the sum that one may add to cover them all."""

    months_covered: Decimal
    monthly: int
    shortfall: int
    reason: str | None


def calculate_allowance(parameters: Parameters, question: AllowanceQuestion) -> Allowance:
    """Điều 23 and Nghị định 159/2025/NĐ-CP, Điều 14: T = average × 2 × years / social pension.

    T longer than the wait D: the whole is spread over D; shorter: T months at the social pension,
    and (D − T) × social pension may be paid at once.
    """
    reading, on = Reading(parameters), question.on
    social = reading.whole("social_pension_amount", on)
    required = reading.whole("pension_min_months", on)
    wait = question.months_until_social_pension
    if question.months >= required:
        return _none(reading, f"Đã đóng đủ {span(required)} nên hưởng lương hưu.")
    if not wait or not question.months:
        return _none(
            reading,
            "Chưa có tháng đóng nào." if wait else "Đã đến tuổi hưởng trợ cấp hưu trí xã hội.",
        )
    years = years_of(question.months, reading.whole("half_year_max_months", on))
    own = reading.factor("allowance_times", on) * years * question.average_income
    if own >= wait * social:
        covered, monthly, shortfall = Decimal(wait), round_ratio(own, wait), 0
    else:
        covered, monthly = EXACT.divide(own, Decimal(social)), social
        shortfall = round_dong(wait * social - own)
    label = f"Trợ cấp hằng tháng trong {number(covered.quantize(Decimal('0.1')))} tháng"
    return Allowance(
        months_covered=covered,
        monthly=monthly,
        shortfall=shortfall,
        reason=None,
        lines=(Line(label, monthly),),
        grounds=reading.grounds,
    )


def _none(reading: Reading, reason: str) -> Allowance:
    return Allowance(
        months_covered=Decimal(0),
        monthly=0,
        shortfall=0,
        reason=reason,
        grounds=reading.grounds,
    )
