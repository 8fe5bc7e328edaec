"""What to pay for a pension that one wishes for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from bot.conversation.turn import Turn
from bot.law.scenarios.backwards import plan_for_pension
from bot.law.scenarios.plan import Plan
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, day, money, span
from handlers.career import COMMON, Career
from handlers.career_answers import hear
from handlers.career_form import CareerForm
from handlers.pension_words import month_of


class Wished(CareerForm):
    """Asks for the wish, sex and birth; for the income of what was paid already, where any was."""

    name: ClassVar[str] = "wished"
    months_are_paid: ClassVar[bool] = True
    none_is_paid_too: ClassVar[bool] = True
    goes_on: ClassVar[bool] = True

    def hearing(self, career: Career, turn: Turn, args: Mapping[str, Any]) -> Career:
        """The first amount that is no payment is the wish, a second one the income so far."""
        heard = hear(career, "", turn, args.get("details"))
        amounts = args["details"].amounts if "details" in args else ()
        if not amounts:
            return heard
        no_payments = [amount.value for amount in amounts if amount.meaning != "payment"]
        wished, *others = no_payments or [amounts[0].value]
        income = others[0] if others else career.income
        return replace(
            heard, wished=wished, income=income, budget=career.budget, level=career.level
        )

    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """Nothing said of months paid means none."""
        for step in ("wished", "sex"):
            if getattr(career, step) is None:
                return step
        if career.birth_year is None:
            return "birth"
        return "income" if career.months and not career.has_income else None

    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the lowest income that reaches the wish, its payment and the way."""
        # Without a month of birth the earliest one: later ones have more time and pay less.
        plan = plan_for_pension(parameters, career.person(on), career.wished or 0, on)
        words, known = self.words, self._known(plan, career)
        parts = [words["answer"].format(**known), words["way"].format(**known)]
        if plan.purchase:
            parts.append(words["purchase"].format(**known, buying=money(plan.purchase.pay)))
        if career.months is None:
            parts.append(words["from_now"])
        if career.birth_month is None:
            parts.append(COMMON["january"].format(year=career.birth_year))
        return "\n".join([*parts, words["estimate"], words["grounds"].format(day=day(on))])

    def _known(self, plan: Plan, career: Career) -> dict[str, str]:
        first = plan.stretches[0].month.pay if plan.stretches else 0
        return {
            "sex": COMMON["sexes"][career.sex].lower(),
            "year": str(career.birth_year),
            "wished": money(career.wished or 0),
            "income": money(plan.income),
            "pay": money(first),
            "support": CATEGORIES[career.support],
            "pension": money(plan.pension.monthly_pension or 0),
            "start": month_of(plan.way.start),
            "span": span(plan.pension.months),
            "to_buy": span(plan.way.months_to_buy),
            "own": money(plan.own_money),
        }
