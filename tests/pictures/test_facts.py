"""What pictures say, by their alternative text: figures of the law, both sides of a change."""

import re
from datetime import date

import pytest

from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.scenarios.person import Person
from bot.law.scenarios.plan import plan_pension
from bot.law.wording import money
from bot.pictures.description import Picture
from bot.pictures.drawing import facts_of
from tests.pictures.examples import BY_MONTHS, CARD, CHART, LEVELS, USUAL, WIDEST

CHARTS = [name for name, each in (USUAL | WIDEST).items() if each.kind == "pension-chart"]


@pytest.fixture
def alt(parameters):
    def say(picture, on):
        return facts_of(picture, parameters, on).alt

    return say


def test_a_card_says_both_sides_of_a_coming_rise(alt, before_rise):
    said = alt(CARD, before_rise)
    assert (
        "Đóng đến hết 31/12/2026: mình đóng 1.782.000 đ cho 3 tháng, Nhà nước hỗ trợ 198.000 đ."
        in said
    )
    assert "Đóng từ 1/1/2027: mình đóng 1.689.600 đ cho 3 tháng, Nhà nước hỗ trợ 290.400 đ." in said


def test_a_card_after_the_rise_has_one_side(alt, after_rise):
    said = alt(CARD, after_rise)
    assert "Mình đóng 1.689.600 đ cho 3 tháng, Nhà nước hỗ trợ 290.400 đ." in said
    assert "đến hết" not in said


def test_an_income_that_becomes_too_low_moves_to_the_new_lowest(alt, before_rise):
    said = alt(Picture("contribution", {"income": 1_500_000, "support": "poor"}), before_rise)
    assert "mình đóng 165.000 đ một tháng, Nhà nước hỗ trợ 165.000 đ." in said
    assert "mình đóng 242.000 đ một tháng, Nhà nước hỗ trợ 242.000 đ." in said
    assert "Khi đó mức thu nhập thấp nhất là 2.200.000 đ." in said
    assert "Đóng đủ 15 năm ở mức 2.200.000 đ" in said


def test_a_card_from_a_budget_names_the_income_that_it_buys(alt, before_rise):
    said = alt(Picture("contribution", {"budget": 500_000}), before_rise)
    assert "Mức thu nhập 2.572.000 đ một tháng" in said
    assert "mình đóng 499.840 đ một tháng" in said


def test_a_card_says_what_the_province_adds(local_law, before_rise):
    asked = Picture("contribution", {"income": 3_000_000, "province": "Đà Nẵng"})
    facts = facts_of(asked, local_law, before_rise)
    assert "mình đóng 561.000 đ một tháng" in facts.alt
    assert "Địa phương hỗ trợ 33.000 đ." in facts.alt
    assert ("Địa phương hỗ trợ", "33.000 đ", "33.000 đ") in facts.tables[0].rows
    assert "Chưa kể hỗ trợ thêm của địa phương" not in facts.alt


def test_a_province_without_data_is_no_province_without_support(alt, before_rise):
    asked = Picture("contribution", {"income": 3_000_000, "province": "Tỉnh Thử Nghiệm"})
    for picture in (asked, LEVELS):
        assert "Chưa kể hỗ trợ thêm của địa phương, nếu có." in alt(picture, before_rise)


def test_sums_paid_at_once_are_called_estimates(alt, before_rise):
    ahead = Picture("contribution", {"income": 3_000_000, "mode": "years-ahead", "years": 3})
    assert "số tiền là ước tính" in alt(ahead, before_rise)
    assert "số tiền là ước tính" not in alt(CARD, before_rise)


@pytest.mark.parametrize("used", [0, 118, 120])
def test_each_side_of_a_card_is_the_engines_own(parameters, before_rise, used):
    asked = {"income": 5_000_000, "support": "near-poor", "supported_months_used": used}
    facts = facts_of(Picture("contribution", asked | {"mode": "6-months"}), parameters, before_rise)
    due = calculate_contribution(
        parameters, ContributionQuestion(before_rise, mode="6-months", **asked)
    )
    assert money(due.pay) in facts.alt
    assert money(due.pay) in str(facts.tables)


def test_the_table_has_a_row_for_each_level_and_both_sides(alt, before_rise):
    said = alt(LEVELS, before_rise)
    assert (
        "Mức thu nhập 3.000.000 đ: đến hết 31/12/2026 đóng 594.000 đ, Nhà nước hỗ trợ 66.000 đ; "
        "từ 1/1/2027 đóng 563.200 đ, Nhà nước hỗ trợ 96.800 đ." in said
    )
    assert "Mức thu nhập 1.500.000 đ: đến hết 31/12/2026 đóng 264.000 đ" in said
    assert "Từ 1/1/2027 mức thu nhập thấp nhất là 2.200.000 đ." in said


def test_the_table_promises_no_pension_on_a_level_that_ends(alt, before_rise):
    said = alt(LEVELS, before_rise)
    assert "Lương hưu nữ ở mức 3.000.000 đ: 15 năm được 1.350.000 đ, 20 năm được 1.650.000" in said
    assert "Lương hưu nam ở mức 3.000.000 đ: 15 năm được 1.200.000 đ, 20 năm được 1.350.000" in said
    assert "Lương hưu nữ ở mức 1.500.000 đ" not in said


def test_the_table_of_one_dying_level_has_payments_only(parameters, before_rise):
    asked = Picture("levels", {"incomes": [1_500_000]})
    assert len(facts_of(asked, parameters, before_rise).tables) == 1
    assert len(facts_of(LEVELS, parameters, before_rise).tables) == 3


def test_the_chart_says_the_plan_of_the_engine(parameters, before_rise):
    facts = facts_of(CHART, parameters, before_rise)
    plan = plan_pension(parameters, Person("female", date(1980, 5, 1)), 3_000_000, before_rise)
    assert f"Mình đóng {money(plan.own_money)} trong 13 năm 7 tháng" in facts.alt
    assert "cùng 17 tháng còn thiếu, đóng một lần" in facts.alt
    assert f"Lương hưu {money(plan.pension.monthly_pension)} một tháng (ước tính)" in facts.alt
    assert "từ 1/6/2040, 45% mức bình quân" in facts.alt


@pytest.mark.parametrize("name", CHARTS)
def test_the_columns_of_a_chart_add_up_to_its_sums(parameters, before_rise, name):
    facts = facts_of((USUAL | WIDEST)[name], parameters, before_rise)
    assert sum(year.paid for year in facts.years) == facts.outlook.own_money
    assert sum(year.pension for year in facts.years) == facts.outlook.pension * 12 * 20


def test_a_chart_by_months_has_no_date_for_the_pension(alt, before_rise):
    said = alt(BY_MONTHS, before_rise)
    assert "trong 20 năm, từ 11/2026 đến 10/2046" in said
    assert "khi đủ tuổi nghỉ hưu, 45% mức bình quân" in said
    assert "Từ tháng 1/2027 tính theo mức thu nhập 2.200.000 đ, mức thấp nhất khi đó." in said


def test_years_beyond_the_highest_rate_give_a_one_off_allowance(alt, before_rise):
    asked = {"income": 4_000_000, "sex": "female", "months": 384}
    assert "Và trợ cấp một lần 4.000.000 đ." in alt(Picture("pension-chart", asked), before_rise)


@pytest.mark.parametrize("name", [*USUAL, *WIDEST])
def test_every_picture_names_its_day_and_grounds_and_promises_no_profit(
    parameters, before_rise, name
):
    facts = facts_of((USUAL | WIDEST)[name], parameters, before_rise)
    assert facts.alt.endswith("Số liệu ngày 24/11/2026.")
    assert "ước tính" in facts.alt
    assert "theo giá hôm nay" in facts.alt
    assert "Luật BHXH 41/2024/QH15 (Điều" in facts.sources
    assert not re.search(r"\blãi\b|chắc chắn|hoàn vốn|lợi nhuận", facts.alt.casefold())
