"""From a wished pension or a given payment back to the income."""

from bisect import bisect_left
from datetime import date

from bot.law.contribution import ContributionQuestion, calculate_contribution, income_bounds
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.scenarios.person import Person
from bot.law.scenarios.plan import Plan, plan_pension
from bot.law.values import Parameters
from bot.law.wording import money

_THOUSAND = 1000


def plan_for_pension(parameters: Parameters, person: Person, wished: int, today: date) -> Plan:
    """The plan with the lowest income, in whole 1,000 đồng, whose pension reaches the wish.

    `wished` is đồng a month at today's prices. Raises LawError with the highest pension when no
    income reaches it, and when the compulsory rules decide.
    """
    lowest, highest = income_bounds(Reading(parameters), today)
    steps = range(-(-lowest // _THOUSAND), highest // _THOUSAND + 1)

    def pension_of(step: int) -> int:
        plan = plan_pension(parameters, person, step * _THOUSAND, today)
        if plan.pension.monthly_pension is None:
            raise LawError(plan.pension.reason or "", "past")
        return plan.pension.monthly_pension

    position = bisect_left(steps, wished, key=pension_of)
    if position == len(steps):
        most = pension_of(steps[-1])
        raise LawError(f"Lương hưu cao nhất có thể đạt là {money(most)} mỗi tháng.", "wished")
    return plan_pension(parameters, person, steps[position] * _THOUSAND, today)


def plan_for_payment(parameters: Parameters, person: Person, budget: int, today: date) -> Plan:
    """The plan on the largest income whose monthly payment today is not above the budget.

    Raises LawError with the lowest payment when the budget is below it.
    """
    payer = person.payer
    question = ContributionQuestion(
        today,
        budget=budget,
        support=payer.support,
        supported_months_used=payer.supported_months_used,
        province=payer.province,
    )
    income = calculate_contribution(parameters, question).income
    return plan_pension(parameters, person, income, today)
