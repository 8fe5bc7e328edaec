"""The engine's manners, at the edges that scripts for staff do not reach."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation import choices
from bot.conversation.effects import ReferredBy, StaffLinkAsked
from bot.conversation.messages import Choice, Inbound, Kind, Reply
from bot.conversation.state import State
from handlers.basics import plain
from tests.conversations.play import Conversation


@pytest.mark.parametrize(
    "kind", [Kind.EDIT, Kind.DELETE, Kind.REACTION, Kind.NOTICE, Kind.UNFOLLOW, Kind.STAFF]
)
def test_what_needs_no_answer_gets_none(kind):
    conversation = Conversation()
    conversation.say("tính tiền đóng")
    before = conversation.state
    assert conversation.receive(Inbound(kind, text="gì đó")) == ()
    assert conversation.state == before


def test_who_comes_by_a_link_is_welcomed_and_the_link_is_kept():
    conversation = Conversation()
    conversation.receive(Inbound(Kind.REFERRAL, ref="team-05"))
    assert ReferredBy("team-05") in conversation.outcome.effects
    assert "Xin chào" in conversation.text


def test_the_start_button_of_a_platform_welcomes():
    conversation = Conversation()
    conversation.receive(Inbound(Kind.CHOICE, payload="GET_STARTED"))
    assert "Xin chào" in conversation.text


def test_an_unknown_button_is_read_as_words():
    conversation = Conversation()
    conversation.receive(Inbound(Kind.CHOICE, text="mức đóng bao nhiêu", payload="OLD_MENU_7"))
    assert "22%" in conversation.text


@pytest.mark.parametrize("payload", ["#", "#nope x", "#faq", "#faq nothing-like-it", "#register x"])
def test_a_broken_button_never_breaks_the_conversation(payload):
    conversation = Conversation()
    assert conversation.receive(Inbound(Kind.CHOICE, payload=payload))


def test_a_form_of_an_older_version_starts_over_kindly():
    conversation = Conversation()
    conversation.say("tính tiền đóng")
    conversation.state = replace(conversation.state, version=99)
    conversation.say("nhà nước hỗ trợ bao nhiêu")
    assert conversation.state.handler == ""


def test_a_state_that_cannot_be_read_is_an_empty_one():
    assert State.from_json({"handler": 3}) == State()
    assert State.from_json(None) == State()
    broken = {"handler": "menu", "step": "", "version": "x", "data": {}}
    assert State.from_json(broken) == State()


def test_the_bot_introduces_itself_again_after_a_long_pause():
    conversation = Conversation()
    conversation.say("chào em")
    conversation.now += timedelta(days=8)
    conversation.say("chào em")
    assert "trợ lý tự động" in conversation.text


def test_two_questions_in_one_message_are_both_answered():
    conversation = Conversation()
    conversation.say("Mỗi tháng phải đóng bao nhiêu tiền? Sinh con có được trợ cấp gì không?")
    assert len(conversation.outcome.replies) == 2


def test_never_more_than_two_messages_go_out_for_one():
    conversation = Conversation()
    conversation.say("tính tiền đóng")
    conversation.say("hộ nghèo được hỗ trợ mấy phần trăm? đóng ở đâu? cần giấy tờ gì?")
    assert 1 <= len(conversation.outcome.replies) <= 2


def test_a_number_beyond_the_choices_is_not_a_choice():
    shown = [["Một", "#a"], ["Hai", "#b"]]
    assert choices.chosen("2", shown, plain) == "#b"
    assert choices.chosen("số 1", shown, plain) == "#a"
    assert choices.chosen("hai", shown, plain) == "#b"
    assert choices.chosen("3", shown, plain) == ""
    assert choices.chosen("0", shown, plain) == ""


def test_a_reply_survives_the_outbox():
    reply = Reply("Chào", (Choice("Menu", "#menu"),), ask_phone=True)
    assert Reply.from_json(reply.to_json()) == reply
    assert Reply.from_json({"text": "cũ"}) == Reply("cũ")


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🎉🎉", "asdf qwer zxcv", "a" * 10_000, "\x00", "1", "#", "?", "{name}", "%s %d"],
)
def test_odd_messages_are_answered_and_never_raise(text):
    assert Conversation().say(text)


@pytest.mark.parametrize("before", ["", "đăng ký tư vấn", "gặp cán bộ"])
def test_a_code_of_staff_is_taken_before_anything_is_understood(before):
    conversation = Conversation()
    if before:
        conversation.say(before)
    form = conversation.state.handler
    conversation.say("LK 4829 1375")
    assert conversation.outcome.effects == (StaffLinkAsked("LK48291375"),)
    assert "thông báo thử" in conversation.text
    assert conversation.state.handler == form
