"""Keep the months or take the money out: both sides, without advice that promises anything."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from bot.law.scenarios.keeping import KeepOrWithdraw, keep_or_withdraw
from bot.law.values import Parameters
from bot.law.wording import day, money, span
from handlers.career import COMMON, Career, lawful_income
from handlers.career_form import CareerForm
from handlers.pension_words import adjusted_average, month_of
from handlers.withdrawal import withdrawal_question


class Keep(CareerForm):
    """Asks for months and income paid, sex and birth."""

    name: ClassVar[str] = "keep"
    months_are_paid: ClassVar[bool] = True
    goes_on: ClassVar[bool] = True

    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """All four are needed; the month of birth is not."""
        if not career.months:
            return "months"
        if not career.has_income:
            return "income"
        if career.sex is None:
            return "sex"
        return "birth" if career.birth_year is None else None

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give what a withdrawal gives now, what paying on gives, and an early death."""
        months, income = career.months or 0, career.income or 0
        average = Decimal(income)
        if not career.average:
            average = adjusted_average(parameters, months, income, on)
        both = keep_or_withdraw(
            parameters,
            career.person(on),
            withdrawal_question(parameters, months, average, on),
            lawful_income(parameters, income, on),
            on,
        )
        words, known = self.words, _known(both, career)
        out = "cannot" if both.withdrawal.eligible is False else "withdraw"
        parts = [words["headline"].format(**known), words[out].format(**known)]
        pays_on = both.plan.pension.monthly_pension
        parts.append(words["keep_and_pay" if pays_on else "keep_only"].format(**known))
        parts.append(words["death"].format(**known))
        if career.birth_month is None:
            parts.append(COMMON["january"].format(year=career.birth_year))
        return "\n".join([*parts, words["estimate"], words["grounds"].format(day=day(on))])


def _known(both: KeepOrWithdraw, career: Career) -> dict[str, str]:
    plan = both.plan
    return {
        "span": span(career.months or 0),
        "income": money(career.income or 0),
        "average": money(int(both.average_income)),
        "amount": money(both.withdrawal.amount),
        "reason": both.withdrawal.reason or "",
        "lost": span(both.lost_months),
        "later": money(plan.income),
        "own": money(plan.own_money),
        "start": month_of(plan.way.start),
        "total": span(plan.pension.months),
        "pension": money(plan.pension.monthly_pension or 0),
        "back": str(plan.months_to_get_back or 0),
        "survivor": money(both.death_now.survivor or 0),
    }
