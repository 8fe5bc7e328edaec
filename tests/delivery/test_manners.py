"""The engine's manners on the tables: a flood loses nothing, and the bot says what it is."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.delivery.drain import Drain
from bot.law.loading import load
from bot.storage.database import Database
from bot.storage.models import InboxEvent, OutboxMessage
from tests.conversations.play import engine
from tests.delivery.world import Platform, World

KIND_WORD = "tin đến dồn dập"


@pytest.fixture
def world(sqlite_database: Database, platform: Platform) -> World:
    """A deployment whose handler is the real engine."""
    world = World(sqlite_database, platform)
    world.services = replace(world.services, handler=engine(), parameters=lambda now: load())
    world.drain = Drain(world.services)
    world.drain.tokens.seed()
    return world


def test_all_messages_of_a_flood_stay_in_the_inbox_and_only_the_newest_is_answered(world):
    for number in range(39):
        conversation = world.say("mức đóng bao nhiêu", id=f"m{number}")
    world.say("sinh con có được trợ cấp không", id="newest")
    world.say("", id="echo", kind="echo")
    again_at = world.drain.run(conversation)
    assert again_at is not None
    texts = _texts(world)
    assert sum(KIND_WORD in text for text in texts) == 1
    assert KIND_WORD in texts[-1]
    assert len(texts) == 31
    world.clock.now = again_at
    world.drain.run(conversation)
    assert len(_texts(world)) == 32
    assert "2.000.000 đ cho mỗi con" in _texts(world)[-1]
    with world.database.read() as session:
        statuses = session.scalars(select(InboxEvent.status)).all()
    assert statuses == ["done"] * 41


def test_messages_that_keep_coming_put_the_answer_off(world):
    for number in range(40):
        conversation = world.say("mức đóng bao nhiêu", id=f"m{number}")
    world.drain.run(conversation)
    answered = len(_texts(world))
    for number in range(5):
        world.clock.advance(2)
        world.say("alo", id=f"more{number}")
        world.drain.run(conversation)
    assert len(_texts(world)) == answered
    world.clock.advance(10)
    world.drain.run(conversation)
    world.clock.advance(10)
    world.drain.run(conversation)
    assert len(_texts(world)) == answered + 1


def test_who_never_got_the_introduction_hears_it_with_the_next_reply(world):
    world.platform.refuse("dead")
    world.tell("mức đóng bao nhiêu")
    world.tell("nhà nước hỗ trợ bao nhiêu")
    world.tell("đóng ở đâu")
    introduced = ["trợ lý tự động" in text for text in _texts(world)]
    assert introduced == [True, True, False]


def _texts(world: World) -> list[str]:
    with world.database.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [json.loads(row.body)["text"] for row in rows]
