"""The calculator for staff, as the server answers it without scripts."""

import html
import re

from bot.law.loading import load
from bot.law.wording import money
from bot.leads.calendar import day_of
from handlers.quote import quote
from handlers.wish import Wish
from tests.console.office import START

TODAY = day_of(START)


def shown(answer):
    text = re.search(r"data-text>(.*?)</p>", answer.text, re.DOTALL)[1]
    pay = re.search(r"data-pay>(.*?)</span>", answer.text)[1]
    return pay, html.unescape(text)


def test_the_page_gives_the_sum_in_the_words_of_the_bot(office):
    answer = office.staff("hoa").get("/calculator?income=2000000&support=near-poor&mode=3-months")
    wish = Wish(2_000_000, "income", "near-poor", "3-months")
    assert shown(answer) == ("924.000 đ", quote(load(), wish, TODAY))


def test_years_ahead_are_one_tap_each(office):
    answer = office.staff("hoa").get("/calculator?income=1500000&support=poor&mode=years-ahead-5")
    wish = Wish(1_500_000, "income", "poor", "years-ahead", years=5)
    assert shown(answer)[1] == quote(load(), wish, TODAY)


def test_an_income_of_ones_own_is_read_as_people_type_it(office):
    answer = office.staff("hoa").get(
        "/calculator?income=other&other=3.500.000&support=other&mode=monthly"
    )
    assert shown(answer)[0] == "704.000 đ"


def test_an_income_outside_the_law_is_brought_within(office):
    answer = office.staff("hoa").get("/calculator?income=1000&support=other&mode=monthly")
    assert shown(answer)[0] == "264.000 đ"
    assert f"thấp nhất hiện nay là {money(1_500_000)}" in shown(answer)[1]


def chosen(answer):
    """Give what stands chosen on the page, and the amount that was typed."""
    taken = re.findall(r'name="(income|support|mode)" value="([^"]*)" checked', answer.text)
    return dict(taken), re.search(r'name="other" value="([^"]*)"', answer.text)[1]


def test_what_was_given_stays_chosen_while_something_is_missing(office):
    desk = office.staff("hoa")
    page = desk.get("/calculator?income=other&other=3.500.000")
    assert chosen(page) == ({"income": "other"}, "3.500.000")
    page = desk.get("/calculator?income=2000000&other=&support=poor")
    assert chosen(page) == ({"income": "2000000", "support": "poor"}, "")
    page = desk.get("/calculator?income=other&other=&mode=monthly")
    assert chosen(page) == ({"income": "other", "mode": "monthly"}, "")
    assert chosen(desk.get("/calculator?income=x&support=never")) == ({}, "")


def test_an_amount_of_ones_own_stays_in_its_field_beside_the_sum(office):
    page = office.staff("hoa").get(
        "/calculator?income=other&other=3.500.000&support=poor&mode=monthly"
    )
    taken = {"income": "other", "support": "poor", "mode": "monthly"}
    assert chosen(page) == (taken, "3.500.000")


def test_half_a_question_gets_no_sum(office):
    desk = office.staff("hoa")
    for asked in ("", "?income=2000000", "?income=x&support=poor&mode=monthly", "?mode=never"):
        answer = desk.get(f"/calculator{asked}")
        assert answer.status_code == 200
        assert shown(answer) == ("", "")
