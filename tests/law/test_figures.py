import re
from datetime import date

import pytest

from bot.law.changes import changes_near
from bot.law.figures import FIGURES, NOT_KNOWN, figures
from bot.law.loading import load


def test_a_figure_near_a_change_shows_both_sides() -> None:
    near = figures(load(), date(2026, 11, 24))
    assert near["min_income"] == "1.500.000 đ (từ 1/1/2027: 2.200.000 đ)"
    assert near["min_payment"] == "330.000 đ (từ 1/1/2027: 484.000 đ)"
    assert near["support_other_amount"] == "66.000 đ (từ 1/1/2027: 96.800 đ)"
    assert near["pay_min_near_poor"] == "198.000 đ (từ 1/1/2027: 290.400 đ)"


def test_a_figure_far_from_a_change_or_after_it_shows_one_side() -> None:
    assert figures(load(), date(2026, 10, 2))["min_income"] == "1.500.000 đ"
    assert figures(load(), date(2027, 1, 1))["min_income"] == "2.200.000 đ"


def test_figures_that_do_not_change_stand_alone() -> None:
    text = figures(load(), date(2026, 11, 24))
    assert text["rate"] == "22%"
    assert text["max_income"] == "50.600.000 đ"
    assert text["monthly_return"] == "0,31%"
    assert text["support_max_months"] == "120 tháng"
    assert text["pension_min_years"] == "15 năm"
    assert text["pension_rate_male_base"] == "40%"
    assert text["pension_rate_male_step_to_20"] == "1%"
    assert text["deadline_6_months"] == "4 tháng đầu"
    assert text["book_days"] == "5 ngày làm việc"
    assert text["funeral_amount"] == "25.300.000 đ"
    assert text["withdrawal_factor_before_2014"] == "1,5"
    assert text["retirement_age_male"] == "61 tuổi 6 tháng (từ 1/1/2027: 61 tuổi 9 tháng)"
    assert text["coefficient_2015"] == "1,36"


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 7, 1), date(2030, 5, 5)])
def test_every_figure_has_a_text_on_any_day_of_the_law(on: date) -> None:
    texts = figures(load(), on)
    assert set(texts) == set(FIGURES)
    for name, text in texts.items():
        assert text, name
        assert text != NOT_KNOWN, name
        assert re.search(r"\d", text), name


def test_a_figure_without_a_value_yet_stays_true() -> None:
    assert figures(load(), date(2025, 8, 1))["monthly_return"].startswith(NOT_KNOWN)


def test_changes_within_90_days_are_told_the_nearest_first() -> None:
    names = [change.parameter.name for change in changes_near(load(), date(2026, 11, 24))]
    assert "rural_poverty_line" in names
    assert "contribution_rate" not in names
    assert changes_near(load(), date(2026, 10, 2)) == ()
    change = next(
        change
        for change in changes_near(load(), date(2026, 5, 1))
        if change.parameter.name == "reference_level"
    )
    assert (change.before.value, change.after.value) == (2_340_000, 2_530_000)
    assert change.since == date(2026, 7, 1)
