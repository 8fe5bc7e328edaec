"""Long texts are cut where a reader would pause, and never lose a word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import wording
from bot.conversation.messages import Choice

SENTENCES = "Câu thứ nhất nói về mức đóng. Câu thứ hai nói về hỗ trợ! Câu thứ ba hỏi lại?"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        ("  \n ", 10, []),
        ("ngắn", 10, ["ngắn"]),
        ("a" * 10, 10, ["a" * 10]),
        ("a" * 11, 10, ["a" * 10, "a"]),
        (
            SENTENCES,
            60,
            [
                "Câu thứ nhất nói về mức đóng. Câu thứ hai nói về hỗ trợ!",
                "Câu thứ ba hỏi lại?",
            ],
        ),
        ("Dòng đầu\nDòng sau dài hơn", 20, ["Dòng đầu", "Dòng sau dài hơn"]),
        ("một hai ba bốn năm sáu", 12, ["một hai ba", "bốn năm sáu"]),
        (
            "Cơ quan ở TP. Đà Nẵng gồm 1. Hải Châu rồi",
            28,
            ["Cơ quan ở TP. Đà Nẵng gồm 1.", "Hải Châu rồi"],
        ),
        ("😀" * 11, 10, ["😀" * 5, "😀" * 5, "😀"]),
    ],
)
def test_a_text_is_cut_at_sentences_lines_or_words(text, limit, parts):
    assert wording.split(text, limit) == parts


@given(
    text=st.text(st.sampled_from("aạ \n.!😀\u0301đ"), max_size=400),
    limit=st.integers(min_value=2, max_value=50),
)
def test_parts_fit_and_hold_every_word(text, limit):
    parts = wording.split(text, limit)
    assert all(0 < wording.length(part) <= limit for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Tính tiền đóng", "Tính tiền đóng"),
        ("Điều kiện hưởng lương hưu", "Điều kiện hưởng…"),
        ("Một\n hai", "Một hai"),
        ("a" * 30, "a" * 19 + "…"),
        ("Hộ nghèo, hộ cận nghèo, khác", "Hộ nghèo, hộ cận…"),
        ("😀" * 15, "😀" * 9 + "…"),
    ],
)
def test_a_title_is_shortened_at_a_word(title, short):
    assert wording.shorten(title, 20) == short
    assert wording.length(short) <= 20


def test_choices_are_numbered_under_the_text():
    choices = (Choice("Hằng tháng", "#a"), Choice("Hằng quý", "#b"))
    assert wording.with_list("Chọn ạ:\n", choices) == "Chọn ạ:\n1. Hằng tháng\n2. Hằng quý"
