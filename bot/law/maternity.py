"""The maternity allowance of voluntary insurance."""

from dataclasses import dataclass
from datetime import date

from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.values import Parameters
from bot.law.wording import money


@dataclass(frozen=True, slots=True)
class MaternityQuestion:
    """Children born (and fetuses of 22 weeks or more that died), months paid, day of birth."""

    children: int
    months_in_last_12: int
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Maternity(ItemisedResult):
    """The allowance in đồng, or 0 with a reason."""

    amount: int
    reason: str | None


def calculate_maternity(parameters: Parameters, question: MaternityQuestion) -> Maternity:
    """So much for each child (Điều 94-97), paid by the budget. LawError with the field."""
    reading = Reading(parameters)
    each = reading.whole("maternity_amount", question.on)
    if question.children < 1:
        raise LawError("Số con phải từ 1 trở lên.", "children")
    if not each:
        reason = "Sinh trước 1/7/2025 thì BHXH tự nguyện chưa có trợ cấp thai sản."
        return Maternity(amount=0, reason=reason, grounds=reading.grounds)
    window = reading.whole("maternity_window_months", question.on)
    if not 0 <= question.months_in_last_12 <= window:
        raise LawError(
            f"Số tháng đóng trong {window} tháng trước khi sinh phải từ 0 đến {window}.",
            "months_in_last_12",
        )
    needed = reading.whole("maternity_months", question.on)
    if question.months_in_last_12 < needed:
        reason = f"Cần đóng ít nhất {needed} tháng trong {window} tháng trước khi sinh."
        return Maternity(amount=0, reason=reason, grounds=reading.grounds)
    amount = each * question.children
    line = Line(f"{question.children} con × {money(each)}", amount)
    return Maternity(amount=amount, reason=None, lines=(line,), grounds=reading.grounds)
