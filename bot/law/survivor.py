"""The survivors' lump sum (tuất một lần) of a contributor or a pensioner who died."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.errors import LawError
from bot.law.lump_sum import lump_sum_lines
from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import number, span


@dataclass(frozen=True, slots=True)
class ContributorDeath:
    """A contributor: months (compulsory ones among them), average income, đồng paid in all."""

    months_before_2014: int
    months_from_2014: int
    average_income: Decimal
    on: date
    paid_total: int | None = None
    compulsory_months: int = 0

    @property
    def months(self) -> int:
        """All months."""
        return self.months_before_2014 + self.months_from_2014


@dataclass(frozen=True, slots=True)
class PensionerDeath:
    """A pensioner's monthly pension in đồng and the months drawn."""

    pension: int
    months_drawn: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor(ItemisedResult):
    """The lump sum in đồng; None with `refer` "compulsory" where the compulsory rules decide."""

    amount: int | None
    refer: str | None = None
    reason: str | None = None


def calculate_contributor_survivor(parameters: Parameters, death: ContributorDeath) -> Survivor:
    """What was paid under 60 months, else by years (Điều 110 and 111). LawError with the field."""
    reading = Reading(parameters)
    if death.compulsory_months >= reading.whole("compulsory_rule_months", death.on):
        return Survivor(
            amount=None,
            refer="compulsory",
            reason=(
                f"Có {span(death.compulsory_months)} đóng bắt buộc nên tuất hằng tháng theo quy "
                "định của BHXH bắt buộc; cán bộ BHXH sẽ xem."
            ),
            grounds=reading.grounds,
        )
    least_months = reading.whole("survivor_min_months", death.on)
    if not death.months:
        return Survivor(amount=0, reason="Chưa có tháng đóng nào.", grounds=reading.grounds)
    if death.months < least_months:
        lines: tuple[Line, ...] = (_paid_back(reading, death, least_months),)
    else:
        lines = lump_sum_lines(
            reading,
            death.months_before_2014,
            death.months_from_2014,
            death.average_income,
            death.on,
        )
    if death.compulsory_months:
        lines = _at_least(reading, lines, death)
    return Survivor(amount=sum(line.amount for line in lines), lines=lines, grounds=reading.grounds)


def calculate_pensioner_survivor(parameters: Parameters, death: PensionerDeath) -> Survivor:
    """48 pensions in the first 2 months of drawing, then 0.5 less a month, at least 3 (Đ.110)."""
    reading = Reading(parameters)
    full_months = reading.whole("pensioner_survivor_full_months", death.on)
    further = max(0, death.months_drawn - full_months)
    times = max(
        reading.factor("pensioner_survivor_times", death.on)
        - further * reading.factor("pensioner_survivor_step", death.on),
        reading.factor("pensioner_survivor_min_times", death.on),
    )
    amount = round_dong(times * death.pension)
    label = f"{number(times)} tháng lương hưu, đã hưởng {death.months_drawn} tháng"
    return Survivor(amount=amount, lines=(Line(label, amount),), grounds=reading.grounds)


def _paid_back(reading: Reading, death: ContributorDeath, least_months: int) -> Line:
    if death.paid_total is None:
        raise LawError(
            f"Đóng dưới {least_months} tháng thì thân nhân nhận số tiền đã đóng; cần cho biết "
            "paid_total.",
            "paid_total",
        )
    reading.dated("survivor_paid_includes_support", death.on)
    return Line("Số tiền đã đóng", death.paid_total)


def _at_least(
    reading: Reading, lines: tuple[Line, ...], death: ContributorDeath
) -> tuple[Line, ...]:
    times = reading.factor("survivor_min_times", death.on)
    lacking = round_dong(times * death.average_income) - sum(line.amount for line in lines)
    if lacking <= 0:
        return lines
    return (*lines, Line(f"Bù cho đủ {number(times)} lần mức bình quân", lacking))
