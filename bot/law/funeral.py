"""The funeral allowance (trợ cấp mai táng)."""

from dataclasses import dataclass
from datetime import date

from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import money, number


@dataclass(frozen=True, slots=True)
class FuneralQuestion:
    """Months of contributions in all, those compulsory among them, and the day of death."""

    months: int
    on: date
    compulsory_months: int = 0
    pensioner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Funeral(ItemisedResult):
    """The allowance in đồng, or 0 with a reason."""

    amount: int
    reason: str | None


def calculate_funeral(parameters: Parameters, question: FuneralQuestion) -> Funeral:
    """10 reference levels of the month of death (Điều 109, Điều 111)."""
    reading, on = Reading(parameters), question.on
    enough = reading.whole("funeral_min_months", on)
    enough_compulsory = reading.whole("funeral_compulsory_months", on)
    level, times = reading.whole("reference_level", on), reading.factor("funeral_times", on)
    if not (
        question.pensioner
        or question.months >= enough
        or question.compulsory_months >= enough_compulsory
    ):
        reason = (
            f"Cần đủ {enough} tháng đóng, hoặc {enough_compulsory} tháng đóng bắt buộc, "
            "hoặc đang hưởng lương hưu."
        )
        return Funeral(amount=0, reason=reason, grounds=reading.grounds)
    amount = round_dong(times * level)
    label = f"{number(times)} × mức tham chiếu {money(level)}"
    return Funeral(
        amount=amount, reason=None, lines=(Line(label, amount),), grounds=reading.grounds
    )
