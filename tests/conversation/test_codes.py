"""Short codes that people type."""

import pytest

from bot.conversation.codes import of_staff, spoken


@pytest.mark.parametrize(
    "text",
    [
        "TK05",
        "tk05",
        " Tk 05 ",
        "TK05\n",
        "TK-05",
        "mã TK05",
        "Mã số: tk 05 ạ",
        "ma tk05 a",
        "em nhập mã tk05",
        "mã là TK05.",
    ],
)
def test_a_code_is_read_however_it_is_typed(text):
    assert spoken(text) == "TK05"


@pytest.mark.parametrize(
    "text", ["kp 12", "to 05", "ct07", "TK05 là gì", "TK5", "T05", "TKA05", "2 triệu", "", "TK0500"]
)
def test_anything_else_is_none(text):
    assert spoken(text) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LK 4829 1375", "LK48291375"),
        (" lk 48291375 ", "LK48291375"),
        ("LK48291375", "LK48291375"),
        ("LK 4829", ""),
        ("LK 4829 13756", ""),
        ("mã LK 4829 1375", ""),
        ("4829 1375", ""),
    ],
)
def test_the_code_of_staff_is_eight_digits_behind_lk(text, code):
    assert of_staff(text) == code
