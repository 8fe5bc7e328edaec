"""Ages by month of birth, written down from the table of Nghị định 135/2020/NĐ-CP, phụ lục I."""

from datetime import date

import pytest

from bot.law.loading import load
from bot.law.months import Month
from bot.law.retirement import RetirementQuestion, birth_year_range, find_retirement_age

# first month of birth: age in years and months, until the next row
MEN = [
    ("1955-01", (60, 0)),
    ("1961-01", (60, 3)),
    ("1961-10", (60, 6)),
    ("1962-07", (60, 9)),
    ("1963-04", (61, 0)),
    ("1964-01", (61, 3)),
    ("1964-10", (61, 6)),
    ("1965-07", (61, 9)),
    ("1966-04", (62, 0)),
]
WOMEN = [
    ("1955-01", (55, 0)),
    ("1966-01", (55, 4)),
    ("1966-09", (55, 8)),
    ("1967-05", (56, 0)),
    ("1968-01", (56, 4)),
    ("1968-09", (56, 8)),
    ("1969-05", (57, 0)),
    ("1970-01", (57, 4)),
    ("1970-09", (57, 8)),
    ("1971-05", (58, 0)),
    ("1972-01", (58, 4)),
    ("1972-09", (58, 8)),
    ("1973-05", (59, 0)),
    ("1974-01", (59, 4)),
    ("1974-09", (59, 8)),
    ("1975-05", (60, 0)),
]


def months_of_birth() -> list[tuple[int, int]]:
    return [(year, month) for year in range(1955, 1986) for month in range(1, 13)]


def table_age(table: list[tuple[str, tuple[int, int]]], year: int, month: int) -> tuple[int, int]:
    written = f"{year}-{month:02d}"
    return [age for first, age in table if first <= written][-1]


@pytest.mark.parametrize(("sex", "table"), [("male", MEN), ("female", WOMEN)])
def test_the_age_of_every_month_of_birth_is_that_of_the_decree(
    sex: str, table: list[tuple[str, tuple[int, int]]]
) -> None:
    for year, month in months_of_birth():
        result = find_retirement_age(load(), RetirementQuestion(sex, date(year, month, 1)))
        years, months = table_age(table, year, month)
        assert (result.years, result.months) == (years, months), (year, month)
        carried, index = divmod(month - 1 + months, 12)
        assert result.reached == Month(year + years + carried, index + 1)
        assert result.pension_from > result.reached.last_day
        assert (result.pension_from - result.reached.last_day).days == 1


@pytest.mark.parametrize("day", [1, 15, 28])
def test_the_day_of_birth_does_not_matter(day: int) -> None:
    by_day = find_retirement_age(load(), RetirementQuestion("female", date(1971, 2, day)))
    by_month = find_retirement_age(load(), RetirementQuestion("female", date(1971, 2, 1)))
    assert by_day.pension_from == by_month.pension_from


def test_who_knows_only_the_year_gets_the_range() -> None:
    assert birth_year_range(load(), "male", 1965) == (Month(2026, 7), Month(2027, 9))


def test_ages_of_before_2021_are_named_as_not_verified() -> None:
    result = find_retirement_age(load(), RetirementQuestion("female", date(1960, 1, 1)))
    assert result.unverified == ("retirement_age_female",)
