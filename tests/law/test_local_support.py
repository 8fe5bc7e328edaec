from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.law.contribution import Contribution, ContributionQuestion, calculate_contribution
from bot.law.loading import load
from bot.law.local_support import is_island
from bot.law.refund import RefundQuestion, calculate_refund
from bot.law.values import Change, Parameters

ROW: dict[str, Any] = {
    "province": "Thành phố Đà Nẵng",
    "former_province": "Tỉnh Quảng Nam",
    "category": "poor",
    "from": date(2026, 1, 1),
    "to": date(2026, 12, 31),
    "share": Decimal("0.30"),
    "amount": None,
}
QUESTION = ContributionQuestion(date(2026, 11, 24), 1_500_000, support="poor", province="Đà Nẵng")


def law_with(*rows: dict[str, Any]) -> Parameters:
    change = Change(
        "local_support",
        date(2026, 1, 1),
        tuple(rows),
        document="Nghị quyết HĐND thành phố Đà Nẵng",
        article="Điều 1",
    )
    return load().with_changes([change])


def pay(parameters: Parameters, question: ContributionQuestion = QUESTION) -> Contribution:
    return calculate_contribution(parameters, question)


def test_no_data_is_zero_and_named_as_unknown() -> None:
    result = pay(load())
    assert result.local_support == 0
    assert "local_support" in result.unverified


def test_a_share_is_of_the_contribution_on_the_poverty_line() -> None:
    result = pay(law_with(ROW))
    assert (result.state_support, result.local_support, result.pay) == (165_000, 99_000, 66_000)
    assert "local_support" not in result.unverified
    assert sum(line.amount for line in result.lines) == result.pay


def test_an_amount_is_dong_a_month_and_covers_at_most_what_is_left() -> None:
    result = pay(law_with(ROW | {"share": None, "amount": 500_000}))
    assert (result.local_support, result.pay) == (165_000, 0)


@pytest.mark.parametrize("province", ["Quảng Nam", "tỉnh quảng  nam", "TP. Đà Nẵng"])
def test_the_former_and_the_short_name_of_a_province_are_known(province: str) -> None:
    assert pay(law_with(ROW), replace(QUESTION, province=province)).local_support == 99_000


@pytest.mark.parametrize(
    "question",
    [
        replace(QUESTION, support="other"),
        replace(QUESTION, on=date(2027, 1, 1), income=2_200_000),
    ],
)
def test_another_category_or_a_day_after_the_end_gets_none(question: ContributionQuestion) -> None:
    assert pay(law_with(ROW), question).local_support == 0


def test_a_province_without_a_row_stays_unknown() -> None:
    result = pay(law_with(ROW), replace(QUESTION, province="Tỉnh Gia Lai"))
    assert result.local_support == 0
    assert "local_support" in result.unverified


def test_the_local_part_is_not_refunded() -> None:
    asked = RefundQuestion(replace(QUESTION, mode="6-months"), 2)
    assert calculate_refund(law_with(ROW), asked).amount == 132_000


def test_island_communes_are_looked_up_by_province_and_name() -> None:
    on = date(2026, 11, 24)
    assert is_island(load(), on, "Đà Nẵng", "xã Tân Hiệp")
    assert is_island(load(), on, "Thành phố Đà Nẵng", "Hoàng Sa")
    assert not is_island(load(), on, "Tỉnh Đồng Tháp", "Xã Tân Hiệp")
