"""What comes back of a payment made ahead."""

from dataclasses import dataclass
from decimal import Decimal

from bot.law.annuity import paid_ahead
from bot.law.contribution import (
    ContributionQuestion,
    Terms,
    chosen_income,
    contribution_terms,
)
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.rounding import EXACT, round_dong
from bot.law.values import Parameters
from bot.law.wording import MODES, money, span

_NOT_AHEAD = ("monthly", "missing-years")


@dataclass(frozen=True, slots=True)
class RefundQuestion:
    """The payment as it was made and the months of it that remain."""

    contribution: ContributionQuestion
    months_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(ItemisedResult):
    """The refund in đồng, or 0 with a reason."""

    amount: int
    reason: str | None


def calculate_refund(parameters: Parameters, question: RefundQuestion) -> Refund:
    """The part for the months that remain, without the State's (NĐ 159/2025/NĐ-CP, Điều 8).

    On the law of the day of payment. Raises LawError with the field.
    """
    reading, paid = Reading(parameters), question.contribution
    reading.dated("refund_allowed", paid.on)
    terms = contribution_terms(reading, paid)
    income = chosen_income(reading, paid, terms)
    if not 0 <= question.months_left <= terms.months:
        raise LawError(f"Số tháng còn lại phải từ 0 đến {terms.months} tháng.", "months_left")
    if paid.mode in _NOT_AHEAD:
        reason = f"Phương thức {MODES[paid.mode]} không có phần đóng trước để hoàn lại."
        return Refund(amount=0, reason=reason, grounds=reading.grounds)
    lines = _lines(terms, income, question.months_left)
    return Refund(
        amount=sum(line.amount for line in lines),
        reason=None,
        lines=lines,
        grounds=reading.grounds,
    )


def _lines(terms: Terms, income: int, left: int) -> tuple[Line, ...]:
    gross = round_dong(EXACT.multiply(terms.rate * income, _factor(terms, left)))
    supported = max(0, terms.supported_months - (terms.months - left))
    state, local = terms._replace(months=left, supported_months=supported).supports(gross)
    lines = [
        Line(f"Đã đóng cho {span(left)} còn lại trên thu nhập {money(income)}", gross),
        Line(f"Trừ phần Nhà nước hỗ trợ {span(supported)}", -state),
        Line("Trừ phần địa phương hỗ trợ", -local),
    ]
    return tuple(line for line in lines if line.amount)


def _factor(terms: Terms, left: int) -> Decimal:
    if terms.monthly_return is None:
        return Decimal(left)
    return paid_ahead(terms.monthly_return, terms.months - left, terms.months)
