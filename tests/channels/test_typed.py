"""The web chat and the terminal: what is typed becomes an event, the reply comes back as it is."""

import pytest

from bot.channels import typed
from bot.channels.base import Credentials
from bot.channels.errors import ForgedError, MalformedError
from bot.channels.terminal.channel import TerminalChannel
from bot.channels.webchat.channel import WebchatChannel
from bot.conversation.messages import Choice, Inbound, Kind, Reply
from tests.channels.table import NOW

CHANNELS = (WebchatChannel(), TerminalChannel())


def said(text: str, **more: str) -> Inbound:
    event = typed.event(account="web", person="p1", text=text, now=NOW, **more)
    assert (event.disposition, event.person, event.at) == ("queue", "p1", NOW)
    read = WebchatChannel().parse(event.name, event.payload)
    assert read.message_id == event.key
    return read


@pytest.mark.parametrize(
    ("given", "kind", "text", "payload"),
    [
        ({"text": "xin chào"}, Kind.TEXT, "xin chào", ""),
        ({"text": "Mức đóng", "payload": "#menu"}, Kind.CHOICE, "Mức đóng", "#menu"),
        ({"text": " #faq what-is "}, Kind.CHOICE, " #faq what-is ", "#faq what-is"),
        ({"text": "số #1"}, Kind.TEXT, "số #1", ""),
        ({"text": ""}, Kind.TEXT, "", ""),
        ({"text": "a\0b\ud83dc 😊"}, Kind.TEXT, "abc 😊", ""),
    ],
)
def test_what_is_typed_is_text_or_a_choice(given, kind, text, payload):
    read = said(**given)
    assert (read.kind, read.text, read.payload) == (kind, text, payload)


def test_the_same_message_sent_again_has_the_same_key():
    again = {"account": "web", "person": "p1", "text": "a", "now": NOW}
    keys = [typed.event(**again, message_id="c1").key for _ in range(2)]
    assert keys[0] == keys[1]
    assert typed.event(**{**again, "person": "p2"}, message_id="c1").key != keys[0]
    assert typed.event(**again).key != typed.event(**again).key


def test_a_payload_that_cannot_be_read_needs_no_answer():
    assert WebchatChannel().parse("typed", b"{").kind is Kind.NOTICE


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_nothing_comes_in_by_a_webhook(channel):
    with pytest.raises(ForgedError):
        channel.verify({}, b"{}")
    with pytest.raises(MalformedError):
        channel.split(b"{}", NOW)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_a_reply_is_one_message_as_it_is_and_arrives_at_once(channel):
    reply = Reply("Chọn ạ:", (Choice("Mức đóng", "#menu"),), ask_phone=True)
    (request,) = channel.render(reply, "p1", 7)
    assert Reply.from_json(request) == reply
    assert channel.send(request, Credentials("web", "")).platform_id == ""
