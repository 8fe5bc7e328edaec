"""Phone numbers as people type them."""

import pytest

from bot import phones


@pytest.mark.parametrize(
    "text",
    [
        "0905123456",
        "0905 123 456",
        "+84 905.123.456",
        "84905123456",
        "sdt: 0905-123-456, goi toi di",
        "０９０５１２３４５６",
    ],
)
def test_a_number_is_read_however_it_is_typed(text):
    assert phones.parse(text) == "+84905123456"


@pytest.mark.parametrize(
    "text", ["090512345", "123456789012", "1.500.000", "mức 2 triệu", "1900 9068"]
)
def test_what_is_no_phone_number_is_not_taken_for_one(text):
    assert phones.parse(text) is None


def test_several_numbers_are_all_found_in_order():
    assert phones.find_all("0905123456 hoặc 0912 345 678") == ["+84905123456", "+84912345678"]


def test_staff_read_a_mobile_number_in_groups():
    assert phones.shown("+84905123456") == "0905 123 456"
    assert phones.shown("+842353812345") == "023 5381 2345"


def test_a_masked_number_shows_three_digits_only():
    assert phones.masked("456") == "•••• ••• 456"
