from datetime import date
from decimal import Decimal

import pytest

from bot.law.career import Period
from bot.law.contribution import ContributionQuestion
from bot.law.errors import LawError
from bot.law.loading import load
from bot.law.months import Month
from bot.law.scenarios.backwards import plan_for_payment, plan_for_pension
from bot.law.scenarios.keeping import keep_or_withdraw
from bot.law.scenarios.modes import compare_modes, pay_ahead_of_rise
from bot.law.scenarios.paying import Payer, own_money, pay_monthly
from bot.law.scenarios.person import Person, past_months
from bot.law.scenarios.plan import compare_incomes, plan_pension
from bot.law.scenarios.ways import earliest_way, latest_start
from bot.law.withdrawal import WithdrawalQuestion

TODAY = date(2026, 11, 24)
WOMAN = Person("female", date(1980, 1, 1))


def test_paying_month_by_month_follows_the_law_of_each_month() -> None:
    stretches = pay_monthly(load(), Payer(), 1_500_000, Month(2026, 11), Month(2027, 2))
    assert [(stretch.months, stretch.income, stretch.pay) for stretch in stretches] == [
        (2, 1_500_000, 528_000),
        (2, 2_200_000, 774_400),
    ]
    assert own_money(stretches) == 1_302_400


def test_support_ends_after_120_months_on_the_way() -> None:
    payer = Payer("poor", supported_months_used=118)
    (stretch,) = pay_monthly(load(), payer, 2_200_000, Month(2027, 1), Month(2027, 12))
    assert stretch.pay == 12 * 484_000 - 2 * 242_000


def test_all_modes_are_compared_on_the_same_income() -> None:
    options = compare_modes(load(), ContributionQuestion(TODAY, 2_000_000, support="poor"))
    assert [(option.mode, option.years) for option in options] == [
        ("monthly", None),
        ("3-months", None),
        ("6-months", None),
        ("12-months", None),
        ("years-ahead", 2),
        ("years-ahead", 3),
        ("years-ahead", 4),
        ("years-ahead", 5),
    ]
    assert [option.saved for option in options[:4]] == [0, 0, 0, 0]
    saved = [option.saved for option in options[4:]]
    assert saved == sorted(saved)
    assert saved[0] > 0


def test_paying_a_year_ahead_before_the_rise_is_set_against_paying_month_by_month() -> None:
    question = ContributionQuestion(date(2026, 12, 20), 1_500_000, mode="12-months")
    ahead = pay_ahead_of_rise(load(), question)
    assert ahead.ahead.pay == 12 * 264_000
    assert ahead.pay_monthly == 264_000 + 11 * 387_200
    assert ahead.saved == 1_355_200
    assert ahead.higher_income_later
    assert "giá hôm nay" in ahead.notes[0]


@pytest.mark.parametrize(
    ("sex", "birth", "paid", "pay", "buy", "start"),
    [
        ("female", date(1980, 1, 1), 0, 159, 21, Month(2040, 2)),
        ("female", date(1980, 1, 1), 200, 0, 0, Month(2040, 2)),
        ("female", date(1975, 5, 1), 0, 120, 60, Month(2036, 11)),
        ("male", date(1960, 1, 1), 0, 120, 60, Month(2036, 11)),
        ("male", date(1960, 1, 1), 150, 0, 30, Month(2026, 12)),
        ("male", date(1960, 1, 1), 180, 0, 0, Month(2026, 11)),
    ],
)
def test_the_earliest_way_pays_on_and_buys_what_lacks(
    sex: str, birth: date, paid: int, pay: int, buy: int, start: Month
) -> None:
    way = earliest_way(load(), sex, birth, paid, TODAY)
    assert (way.months_to_pay, way.months_to_buy, way.start) == (pay, buy, start)


def test_the_latest_start_is_told_with_and_without_buying() -> None:
    latest = latest_start(load(), "female", date(1980, 1, 1), 0, TODAY)
    assert latest.start == Month(2040, 2)
    assert latest.without_buying == Month(2025, 2)
    assert latest.with_buying == Month(2030, 2)
    done = latest_start(load(), "female", date(1980, 1, 1), 180, TODAY)
    assert (done.without_buying, done.with_buying) == (None, None)


def test_a_plan_names_what_it_costs_what_it_gives_and_early_death() -> None:
    plan = plan_pension(load(), WOMAN, 3_000_000, TODAY)
    assert plan.pension.eligible
    assert plan.pension.months == 180
    assert plan.pension.monthly_pension == 1_350_000
    assert plan.purchase is not None
    assert plan.own_money == own_money(plan.stretches) + plan.purchase.pay
    assert plan.months_to_get_back is not None
    assert (plan.months_to_get_back - 1) * 1_350_000 < plan.own_money
    assert plan.months_to_get_back * 1_350_000 >= plan.own_money
    first, before, drawing = plan.early_death
    assert first.funeral == 0
    assert first.received == 12 * 660_000
    assert before.funeral == 25_300_000
    assert drawing.received == (43 + 12) * 1_350_000 + 25_300_000


def test_who_has_15_years_pays_on_until_the_age() -> None:
    person = Person("female", date(1972, 1, 1), past_months(200, 1_500_000, TODAY))
    plan = plan_pension(load(), person, 2_000_000, TODAY)
    assert plan.way.waits_for_age
    assert plan.purchase is None
    assert plan.pension.months == 200 + sum(stretch.months for stretch in plan.stretches)
    assert plan.pension.pension_from == plan.way.start.first_day


def test_who_may_draw_now_pays_nothing_more() -> None:
    person = Person("male", date(1960, 1, 1), past_months(190, 1_500_000, TODAY))
    plan = plan_pension(load(), person, 2_000_000, TODAY)
    assert plan.own_money == 0
    assert plan.months_to_get_back == 0
    assert plan.pension.pension_from == date(2026, 11, 1)


def test_the_compulsory_rules_give_no_figure_in_a_plan() -> None:
    past = (Period(Month(2008, 1), Month(2024, 12), 5_000_000, "compulsory"),)
    plan = plan_pension(load(), Person("female", date(1972, 1, 1), past), 2_000_000, TODAY)
    assert plan.pension.refer == "compulsory"
    assert plan.months_to_get_back is None
    with pytest.raises(LawError):
        plan_for_pension(load(), Person("female", date(1972, 1, 1), past), 2_000_000, TODAY)


def test_incomes_are_compared_in_the_order_asked() -> None:
    plans = compare_incomes(load(), WOMAN, (2_200_000, 3_000_000, 5_000_000), TODAY)
    assert [plan.income for plan in plans] == [2_200_000, 3_000_000, 5_000_000]
    pensions = [plan.pension.monthly_pension or 0 for plan in plans]
    assert pensions == sorted(pensions)


def test_a_wished_pension_gives_the_lowest_income_that_reaches_it() -> None:
    plan = plan_for_pension(load(), WOMAN, 2_000_000, TODAY)
    assert (plan.pension.monthly_pension or 0) >= 2_000_000
    less = plan_pension(load(), WOMAN, plan.income - 1000, TODAY)
    assert (less.pension.monthly_pension or 0) < 2_000_000


def test_a_pension_out_of_reach_is_refused_with_the_highest() -> None:
    with pytest.raises(LawError, match=r"22\.7\d\d\.\d\d\d đ") as caught:
        plan_for_pension(load(), WOMAN, 50_000_000, TODAY)
    assert caught.value.field == "wished"


def test_a_given_payment_gives_income_and_pension() -> None:
    plan = plan_for_payment(load(), WOMAN, 600_000, TODAY)
    assert plan.stretches[0].month.pay <= 600_000
    assert plan.stretches[0].month.pay > 600_000 - 220
    with pytest.raises(LawError) as caught:
        plan_for_payment(load(), WOMAN, 100_000, TODAY)
    assert caught.value.field == "budget"


def test_keeping_and_withdrawing_are_both_shown() -> None:
    person = Person("female", date(1980, 1, 1), past_months(40, 1_500_000, TODAY))
    withdrawal = WithdrawalQuestion(0, 40, Decimal(1_500_000), TODAY)
    both = keep_or_withdraw(load(), person, withdrawal, 2_000_000, TODAY)
    assert both.withdrawal.amount == 10_500_000
    assert both.lost_months == 40
    assert both.plan.pension.months >= 180
    assert both.death_now.survivor == 40 * 330_000
    assert "giá hôm nay" in both.notes[0]


def test_death_of_a_long_contributor_counts_years_before_2014_apart() -> None:
    past = (Period(Month(2012, 1), Month(2021, 12), 1_000_000),)
    person = Person("female", date(1980, 1, 1), past)
    withdrawal = WithdrawalQuestion(24, 96, Decimal(1_000_000), TODAY)
    both = keep_or_withdraw(load(), person, withdrawal, 2_000_000, TODAY)
    expected = both.average_income * (2 * Decimal("1.5") + 8 * 2)
    assert both.death_now.survivor is not None
    assert abs(both.death_now.survivor - expected) < 2
