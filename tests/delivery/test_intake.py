"""The intake: what web processes put into the spool comes into the inbox, each once."""

import json
import threading
import time
from collections.abc import Collection

import pytest

from bot.delivery import alerts
from bot.delivery.arrivals import Arrival
from bot.delivery.health import check
from bot.delivery.intake import Intake, keeping, nobody, oldest_unread, spool_of
from bot.delivery.receiver import Receiver
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.spool import opened
from tests.conftest import KEYS
from tests.delivery.world import Platform, World, raw, sign


class Wakes:
    def __init__(self) -> None:
        self.woken: list[tuple[str, int]] = []

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        self.woken += [(channel, conversation) for conversation in conversations]


@pytest.fixture
def world(sqlite_database: Database, platform: Platform) -> World:
    return World(sqlite_database, platform)


@pytest.fixture
def wakes() -> Wakes:
    return Wakes()


def post(world: World, *events: dict[str, object]) -> None:
    """A web process takes a webhook."""
    receiver = Receiver(world.services, Wakes(), keeping(world.services, nobody))
    body = json.dumps([{"text": "chào", **event} for event in events]).encode()
    receiver.receive("plain", {"X-Signature": sign(body)}, body)


def read_all(world: World, wakes: Wakes) -> None:
    """A worker reads what there is."""
    spool = spool_of(world.services)
    intake = Intake(world.services, spool, wakes)
    with spool.reading() as reader:
        while intake.once(reader):
            pass


def test_what_was_acknowledged_comes_into_the_inbox_and_is_answered(
    world: World, wakes: Wakes
) -> None:
    post(world, {"id": "1"}, {"id": "2", "person": "q"})
    assert world.inbox() == []
    read_all(world, wakes)
    assert [event.status for event in world.inbox()] == ["new", "new"]
    assert len(wakes.woken) == 2
    for _, conversation_id in wakes.woken:
        world.drain.run(conversation_id)
    assert {message["to"] for message in world.platform.sent} == {"p", "q"}


def test_a_redelivery_is_kept_once(world: World, wakes: Wakes) -> None:
    post(world, {"id": "1"})
    post(world, {"id": "1"})
    read_all(world, wakes)
    post(world, {"id": "1"})
    read_all(world, wakes)
    assert [event.event_key for event in world.inbox()] == ["1"]


def test_the_bytes_of_a_message_stay_as_they_are(world: World, wakes: Wakes) -> None:
    post(world, {"id": "1", "text": "Răng rứa 😀 \u0000\x7f"})
    read_all(world, wakes)
    (event,) = world.inbox()
    assert json.loads(event.payload)["text"] == "Răng rứa 😀 \u0000\x7f"


def test_a_database_that_is_away_delays_and_loses_nothing(
    world: World, wakes: Wakes, platform: Platform
) -> None:
    post(world, {"id": "1"})
    world.database.close()
    with pytest.raises(StorageError):
        read_all(world, wakes)
    again = World(Database(world.database.url, KEYS), platform)
    read_all(again, wakes)
    assert [event.event_key for event in again.inbox()] == ["1"]
    again.database.close()


def test_one_that_no_table_takes_is_set_aside_and_said(world: World, wakes: Wakes) -> None:
    odd = raw({"id": "odd", "text": "x"})
    object.__setattr__(odd, "person", None)
    keep = keeping(world.services, nobody)
    keep([Arrival("plain", [odd], frozenset({"a"}), world.clock())])
    post(world, {"id": "1"})
    read_all(world, wakes)
    assert [event.event_key for event in world.inbox()] == ["1"]
    refused = spool_of(world.services).refused
    assert b"odd" in opened(refused.read_bytes())
    with world.database.read() as session:
        assert [alert.key for alert in alerts.open_alerts(session)] == ["arrival-refused"]


def test_nobody_is_ready_while_what_came_lies_unread(world: World, wakes: Wakes) -> None:
    before = world.clock()
    post(world, {"id": "1"})
    assert before < oldest_unread(world.services) < world.clock()
    world.clock.advance(61)
    health = check(world.services)
    assert not health.ready
    assert health.oldest_waiting_seconds == pytest.approx(61, abs=0.1)
    read_all(world, wakes)
    assert oldest_unread(world.services) is None


def test_a_worker_reads_by_itself_also_when_nobody_tells_it(world: World, wakes: Wakes) -> None:
    intake = Intake(world.services, spool_of(world.services), wakes)
    stop = threading.Event()
    thread = threading.Thread(target=intake.run, args=(stop,))
    thread.start()
    post(world, {"id": "1"})
    ends = time.monotonic() + 10
    while not wakes.woken and time.monotonic() < ends:
        time.sleep(0.01)
    stop.set()
    thread.join(5)
    assert len(wakes.woken) == 1
    assert not thread.is_alive()
