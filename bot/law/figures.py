"""Every figure of the law that answers quote, as Vietnamese text for a day.

A figure that changes within 90 days shows both sides:
"1.500.000 đ (từ 1/1/2027: 2.200.000 đ)".
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from bot.law.changes import changes_near
from bot.law.contribution import income_bounds
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, age, day, money, number, percent

Figure = Callable[[Reading, date], str]

NOT_KNOWN = "theo mức đang áp dụng"
"""Stands where the law as we hold it has no value yet on the day."""


@lru_cache(maxsize=8)
def figures(parameters: Parameters, on: date) -> Mapping[str, str]:
    """Name → text for the day, both sides where a change is near. Read once a day and set."""
    days = [on, *sorted({change.since for change in changes_near(parameters, on)})]
    texts = {name: _both_sides(parameters, figure, days) for name, figure in FIGURES.items()}
    return MappingProxyType(texts)


def _both_sides(parameters: Parameters, figure: Figure, days: list[date]) -> str:
    texts = [_text(parameters, figure, since) for since in days]
    later = [
        f"từ {day(since)}: {text}"
        for before, text, since in zip(texts, texts[1:], days[1:], strict=False)
        if text != before
    ]
    return f"{texts[0]} ({'; '.join(later)})" if later else texts[0]


def _text(parameters: Parameters, figure: Figure, on: date) -> str:
    try:
        return figure(Reading(parameters), on)
    except LawError:
        return NOT_KNOWN


def _money(name: str) -> Figure:
    return lambda reading, on: money(reading.whole(name, on))


def _share(name: str) -> Figure:
    return lambda reading, on: percent(reading.factor(name, on))


def _count(name: str, unit: str) -> Figure:
    return lambda reading, on: f"{number(reading.factor(name, on))} {unit}".rstrip()


def _years(name: str) -> Figure:
    return lambda reading, on: f"{reading.whole(name, on) // 12} năm"


def _age(name: str) -> Figure:
    return lambda reading, on: age(reading.whole(name, on))


def _times(name: str, unit: str = "lần") -> Figure:
    return _count(name, unit)


def _row(name: str, position: int, key: str, text: Callable[[Decimal], str]) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        return text(Decimal(cast("Decimal", reading.rows(name, on)[position][key])))

    return figure


def _deadline(mode: str) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        first = int(reading.table("mode_deadline_months", on)[mode])
        whole = int(reading.table("mode_months", on)[mode])
        return f"{first} tháng" if first == whole else f"{first} tháng đầu"

    return figure


def _max_income(reading: Reading, on: date) -> str:
    return money(income_bounds(reading, on)[1])


def _payment(position: int) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        rate = reading.factor("contribution_rate", on)
        return money(round_dong(rate * income_bounds(reading, on)[position]))

    return figure


def _support(category: str, own_part: bool) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        base = reading.factor("contribution_rate", on) * reading.whole("rural_poverty_line", on)
        support = round_dong(base * reading.factor(f"support_share_{category}", on))
        return money(round_dong(base) - support if own_part else support)

    return figure


def _funeral(reading: Reading, on: date) -> str:
    return money(
        round_dong(reading.factor("funeral_times", on) * reading.whole("reference_level", on))
    )


def _final_age(sex: str) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        return age(cast("int", reading.parameters[f"retirement_age_{sex}"].values[-1].value))

    return figure


def _final_year(sex: str) -> Figure:
    return lambda reading, on: str(
        reading.parameters[f"retirement_age_{sex}"].values[-1].since.year
    )


def _days_unit(name: str) -> Figure:
    def figure(reading: Reading, on: date) -> str:
        working = reading.parameters[name].unit == "working_days"
        return f"{reading.whole(name, on)} ngày{' làm việc' if working else ''}"

    return figure


def _step_of_age(sex: str) -> Figure:
    """How much the retirement age rises in a year, as it did from its first year to the second."""

    def figure(reading: Reading, on: date) -> str:
        first, second = reading.parameters[f"retirement_age_{sex}"].values[1:3]
        return f"{cast('int', second.value) - cast('int', first.value)} tháng"

    return figure


def _coefficient(year: int) -> Figure:
    return lambda reading, on: number(reading.table("income_coefficients", on)[year])


def _old_pension_years(reading: Reading, on: date) -> str:
    first = reading.parameters["pension_min_months"].values[0]
    return f"{cast('int', first.value) // 12} năm"


def _support_figures() -> dict[str, Figure]:
    keys = [category.replace("-", "_") for category in CATEGORIES]
    return (
        {f"support_{key}_share": _share(f"support_share_{key}") for key in keys}
        | {f"support_{key}_amount": _support(key, own_part=False) for key in keys}
        | {f"pay_min_{key}": _support(key, own_part=True) for key in keys}
    )


FIGURES: Mapping[str, Figure] = {
    "min_income": _money("rural_poverty_line"),
    "max_income": _max_income,
    "min_payment": _payment(0),
    "max_payment": _payment(1),
    "reference_level": _money("reference_level"),
    "income_step": _money("income_step"),
    "max_income_times": _times("max_income_times"),
    "rate": _share("contribution_rate"),
    "monthly_return": _share("monthly_return"),
    **_support_figures(),
    "support_max_months": _count("support_max_months", "tháng"),
    "support_max_years": _years("support_max_months"),
    "min_age_join": _count("min_age_join", "tuổi"),
    "years_ahead_max": _count("years_ahead_max", "năm"),
    "years_ahead_min": _count("years_ahead_min", "năm"),
    "missing_months_max": _count("missing_months_max", "tháng"),
    "missing_years_max": _years("missing_months_max"),
    "deadline_3_months": _deadline("3-months"),
    "deadline_6_months": _deadline("6-months"),
    "deadline_12_months": _deadline("12-months"),
    "pension_min_years": _years("pension_min_months"),
    "pension_min_months": _count("pension_min_months", "tháng"),
    "pension_rate_female_base": _row("pension_rate_female", 0, "rate", percent),
    "pension_rate_male_base": _row("pension_rate_male", 0, "rate", percent),
    "pension_rate_step": _row("pension_rate_female", -1, "step", percent),
    "pension_rate_male_step_to_20": _row("pension_rate_male", 0, "step", percent),
    "pension_rate_max": _share("pension_rate_max"),
    "pension_male_45_years": _row(
        "pension_rate_male", -1, "from_years", lambda years: f"{number(years)} năm"
    ),
    "pension_female_max_rate_years": _count("one_off_years_female", "năm"),
    "pension_male_max_rate_years": _count("one_off_years_male", "năm"),
    "one_off_allowance_times": _times("one_off_times"),
    "allowance_after_age_times": _times("one_off_times_after_age"),
    "old_pension_min_years": _old_pension_years,
    "compulsory_pension_years": _years("compulsory_rule_months"),
    "pension_abroad_min_times": _times("abroad_min_times"),
    "pension_abroad_deduction_times": _times("abroad_step_times"),
    "pension_abroad_before_2014_times": _times("abroad_times_before_2014"),
    "pension_abroad_from_2014_times": _times("abroad_times_from_2014"),
    "coefficient_2015": _coefficient(2015),
    "proxy_max_months": _count("proxy_max_months", "tháng"),
    "pension_move_days": _days_unit("moving_days"),
    "old_rule_years": _years("old_rule_months"),
    "old_rule_age_male": _age("old_rule_age_male"),
    "old_rule_age_female": _age("old_rule_age_female"),
    "retirement_age_male": _age("retirement_age_male"),
    "retirement_age_female": _age("retirement_age_female"),
    "retirement_step_male": _step_of_age("male"),
    "retirement_step_female": _step_of_age("female"),
    "retirement_age_male_final": _final_age("male"),
    "retirement_age_female_final": _final_age("female"),
    "retirement_final_year_male": _final_year("male"),
    "retirement_final_year_female": _final_year("female"),
    "withdrawal_factor_before_2014": _count("lump_sum_times_before_2014", ""),
    "withdrawal_factor_from_2014": _count("lump_sum_times_from_2014", ""),
    "survivor_factor_before_2014": _count("lump_sum_times_before_2014", ""),
    "survivor_factor_from_2014": _count("lump_sum_times_from_2014", ""),
    "withdrawal_short_max_times": _times("withdrawal_short_max_times"),
    "withdrawal_incapacity_share": _share("incapacity_share"),
    "stopped_months": _count("stopped_months", "tháng"),
    "stopped_max_years": _years("stopped_max_months"),
    "survivor_min_months": _count("survivor_min_months", "tháng"),
    "survivor_min_times": _times("survivor_min_times"),
    "pensioner_survivor_months": _count("pensioner_survivor_times", ""),
    "survivor_deduction_times": _times("pensioner_survivor_step"),
    "survivor_full_months": _count("pensioner_survivor_full_months", "tháng"),
    "survivor_min_times_pensioner": _times("pensioner_survivor_min_times"),
    "funeral_min_compulsory_months": _count("funeral_compulsory_months", "tháng"),
    "funeral_min_months": _count("funeral_min_months", "tháng"),
    "funeral_times": _times("funeral_times"),
    "funeral_amount": _funeral,
    "maternity_amount": _money("maternity_amount"),
    "maternity_fetus_weeks": _count("maternity_fetus_weeks", "tuần"),
    "maternity_months": _count("maternity_months", "tháng"),
    "maternity_window_months": _count("maternity_window_months", "tháng"),
    "allowance_times": _times("allowance_times"),
    "social_pension_amount": _money("social_pension_amount"),
    "social_pension_age": _age("social_pension_age"),
    "social_pension_age_poor": _age("social_pension_age_poor"),
    **{
        name: _days_unit(name)
        for name in (
            "book_days",
            "register_days",
            "change_info_days",
            "pension_file_days",
            "pension_decision_days",
            "withdrawal_days",
            "maternity_file_days",
            "maternity_decision_days",
            "survivor_file_days",
            "survivor_decision_days",
        )
    },
}
"""Every placeholder of the answers and how its text comes about."""
