"""Learning from use: personal numbers masked, harmful teaching found."""

import pytest

from faq.content import Content
from faq.evaluation import Question
from faq.learning import Labelled, check_teaching, labelled, mask
from faq.matcher import Matcher, Taught
from faq.model import Model
from faq.text import normalise


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("gọi em 0905 123 456 nha", "gọi em [số điện thoại] nha"),
        ("sđt +84905123456", "sđt [số điện thoại]"),
        ("cccd 049072001234", "cccd [số giấy tờ]"),
        ("cmnd 205123456 của tui", "cmnd [số giấy tờ] của tui"),
        ("stk 1903 4567 8901 23", "stk [số giấy tờ]"),
        ("mail an.nguyen@gmail.com", "mail [email]"),
        ("mức 1.500.000 đóng 12 tháng", "mức 1.500.000 đóng 12 tháng"),
        ("mức 150.000.000", "mức 150.000.000"),
    ],
)
def test_personal_numbers_are_masked_and_money_is_not(text: str, hidden: str) -> None:
    assert mask(text).replace("số giấy tờ", "số giấy tờ") == hidden


def test_teaching_that_turns_a_labelled_question_wrong_is_found(
    content: Content, model: Model
) -> None:
    before = Matcher(content, model)
    question = Question("muc dong moi thang la bao nhieu", "contribution-rate", (), "nodia")
    after = Matcher(content, model, [Taught("Mức đóng mỗi tháng là bao nhiêu?", "tax")])
    turned = check_teaching(before, after, [Labelled(question, normalise(question.text))])
    assert [(t.right, t.becomes) for t in turned] == [("contribution-rate", "tax")]


def test_harmless_teaching_turns_nothing_wrong(content: Content, model: Model) -> None:
    new = Taught("cái vụ bỏ heo đất nhà nước là răng", "what-is")
    after = Matcher(content, model, [new])
    assert check_teaching(Matcher(content, model), after, labelled(content)) == []
