"""What would I get if I took my contributions out at once."""

from datetime import date
from decimal import Decimal

from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.values import Parameters
from bot.law.withdrawal import WithdrawalQuestion, calculate_withdrawal
from bot.law.wording import day, money, span
from handlers.career_form import Career, CareerForm


class Withdrawal(CareerForm):
    """The withdrawal calculator: an estimate, with who may withdraw at all."""

    name = "withdrawal"

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the sum before the State's part is taken off, and that keeping loses nothing."""
        months, income = career.months or 0, career.income or 0
        reading = Reading(parameters)
        since_split = Month.of(reading.day("lump_sum_split", on)).until(Month.of(on))
        before = max(0, months - since_split)
        question = WithdrawalQuestion(
            before,
            months - before,
            Decimal(income),
            on,
            paid_total=int(reading.factor("contribution_rate", on) * income * months),
        )
        result = calculate_withdrawal(parameters, question)
        words = self.words
        parts = [
            words["answer"].format(
                span=span(months), income=money(income), amount=money(result.amount)
            )
        ]
        if before:
            parts.append(words["split"].format(before=span(before), after=span(months - before)))
        stopped = span(reading.whole("stopped_months", on))
        limit = span(reading.whole("stopped_max_months", on))
        parts += [words["who"].format(stopped=stopped, limit=limit), words["keep"]]
        return "\n".join([*parts, words["grounds"].format(day=day(on))])
