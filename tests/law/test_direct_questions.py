"""Questions that do not pass through JSON are checked by the law itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.law.allowance import AllowanceQuestion, calculate_allowance
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.errors import LawError
from bot.law.loading import load
from bot.law.maternity import MaternityQuestion, calculate_maternity
from bot.law.retirement import RetirementQuestion, find_retirement_age
from bot.law.social_pension import SocialPensionQuestion, find_social_pension
from bot.law.survivor import ContributorDeath, calculate_contributor_survivor
from bot.law.withdrawal import WithdrawalQuestion, calculate_withdrawal

ON = date(2026, 11, 24)
PAYMENT = ContributionQuestion(ON, 1_500_000)


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda: calculate_contribution(load(), replace(PAYMENT, support="x")), "support"),
        (lambda: calculate_contribution(load(), replace(PAYMENT, mode="x")), "mode"),
        (
            lambda: calculate_contribution(load(), replace(PAYMENT, supported_months_used=-1)),
            "supported_months_used",
        ),
        (lambda: calculate_contribution(load(), replace(PAYMENT, budget=1)), "income"),
        (lambda: find_retirement_age(load(), RetirementQuestion("x", ON)), "sex"),
        (lambda: calculate_maternity(load(), MaternityQuestion(0, 6, ON)), "children"),
        (lambda: calculate_maternity(load(), MaternityQuestion(1, 13, ON)), "months_in_last_12"),
        (lambda: find_social_pension(load(), SocialPensionQuestion(ON, "x", ON)), "household"),
        (
            lambda: calculate_withdrawal(
                load(), WithdrawalQuestion(0, 20, Decimal(1), ON, ground="x")
            ),
            "ground",
        ),
        (
            lambda: calculate_contributor_survivor(load(), ContributorDeath(0, 20, Decimal(1), ON)),
            "paid_total",
        ),
    ],
)
def test_a_field_outside_the_law_is_named(ask: Callable[[], object], field: str) -> None:
    with pytest.raises(LawError) as caught:
        ask()
    assert caught.value.field == field
    assert caught.value.message


def test_who_never_paid_gets_nothing_and_is_told_so() -> None:
    survivor = calculate_contributor_survivor(load(), ContributorDeath(0, 0, Decimal(1), ON))
    withdrawal = calculate_withdrawal(load(), WithdrawalQuestion(0, 0, Decimal(1), ON))
    allowance = calculate_allowance(load(), AllowanceQuestion(0, Decimal(1), 100, ON))
    assert (survivor.amount, withdrawal.amount, allowance.monthly) == (0, 0, 0)
    assert survivor.reason == withdrawal.reason == allowance.reason == "Chưa có tháng đóng nào."


def test_years_paid_before_2014_show_that_one_paid_before_the_law() -> None:
    question = WithdrawalQuestion(12, 12, Decimal(1_000_000), ON, stopped=date(2020, 1, 1))
    assert calculate_withdrawal(load(), question).eligible is True


def test_before_july_2025_any_contribution_is_from_before_it() -> None:
    question = WithdrawalQuestion(
        0, 24, Decimal(1_000_000), date(2025, 6, 1), stopped=date(2024, 1, 1)
    )
    result = calculate_withdrawal(load(), question)
    assert result.eligible is True
    assert result.amount == 4_000_000
