"""The sweep: one process at a time finds what is due and wakes it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import typed
from bot.channels.terminal.channel import TerminalChannel
from bot.delivery import leases
from bot.delivery.counts import Counts
from bot.delivery.engine import Engine
from bot.delivery.sweep import BATCH, Sweep, due_conversations
from tests.delivery.world import World


def sweep(world: World) -> Sweep:
    return Sweep(world.services, Engine("", "test", Counts()))


def test_what_is_due_for_a_while_is_woken(world: World) -> None:
    world.say("một")
    first = sweep(world)
    assert first.once() == 0  # its wake-up may still be on the way
    world.clock.advance(1)
    assert first.once() == 1


def test_what_nobody_waits_for_is_left_alone(world: World) -> None:
    world.tell("một")
    world.clock.advance(1)
    assert sweep(world).once() == 0


def test_a_conversation_in_hand_is_left_alone(world: World) -> None:
    conversation = world.say("một")
    world.clock.advance(1)
    world.database.write(lambda session: leases.claim(session, conversation, world.clock()))
    assert sweep(world).once() == 0
    world.clock.advance(10.1)
    assert sweep(world).once() == 1


def test_one_process_of_many_sweeps(world: World) -> None:
    world.say("một")
    world.clock.advance(1)
    pair = [sweep(world), sweep(world)]
    assert [each.once() for each in pair] == [1, 0]
    assert [each.on_duty for each in pair] == [True, False]
    world.clock.advance(2)
    assert [each.once() for each in pair] == [0, 0]  # it stands in line
    world.clock.advance(30)
    assert [each.once() for each in pair] == [1, 0]


def test_the_duty_of_a_killed_process_is_taken_over(world: World) -> None:
    world.say("một")
    killed, other = sweep(world), sweep(world)
    killed.once()
    world.clock.advance(5.1)
    assert other.once() == 1
    assert not killed.on_duty


def test_a_process_that_stops_hands_the_duty_over_at_once(world: World) -> None:
    stop = threading.Event()
    first, other = sweep(world), sweep(world)
    first.once()
    stop.set()
    first.run(stop)
    other.once()
    assert other.on_duty


def test_a_full_queue_is_not_filled_further(world: World) -> None:
    world.say("một")
    world.clock.advance(1)
    engine = Engine("", "test", Counts())
    for _ in range(BATCH):
        engine.wake("plain", [1])
    assert Sweep(world.services, engine).once() == 0


def test_who_stands_in_line_is_not_woken_twice(world: World) -> None:
    conversation = world.say("một")
    engine = Engine("", "test", Counts())
    engine.wake("plain", [conversation])
    sweep = Sweep(world.services, engine)
    world.clock.advance(2)
    assert sweep.once() == 0
    world.clock.advance(30)  # so long that its wake-up may be lost
    assert sweep.once() == 1


def test_terminal_conversations_are_drained_by_their_own_process_only(make_world) -> None:
    world = make_world()
    world.services.channels.by_name["terminal"] = TerminalChannel()
    event = typed.event(account="terminal", person="t", text="chào", now=world.clock())
    (conversation,) = world.receiver.accept("terminal", [event])
    world.clock.advance(5)
    now = world.clock()
    with world.database.read() as session:
        assert due_conversations(session, now, now, 10) == []
    world.drain.until_quiet(conversation)
    assert [row.status for row in world.outbox()] == ["sent"]


def test_the_terminal_waits_for_a_retry_of_its_handler(make_world) -> None:
    world = make_world(clock=lambda: datetime.now(UTC))
    conversation = world.say("broken")
    world.parrot.before_answer = lambda turn: setattr(
        world.parrot, "broken", not world.inbox()[0].tries
    )
    world.drain.until_quiet(conversation, timeout=10)
    assert world.platform.texts == ["1 broken"]


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=1)])
def test_what_is_due_later_is_not_woken_now(world: World, ahead: timedelta) -> None:
    world.tell("một")
    world.change(due_at=world.clock() + ahead)
    assert sweep(world).once() == 0
