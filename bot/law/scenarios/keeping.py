"""Keep the months or take the money out: both sides, without promising anything."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.career import adjusted_career
from bot.law.reading import Reading
from bot.law.scenarios.early_death import DeathCase, death_of_contributor
from bot.law.scenarios.paying import TODAYS_PRICES
from bot.law.scenarios.person import Person
from bot.law.scenarios.plan import Plan, plan_pension
from bot.law.values import Parameters
from bot.law.withdrawal import Withdrawal, WithdrawalQuestion, calculate_withdrawal


@dataclass(frozen=True, slots=True)
class KeepOrWithdraw:
    """What taking out gives, against keeping the months and paying on, in đồng.

    `lost_months` count no more after a withdrawal; `plan` is paying on until the pension;
    `death_now` is what the family gets when the months are kept and the person dies today.
    """

    withdrawal: Withdrawal
    lost_months: int
    average_income: Decimal
    plan: Plan
    death_now: DeathCase
    notes: tuple[str, ...] = (TODAYS_PRICES,)


def keep_or_withdraw(
    parameters: Parameters,
    person: Person,
    withdrawal: WithdrawalQuestion,
    income: int,
    today: date,
) -> KeepOrWithdraw:
    """Both ways for a person with paid periods (Điều 102, 103).

    `withdrawal` is the question for the withdrawal, `income` that on which the person would pay on.
    Raises LawError as the two calculations do.
    """
    career = adjusted_career(Reading(parameters), person.past, today, None)
    return KeepOrWithdraw(
        withdrawal=calculate_withdrawal(parameters, withdrawal),
        lost_months=career.months,
        average_income=career.average.value,
        plan=plan_pension(parameters, person, income, today),
        death_now=death_of_contributor(parameters, "Mất lúc này", person.past, 0, today),
    )
