"""Pictures that buttons ask for, also when the calculation before them is forgotten."""

from datetime import timedelta

import pytest

from bot.conversation.messages import Inbound, Kind
from bot.pictures.studio import Studio
from tests.conversations.play import OFFICE, Conversation, parameters


def press(conversation, payload):
    (reply,) = conversation.receive(Inbound(Kind.CHOICE, payload=payload))
    return reply


@pytest.mark.parametrize(
    ("payload", "asks"),
    [("#picture contribution", "mức thu nhập"), ("#picture pension", "nam hay")],
)
def test_an_old_button_asks_for_what_is_no_longer_known(payload, asks):
    reply = press(Conversation(), payload)
    assert reply.picture is None
    assert asks in reply.text


def test_the_table_of_levels_needs_no_calculation():
    picture = press(Conversation(), "#picture levels").picture
    assert picture["data"] == {"support": "other"}


def test_the_picture_keeps_the_figures_of_its_day():
    conversation = Conversation()
    conversation.say("mức 3 triệu đóng hằng tháng hết bao nhiêu")
    before = press(conversation, "#picture contribution").picture
    conversation.now += timedelta(days=60)
    after = press(conversation, "#picture contribution").picture
    assert (before["on"], after["on"]) == ("2026-11-24", "2027-01-23")
    studio = Studio(parameters, OFFICE, "test", "")
    assert studio.key(before) != studio.key(after)


def test_a_picture_in_the_middle_of_a_form_asks_the_form_s_question_again():
    conversation = Conversation()
    conversation.say("toi da dong 10 nam gio dong tiep muc 2 trieu moi thang bao nhieu")
    picture, question = conversation.receive(Inbound(Kind.CHOICE, payload="#picture contribution"))
    assert picture.picture
    assert "từ năm nào" in question.text


@pytest.mark.parametrize(
    "said",
    [
        "hộ nghèo mức 50,6 triệu đóng trước 5 năm hết bao nhiêu",
        "mức 2 triệu đóng một lần 60 tháng còn thiếu hết bao nhiêu",
        "mức cao nhất đóng hằng tháng hết bao nhiêu",
        "mức 1 triệu đóng hằng tháng hết bao nhiêu",
        "mỗi năm tôi đóng được 5 triệu thì mức nào",
    ],
)
def test_whatever_was_calculated_can_be_shown(said):
    conversation = Conversation()
    conversation.say(said)
    assert "Xem hình" in [choice.title for choice in conversation.choices], conversation.text
    conversation.choose("Xem hình")
    reply = conversation.outcome.replies[-1]
    assert Studio(parameters, OFFICE, "test", "").size(reply.picture)[0] == 800
