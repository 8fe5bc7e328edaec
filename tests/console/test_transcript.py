"""What staff read of messages that are not plain text."""

import json

import pytest

from bot.conversation.messages import Reply
from bot.delivery import erasure, inbox, outbox
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.settings import ROOT
from bot.storage.models import Conversation, InboxEvent, OutboxMessage

DATA = ROOT / "tests" / "channels" / "testdata" / "zalo"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("user_send_image", "(Hình ảnh"), ("user_send_link", ""), ("user_send_text", "")],
)
def test_attachments_are_named(office, name, shown):
    body = (DATA / f"{name}.json").read_bytes()
    channel = office.services.channels["zalo"]
    [event] = channel.split(body, office.clock())
    Receiver(office.services, NoWaker()).accept("zalo", [event])

    def wait(session):
        for conversation in session.query(Conversation):
            conversation.human, conversation.human_since = "waiting", office.clock()

    office.database.write(wait)
    text = office.staff("sep").get("/conversations/1/lines").text
    expected = shown or channel.parse(event.name, event.payload).text
    assert expected
    assert expected in text


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (outbox.HELD, "chưa gửi: chờ người dân nhắn trước"),
        (outbox.DEAD, "không gửi được"),
        (outbox.DROPPED, "không gửi"),
        (outbox.SENT, ""),
    ],
)
def test_what_became_of_a_reply_is_said(office, status, note):
    number = office.asks_for_a_human("one")

    def reply(session):
        row = outbox.add(session, number, Reply("Dạ em đây"), office.clock())
        session.get_one(OutboxMessage, row).status = status
        assert json.loads(session.get_one(OutboxMessage, row).body)["text"] == "Dạ em đây"

    office.database.write(reply)
    text = office.staff("sep").get(f"/conversations/{number}/lines").text
    assert "Dạ em đây" in text
    assert f"<strong>{note}" in text if note else "<strong>" not in text


def test_erased_messages_are_not_shown(office):
    number = office.asks_for_a_human("one", "Bí mật")

    def erase(session):
        for event in session.query(InboxEvent):
            event.status = inbox.DONE
        session.flush()
        erasure.erase_messages(session, number, 0)

    office.database.write(erase)
    assert "Bí mật" not in office.staff("sep").get(f"/conversations/{number}/lines").text


def _waiting_with(office, channel, body):
    [event] = office.services.channels[channel].split(body, office.clock())
    Receiver(office.services, NoWaker()).accept(channel, [event])

    def wait(session):
        for conversation in session.query(Conversation):
            conversation.human, conversation.human_since = "waiting", office.clock()

    office.database.write(wait)
    return office.staff("sep")


def test_staff_listen_to_a_voice_message_where_the_platform_keeps_it(office):
    body = (DATA / "user_send_audio.json").read_bytes()
    address = json.loads(body)["message"]["attachments"][0]["payload"]["url"]
    desk = _waiting_with(office, "zalo", body)
    page = desk.get("/conversations/1")
    assert f'<audio controls preload="none" src="{address}"' in page.text
    assert "media-src 'self' https:" in page.headers["Content-Security-Policy"]
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "media-src" not in desk.get("/leads").headers["Content-Security-Policy"]


def test_a_voice_message_that_is_not_at_a_safe_address_is_only_named(office):
    event = json.loads((DATA / "user_send_audio.json").read_bytes())
    event["message"]["attachments"][0]["payload"]["url"] = "http://listener.example/a.aac"
    page = _waiting_with(office, "zalo", json.dumps(event).encode()).get("/conversations/1")
    assert "(Tin thoại)" in page.text
    assert "listener.example" not in page.text
