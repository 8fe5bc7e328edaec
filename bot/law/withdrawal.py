"""Taking the contributions out at once (BHXH một lần), by ground."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.errors import LawError
from bot.law.lump_sum import lump_sum_lines
from bot.law.months import add_months
from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import day, number, span

GROUNDS = {
    "stopped": "đã dừng đóng",
    "age": "đủ tuổi nghỉ hưu mà chưa đủ năm đóng",
    "abroad": "ra nước ngoài định cư",
    "illness": "mắc bệnh hiểm nghèo",
    "incapacity": "suy giảm khả năng lao động hoặc khuyết tật đặc biệt nặng",
}
_SUPPORT_STAYS = ("illness", "incapacity")


@dataclass(frozen=True, slots=True)
class WithdrawalQuestion:
    """Months before and from 2014, the adjusted average income and the ground.

    `paid_total` (đồng, with the State's part) is needed under 12 months; `first_paid` and `stopped`
    are days, by which the ground "stopped" is judged; `on` is the day of asking.
    """

    months_before_2014: int
    months_from_2014: int
    average_income: Decimal
    on: date
    ground: str = "stopped"
    state_support_total: int = 0
    paid_total: int | None = None
    first_paid: date | None = None
    stopped: date | None = None

    @property
    def months(self) -> int:
        """All months."""
        return self.months_before_2014 + self.months_from_2014


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(ItemisedResult):
    """The sum in đồng; `eligible` None where the facts were not asked, False with a `reason`."""

    amount: int
    eligible: bool | None
    reason: str | None


def calculate_withdrawal(parameters: Parameters, question: WithdrawalQuestion) -> Withdrawal:
    """The one-off withdrawal (Điều 102). Raises LawError with the field."""
    reading = Reading(parameters)
    if question.ground not in GROUNDS:
        raise LawError(f"Trường hợp rút phải là một trong: {', '.join(GROUNDS)}.", "ground")
    eligible, reason = _eligibility(reading, question)
    lines = () if eligible is False else _lines(reading, question)
    return Withdrawal(
        amount=sum(line.amount for line in lines),
        eligible=eligible,
        reason=reason,
        lines=lines,
        grounds=reading.grounds,
    )


def _lines(reading: Reading, question: WithdrawalQuestion) -> tuple[Line, ...]:
    on, average = question.on, question.average_income
    if question.months < reading.whole("withdrawal_short_months", on):
        lines: tuple[Line, ...] = (_paid_back(reading, question),)
    else:
        lines = lump_sum_lines(
            reading, question.months_before_2014, question.months_from_2014, average, on
        )
    support = min(question.state_support_total, sum(line.amount for line in lines))
    if question.ground in _SUPPORT_STAYS or not support:
        return lines
    return (*lines, Line("Trừ phần Nhà nước đã hỗ trợ", -support))


def _paid_back(reading: Reading, question: WithdrawalQuestion) -> Line:
    if question.paid_total is None:
        raise LawError(
            "Đóng dưới một năm thì nhận theo số tiền đã đóng; cần cho biết paid_total.",
            "paid_total",
        )
    times = reading.factor("withdrawal_short_max_times", question.on)
    most = round_dong(times * question.average_income)
    if question.paid_total > most:
        return Line(f"Số tiền đã đóng, nhiều nhất {number(times)} lần mức bình quân", most)
    return Line("Số tiền đã đóng", question.paid_total)


def _eligibility(reading: Reading, question: WithdrawalQuestion) -> tuple[bool | None, str | None]:
    if not question.months:
        return False, "Chưa có tháng đóng nào."
    if question.ground == "age":
        required = reading.whole("pension_min_months", question.on)
        if question.months >= required:
            return False, f"Đã đóng đủ {span(required)} nên hưởng lương hưu, không rút một lần."
    if question.ground != "stopped":
        return None, None
    return _eligible_for_having_stopped(reading, question)


def _eligible_for_having_stopped(
    reading: Reading, question: WithdrawalQuestion
) -> tuple[bool | None, str | None]:
    on, first, stopped = question.on, question.first_paid, question.stopped
    if first is not None and stopped is not None and stopped < first:
        raise LawError(f"Ngày dừng đóng phải từ {day(first)} trở đi.", "stopped")
    most = reading.whole("stopped_max_months", on)
    if question.months >= most:
        return False, f"Đã đóng từ đủ {span(most)} nên không rút một lần vì đã dừng đóng."
    before = _paid_before_the_law(reading, question)
    if before is False:
        limit = day(reading.day("stopped_paid_before", on))
        return False, f"Bắt đầu đóng từ {limit} trở đi nên không rút một lần vì đã dừng đóng."
    wait = reading.whole("stopped_months", on)
    if stopped is not None and on < add_months(stopped, wait):
        return False, f"Chưa đủ {wait} tháng không đóng; đủ vào {day(add_months(stopped, wait))}."
    return (None if before is None or stopped is None else True), None


def _paid_before_the_law(reading: Reading, question: WithdrawalQuestion) -> bool | None:
    """Whether there are contributions from before 1/7/2025; None where that was not asked."""
    limits = reading.parameters["stopped_paid_before"]
    if question.on < limits.values[0].since:
        return True
    limit = reading.day("stopped_paid_before", question.on)
    if question.first_paid is not None:
        return question.first_paid < limit
    return True if question.months_before_2014 else None
