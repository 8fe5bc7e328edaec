"""An answer that missed: the question is kept once, masked, and the next candidates are offered."""

import pytest

from bot.conversation.effects import NotUnderstood
from tests.conversations.play import Conversation


def missed(conversation: Conversation) -> list[NotUnderstood]:
    return [e for e in conversation.outcome.effects if isinstance(e, NotUnderstood)]


@pytest.mark.parametrize(
    "words",
    [
        "ý tôi không phải vậy",
        "ý tui không phải rứa em",
        "y toi k phai vay",
        "trả lời chi mà không đúng",
        "tra loi chi ma ko dung rua",
        "không đúng ý",
        "k dung y e oi",
        "sao trả lời không đúng câu hỏi vậy em",
        "em hiểu sai ý chị rồi",
        "tôi không hỏi cái đó",
        "hỏi một đằng trả lời một nẻo",
        "lạc đề rồi",
    ],
)
def test_words_that_the_answer_missed_keep_the_question_and_offer_the_next(words: str) -> None:
    conversation = Conversation()
    conversation.say("nhà nước hỗ trợ bao nhiêu phần trăm")
    conversation.say(words)
    assert "em hiểu chưa đúng ý" in conversation.text
    [seen] = missed(conversation)
    assert (seen.text, seen.decision) == ("nhà nước hỗ trợ bao nhiêu phần trăm", "unhelpful")
    assert seen.answered == "state-support"
    titles = [choice.title for choice in conversation.choices]
    assert 1 < len(titles) <= 4
    assert titles[-1] == "Không phải"


def test_the_button_does_the_same_and_a_question_is_kept_only_once() -> None:
    conversation = Conversation()
    conversation.say("đóng bao nhiêu năm thì có lương hưu")
    conversation.choose("Không đúng ý")
    [seen] = missed(conversation)
    assert seen.answered == "pension-conditions"
    conversation.say("ý tôi không phải vậy")
    assert missed(conversation) == []
    assert "nói rõ thêm" in conversation.text


def test_a_phone_number_in_the_question_is_masked() -> None:
    conversation = Conversation()
    conversation.say("cho hỏi sổ 0123456789 mất rồi xin cấp lại ở đâu vậy em, CCCD 049072001234")
    conversation.say("không đúng ý")
    assert all("0123456789" not in seen.text for seen in missed(conversation))
    assert all("049072001234" not in seen.text for seen in missed(conversation))


def test_a_calculation_that_missed_is_kept_with_what_calculated() -> None:
    conversation = Conversation()
    conversation.say("hộ nghèo đóng mức 2 triệu hết bao nhiêu một tháng")
    assert "đ" in conversation.text
    conversation.say("ý tôi không phải vậy")
    [seen] = missed(conversation)
    assert seen.answered == "contribution"
    assert "hộ nghèo" in seen.text


def test_after_another_button_the_old_question_is_not_blamed() -> None:
    conversation = Conversation()
    conversation.say("nhà nước hỗ trợ bao nhiêu phần trăm")
    conversation.choose("Xem thêm")
    conversation.say("không đúng ý")
    assert [seen.answered for seen in missed(conversation)] == ["state-support"]
    conversation.say("menu")
    conversation.say("nhà nước hỗ trợ bao nhiêu phần trăm")
    conversation.choose(conversation.choices[1].title)
    conversation.say("không đúng ý")
    assert missed(conversation) == []


@pytest.mark.parametrize(
    "words", ["không phải đóng nữa hả em", "sai thông tin trên sổ thì sửa ở đâu", "không đúng hạn"]
)
def test_a_question_with_such_words_is_still_a_question(words: str) -> None:
    conversation = Conversation()
    conversation.say("nhà nước hỗ trợ bao nhiêu phần trăm")
    conversation.say(words)
    assert "em hiểu chưa đúng ý" not in conversation.text
