"""The pace of sends: shared rates, the breaker, what the platform asks for."""

import threading
import time

import pytest

from bot.delivery.gates import LONGEST_PAUSE, OPENS_AT, Gates
from bot.delivery.rates import Rates
from bot.delivery.services import Account
from tests.delivery.world import Clock, World, raw


def test_the_breaker_opens_after_failures_in_a_row_and_stays_open_longer_each_time() -> None:
    clock = Clock()
    gates = Gates(clock)
    for _ in range(OPENS_AT):
        assert gates.wait("zalo", "a") == 0
        gates.failed("zalo", "a")
    assert 1.9 < gates.wait("zalo", "a") <= 2
    for pause in (4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE):
        clock.advance(gates.wait("zalo", "a") + 0.01)
        while not gates.wait("zalo", "a"):
            gates.failed("zalo", "a")
        assert pause - 0.1 < gates.wait("zalo", "a") <= pause


def test_a_success_closes_the_breaker_and_forgets() -> None:
    gates = Gates(Clock())
    for _ in range(OPENS_AT - 1):
        gates.failed("zalo", "a")
    gates.worked("zalo", "a", 0.1)
    assert not gates.failed("zalo", "a")


def test_one_platform_that_is_down_never_delays_another() -> None:
    gates = Gates(Clock())
    for _ in range(20):
        gates.failed("zalo", "a")
    assert gates.wait("zalo", "a") > 0
    assert gates.wait("messenger", "a") == 0
    assert gates.wait("zalo", "b") == 0


def test_a_rate_that_is_nearly_used_up_is_given_a_rest() -> None:
    gates = Gates(Clock())
    gates.worked("messenger", "a", 0.96)
    assert 29 < gates.wait("messenger", "a") <= 30


def test_a_rate_is_kept_by_one_process() -> None:
    rates = Rates("")
    started = time.monotonic()
    assert all(rates.take("zalo", "a", 10) for _ in range(25))
    assert time.monotonic() - started > 1.2


def test_no_rate_means_no_wait() -> None:
    assert all(Rates("").take("zalo", "a", 0) for _ in range(1000))


def test_a_rate_is_shared_by_all_processes_through_redis(redis_url: str) -> None:
    processes = [Rates(redis_url) for _ in range(3)]
    taken: list[float] = []
    ends = time.monotonic() + 2.5

    def send(rates: Rates) -> None:
        while time.monotonic() < ends:
            if rates.take("zalo", "a", 10):
                taken.append(time.monotonic())

    threads = [threading.Thread(target=send, args=(each,)) for each in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 15 <= len(taken) <= 45  # 10 a second, whatever the number of processes


def test_redis_that_is_away_leaves_each_process_its_own_rate(redis_server) -> None:
    rates = Rates(redis_server.url)
    redis_server.stop()
    try:
        assert rates.take("zalo", "a", 5)
    finally:
        redis_server.start()


def test_a_reply_over_the_rate_waits_and_goes_out(make_world) -> None:
    world: World = make_world(accounts=[Account("plain", "a", "token", send_rate=2)])
    people = "pqrst"
    conversations = [world.say("chào", id=person, person=person) for person in people]
    ends = time.monotonic() + 20
    while len(world.platform.sent) < len(people) and time.monotonic() < ends:
        for conversation in conversations:
            world.drain.run(conversation)
        world.clock.advance(2)
    assert len(world.platform.sent) == len(people)
    assert {row.tries for row in world.outbox()} == {1}  # waiting is no failure


@pytest.mark.parametrize("channel", ["other"])
def test_a_retry_after_holds_the_whole_channel_and_no_other(world: World, channel: str) -> None:
    world.platform.refuse("retry", retry_after=60)
    world.tell("một")
    world.tell("hai", person="q")
    assert world.platform.texts == []
    event = raw({"id": "x", "text": "chào", "person": "q"})
    world.drain.run(world.receiver.accept(channel, [event])[0])
    assert world.platform.texts == ["1 chào"]
    world.clock.advance(61)
    for person in "pq":
        world.drain.run(world.conversation(person).id)
    assert world.platform.texts == ["1 chào", "1 một", "1 hai"]
