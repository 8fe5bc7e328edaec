"""The contract that each engine keeps: crash, order, lease, back-off, duplicates, stop."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery import leases
from bot.delivery.child import EngineChild
from bot.delivery.counts import Counts
from bot.delivery.engine import Engine
from bot.delivery.receiver import Receiver
from bot.delivery.worker import run_worker
from bot.storage.database import Database
from tests.delivery.world import Platform, World, raw


class Running:
    """A worker process, as far as threads can play it, and the web process that wakes it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stop = threading.Event()
        self.thread = threading.Thread(target=run_worker, args=(world.services, self.stop))
        self.thread.start()

    def end(self) -> float:
        """Stop and give how long that took."""
        started = time.monotonic()
        self.stop.set()
        self.thread.join(15)
        assert not self.thread.is_alive()
        return time.monotonic() - started


@pytest.fixture(params=["memory", "redis"])
def redis_address(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("redis_url") if request.param == "redis" else ""


@pytest.fixture
def world(database: Database, platform: Platform, redis_address: str) -> World:
    values = {"redis_url": redis_address, "worker_threads": 4}
    return World(database, platform, clock=lambda: datetime.now(UTC), values=values)


@pytest.fixture
def start(world: World) -> Iterator[Callable[[], Running]]:
    workers: list[Running] = []

    def run() -> Running:
        workers.append(Running(world))
        return workers[-1]

    yield run
    for worker in workers:
        worker.end()


def test_what_waited_before_the_start_is_answered(world: World, start, eventually) -> None:
    world.say("một")
    time.sleep(0.8)  # older than what a wake-up is given
    start()
    eventually(lambda: world.platform.texts == ["1 một"], within=5)


def test_a_lost_wake_up_costs_seconds_and_no_message(world: World, start, eventually) -> None:
    start()
    world.say("một")  # the receiver of the tests wakes nobody
    eventually(lambda: world.platform.texts == ["1 một"], within=5)


def test_many_people_are_answered_in_order(world: World, start, eventually) -> None:
    start()
    people = [f"p{number}" for number in range(10)]
    for number in range(5):
        for person in people:
            world.say(f"{number}", id=f"{person}-{number}", person=person, at=number)
    eventually(lambda: len(world.platform.sent) == 50, within=30)
    for person in people:
        texts = [body["text"] for body in world.platform.sent if body["to"] == person]
        assert texts == [f"{n + 1} {n}" for n in range(5)]


def test_a_conversation_left_by_a_killed_worker_is_taken_up(
    world: World, start, eventually
) -> None:
    conversation = world.say("một")
    past = datetime.now(UTC) - timedelta(seconds=9)
    world.change(due_at=past - timedelta(seconds=1))
    world.database.write(lambda session: leases.claim(session, conversation, past))
    start()
    eventually(lambda: world.platform.texts == ["1 một"], within=10)


def test_a_reply_that_failed_goes_out_after_its_wait(world: World, start, eventually) -> None:
    start()
    world.platform.refuse("retry")
    world.say("một")
    eventually(lambda: world.platform.texts == ["1 một"], within=10)


def test_woken_twice_is_answered_once(world: World, start, eventually) -> None:
    start()
    engine = Engine(world.services.settings.redis_url, "test", Counts())
    conversation = world.say("một")
    for _ in range(5):
        engine.wake("plain", [conversation])
    eventually(lambda: world.platform.texts == ["1 một"], within=10)
    eventually(lambda: world.conversation().due_at is None)
    assert len(world.platform.sent) == 1


def test_two_workers_share_the_work(world: World, start, eventually) -> None:
    start()
    start()
    for number in range(40):
        world.say(f"{number}", person=f"p{number % 8}", at=number)
    eventually(lambda: len(world.platform.sent) == 40, within=30)
    time.sleep(0.2)
    assert len(world.platform.sent) == 40


def test_it_stops_within_ten_seconds_and_leaves_the_backlog(
    world: World, start, eventually
) -> None:
    held = threading.Event()
    world.platform.before_answer = lambda body: held.wait(1)
    worker = start()
    for number in range(20):
        world.say("chào", id=f"{number}", person=f"p{number}")
    eventually(lambda: any(row.status == "sending" for row in world.outbox()), within=10)
    assert worker.end() < 10
    assert not any(row.status == "sending" for row in world.outbox())
    waiting = [event for event in world.inbox() if event.status == "new"]
    assert waiting
    assert all(world.conversation(f"p{n}").lease_until is None for n in range(20))


def test_a_wake_up_reaches_a_worker_at_once(
    database: Database, platform: Platform, redis_url: str, eventually
) -> None:
    world = World(
        database, platform, clock=lambda: datetime.now(UTC), values={"redis_url": redis_url}
    )
    worker = Running(world)
    receiver = Receiver(world.services, Engine(redis_url, "test", world.services.counts))
    try:
        receiver.accept("plain", [raw({"id": "warm", "text": "warm", "person": "q"})])
        eventually(lambda: platform.sent, within=5)
        started = time.monotonic()
        receiver.accept("plain", [raw({"id": "x", "text": "một"})])
        eventually(lambda: len(platform.sent) == 2)
        assert time.monotonic() - started < 0.5  # the sweep alone would take longer
    finally:
        worker.end()


def test_redis_that_is_away_never_delays_the_answer_to_the_platform(
    sqlite_database: Database, platform: Platform, redis_server
) -> None:
    world = World(sqlite_database, platform, clock=lambda: datetime.now(UTC))
    receiver = Receiver(world.services, Engine(redis_server.url, "test", world.services.counts))
    redis_server.stop()
    try:
        started = time.monotonic()
        for number in range(20):
            receiver.accept("plain", [raw({"id": f"{number}", "text": "một"})])
        assert time.monotonic() - started < 1
    finally:
        redis_server.start()
    assert len(world.inbox()) == 20
    assert world.services.counts._new["wake-dropped", "plain", ""] == 20


def test_a_slow_channel_holds_up_no_other() -> None:
    engine, stop, go = Engine("", "test", Counts()), threading.Event(), threading.Event()
    running: list[int] = []

    def work(conversation_id: int) -> None:
        running.append(conversation_id)
        if conversation_id < 9:
            go.wait(10)

    worker = threading.Thread(target=engine.run, args=(work, ("slow", "fast"), 4, stop))
    worker.start()
    for number in range(4):
        engine.wake("slow", [number])
    engine.wake("fast", [9])
    while len(running) < 3:
        time.sleep(0.01)
    time.sleep(0.1)
    assert sorted(running) == [0, 1, 9]
    go.set()
    while len(running) < 5:
        time.sleep(0.01)
    stop.set()
    worker.join(10)
    assert sorted(running) == [0, 1, 2, 3, 9]


CHILD = """
import os, signal, sys, time
pipe = int(sys.argv[1])
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with os.fdopen(pipe) as lines, open(sys.argv[2], "a") as out:
    for line in lines:
        out.write(f"{os.getpid()} {line}")
        out.flush()
"""


def child(path: Any) -> EngineChild:
    return EngineChild(lambda pipe: [sys.executable, "-c", CHILD, str(pipe), str(path)], Counts())


def test_the_child_is_woken_and_started_again_when_it_dies(tmp_path, eventually) -> None:
    path = tmp_path / "heard"
    engine = child(path)
    engine.start()
    try:
        engine.wake("zalo", [7])
        eventually(lambda: path.exists() and path.read_text().endswith("7 zalo\n"))
        first = engine.pid
        os.kill(first, signal.SIGKILL)
        eventually(lambda: engine.pid != first)
        engine.wake("zalo", [8])
        eventually(lambda: path.read_text().endswith(f"{engine.pid} 8 zalo\n"))
    finally:
        started = time.monotonic()
        engine.stop()
    assert time.monotonic() - started < 10


def test_a_full_pipe_drops_wake_ups_and_never_waits(tmp_path) -> None:
    counts = Counts()
    engine = EngineChild(lambda pipe: ["sleep", "60"], counts)
    engine.start()
    try:
        started = time.monotonic()
        for number in range(20_000):
            engine.wake("zalo", [number])
        assert time.monotonic() - started < 2
        assert counts._new["wake-dropped", "zalo", ""] > 0
    finally:
        engine.stop()
