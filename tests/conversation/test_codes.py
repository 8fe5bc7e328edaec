"""Short codes that people type."""

import pytest

from bot.conversation.codes import spoken


@pytest.mark.parametrize("text", ["TK05", "tk05", " Tk 05 ", "TK05\n"])
def test_a_code_is_read_however_it_is_typed(text):
    assert spoken(text) == "TK05"


@pytest.mark.parametrize(
    "text", ["kp 12", "to 05", "ct07", "TK05 là gì", "TK5", "T05", "TKA05", "2 triệu", "", "TK0500"]
)
def test_anything_else_is_none(text):
    assert spoken(text) == ""
