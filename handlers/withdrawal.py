"""What would I get if I took my contributions out at once."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from bot.law.errors import LawError
from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.values import Parameters
from bot.law.withdrawal import WithdrawalQuestion, calculate_withdrawal
from bot.law.wording import day, money, span
from handlers.career import Career
from handlers.career_form import CareerForm
from handlers.pension_words import adjusted_average


class Withdrawal(CareerForm):
    """The withdrawal calculator: an estimate, with who may withdraw at all."""

    name: ClassVar[str] = "withdrawal"
    months_are_paid: ClassVar[bool] = True

    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """Time and income."""
        if career.months is None:
            return "months"
        return None if career.has_income else "income"

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the sum before the State's part is taken off, and that keeping loses nothing."""
        months, income, words = career.months or 0, career.income or 0, self.words
        reading = Reading(parameters)
        question = withdrawal_question(parameters, months, Decimal(income), on)
        result = calculate_withdrawal(parameters, question)
        known = {"span": span(months), "income": money(income)}
        if result.eligible is False:
            ends = (words["keep"], words["grounds"].format(day=day(on)))
            return "\n".join([result.reason or "", *ends])
        parts = [words["answer"].format(**known, amount=money(result.amount))]
        parts += self._adjusted(parameters, career, on)
        if question.months_before_2014:
            before, after = question.months_before_2014, question.months_from_2014
            parts.append(words["split"].format(before=span(before), after=span(after)))
        stopped = span(reading.whole("stopped_months", on))
        limit = span(reading.whole("stopped_max_months", on))
        parts += [words["who"].format(stopped=stopped, limit=limit), words["keep"]]
        return "\n".join([*parts, words["grounds"].format(day=day(on))])

    def _adjusted(self, parameters: Parameters, career: Career, on: date) -> list[str]:
        """The sum with the law's coefficients, for an income that was no average."""
        if career.average:
            return []
        months = career.months or 0
        try:
            average = adjusted_average(parameters, months, career.income or 0, on)
        except LawError:
            return []  # the months reach back before the table of coefficients
        question = withdrawal_question(parameters, months, average, on)
        amount = calculate_withdrawal(parameters, question).amount
        return [self.words["adjusted"].format(average=money(int(average)), amount=money(amount))]


def withdrawal_question(
    parameters: Parameters, months: int, average: Decimal, on: date
) -> WithdrawalQuestion:
    """Ask for the withdrawal of months paid in a row up to now."""
    reading = Reading(parameters)
    since_split = Month.of(reading.day("lump_sum_split", on)).until(Month.of(on))
    before = max(0, months - since_split)
    paid = int(reading.factor("contribution_rate", on) * average * months)
    return WithdrawalQuestion(before, months - before, average, on, paid_total=paid)
