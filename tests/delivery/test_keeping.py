"""Numbers and photos of papers are not kept: what is stored after the answer does not hold them."""

import json
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from bot.channels.messenger.parse import parse as messenger
from bot.channels.zalo.parse import parse as zalo
from bot.delivery.drain import Drain
from bot.delivery.keeping import kept
from bot.law.loading import load
from bot.settings import ROOT
from bot.storage.models import InboxEvent
from tests.conversations.play import engine
from tests.delivery.world import World

DATA = ROOT / "tests" / "channels" / "testdata"


@pytest.fixture
def world(sqlite_database, platform):
    """A deployment whose handler is the real engine."""
    world = World(sqlite_database, platform)
    world.services = replace(world.services, handler=engine(), parameters=lambda now: load())
    world.drain = Drain(world.services)
    world.drain.tokens.seed()
    return world


def payloads(world):
    with world.database.read() as session:
        rows = session.scalars(select(InboxEvent).order_by(InboxEvent.id))
        return [json.loads(row.payload) for row in rows]


@pytest.mark.parametrize(
    ("said", "stays"),
    [
        ("cccd của tôi 049072001234, mức đóng bao nhiêu", "mức đóng bao nhiêu"),
        ("049072001234", "(số giấy tờ, không lưu)"),
    ],
)
def test_a_typed_number_of_papers_is_not_kept(world, said, stays):
    world.tell(said)
    [payload] = payloads(world)
    assert stays in payload["text"]
    assert "049072001234" not in json.dumps(payload)


@pytest.mark.parametrize("said", ["mức 1.500.000 đóng bao nhiêu", "số em 0905123456"])
def test_money_and_phone_numbers_stay_as_they_were_said(world, said):
    world.tell(said)
    assert payloads(world)[0]["text"] == said


def test_a_number_typed_while_a_colleague_talks_is_not_kept_either(world):
    world.tell("chào em")
    world.change(human="taken", human_since=world.clock())
    world.tell("cccd 049072001234")
    assert "049072001234" not in json.dumps(payloads(world))


@pytest.mark.parametrize(
    ("read", "platform_name", "file"),
    [
        (zalo, "user_send_image", "zalo/user_send_image.json"),
        (zalo, "user_send_file", "zalo/user_send_file.json"),
        (partial(messenger, app_id=""), "message", "messenger/attachment_image.json"),
    ],
    ids=["zalo image", "zalo file", "messenger image"],
)
def test_the_address_of_a_photo_is_forgotten_and_the_message_still_reads(read, platform_name, file):
    body = json.loads((DATA / file).read_bytes())
    if "entry" in body:
        body = body["entry"][0]["messaging"][0]
    payload = json.dumps(body).encode()
    inbound = read(platform_name, payload)
    assert inbound.attachments
    stored = kept(payload, inbound, None)
    assert stored is not None
    assert b"http" not in stored
    assert read(platform_name, stored).attachments[0].type == inbound.attachments[0].type


def test_a_voice_message_and_plain_words_stay_as_they_are():
    for name in ("user_send_audio", "user_send_text"):
        payload = (DATA / "zalo" / f"{name}.json").read_bytes()
        assert kept(payload, zalo(name, payload), None) is None
