"""Office hours as staff write them."""

from datetime import datetime

import pytest

from bot.hours import VIETNAM, HoursError, parse_hours

USUAL = "T2-T6 07:30-11:30 13:30-17:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-24 07:29", False),
        ("2026-11-24 07:30", True),
        ("2026-11-24 12:00", False),
        ("2026-11-24 16:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-28 09:00", False),
    ],
)
def test_staff_answer_in_the_hours_of_a_working_day(when, is_open):
    assert parse_hours(USUAL).is_open(at(when)) is is_open


@pytest.mark.parametrize(
    ("when", "opening"),
    [
        ("2026-11-24 12:00", "2026-11-24 13:30"),
        ("2026-11-24 18:00", "2026-11-25 07:30"),
        ("2026-11-27 18:00", "2026-11-30 07:30"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
    ],
)
def test_who_asks_after_hours_hears_when_staff_are_back(when, opening):
    assert parse_hours(USUAL).next_opening(at(when)) == at(opening)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (USUAL, "thứ 2 đến thứ 6, 07:30-11:30 và 13:30-17:00"),
        ("T2 CN 08:00-10:00", "thứ 2, chủ nhật, 08:00-10:00"),
        ("24/7", "cả ngày, cả tuần"),
    ],
)
def test_people_read_the_hours_in_words(text, spoken):
    assert parse_hours(text).spoken == spoken


def test_round_the_clock_is_always_open():
    assert parse_hours("24/7").is_open(at("2026-11-28 03:00"))


def test_single_days_and_sundays_can_be_named():
    hours = parse_hours("T2, CN 08:00-10:00")
    assert hours.is_open(at("2026-11-29 09:00"))
    assert not hours.is_open(at("2026-11-24 09:00"))


@pytest.mark.parametrize(
    "text", ["", "T2-T6", "07:30-11:30", "T2 25:00-26:00", "T2 11:00-07:00", "x"]
)
def test_hours_that_cannot_be_read_are_refused_with_an_example(text):
    with pytest.raises(HoursError, match="T2-T6"):
        parse_hours(text)
