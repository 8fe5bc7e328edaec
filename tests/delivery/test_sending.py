"""What becomes of a reply: sent, tried again, held, dropped or dead."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.base import Window
from bot.delivery import failures
from tests.delivery.world import World


def due_in(world: World) -> float:
    return (world.outbox()[0].due_at - world.clock.now).total_seconds()


def test_a_passing_fault_is_tried_again_later(world: World) -> None:
    world.platform.refuse("retry")
    world.tell("một")
    assert world.platform.texts == []
    row = world.outbox()[0]
    assert (row.status, row.tries) == ("waiting", 1)
    assert 0.7 < due_in(world) < 1.3
    world.clock.advance(1.3)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]


@pytest.mark.parametrize(("tries", "least", "most"), [(1, 0.75, 1.25), (4, 6, 10), (30, 225, 375)])
def test_waits_double_up_to_five_minutes_with_jitter(tries: int, least: float, most: float) -> None:
    assert failures.backoff(tries, 0).total_seconds() == least
    assert failures.backoff(tries, 1).total_seconds() == most


def test_a_retry_after_of_the_platform_is_kept(world: World) -> None:
    world.platform.refuse("retry", retry_after=90)
    world.tell("một")
    assert due_in(world) >= 89.9


def test_later_events_are_handled_while_a_reply_waits(world: World) -> None:
    world.platform.refuse("retry", retry_after=2)
    world.tell("một", at=1)
    world.tell("hai", at=2)
    assert [event.status for event in world.inbox()] == ["done", "done"]
    assert world.platform.texts == []
    assert [row.status for row in world.outbox()] == ["waiting", "waiting"]


def test_replies_keep_their_order_through_a_retry(world: World) -> None:
    world.platform.refuse("retry")
    world.tell("một", at=1)
    world.tell("hai", at=2)
    world.clock.advance(5)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một", "2 hai"]


def test_a_reply_that_turns_dead_lets_the_next_one_go(world: World) -> None:
    world.platform.refuse("dead")
    world.tell("một", at=1)
    world.tell("hai", at=2)
    assert [row.status for row in world.outbox()] == ["dead", "sent"]
    assert world.platform.texts == ["2 hai"]
    assert "Không gửi được" in world.outbox()[0].error


def test_a_reply_that_alone_keeps_failing_is_dead_in_the_end(world: World) -> None:
    for number in range(failures.MAX_TRIES):
        world.platform.refuse("retry")
        world.drain.run(world.say("một", id="m1") or world.conversation().id)
        world.clock.advance(400)
        # The channel works for somebody else meanwhile.
        world.tell("chào", id=f"other{number}", person="q")
    rows = [row for row in world.outbox() if row.conversation_id == world.conversation("p").id]
    assert [row.status for row in rows] == ["dead"]


def test_a_platform_that_is_down_for_hours_kills_no_message(world: World) -> None:
    world.platform.refuse("retry", times=100)
    people = [world.say("chào", id=person, person=person) for person in "pqr"]
    while world.platform.answers:
        for conversation in people:
            world.drain.run(conversation)
        world.clock.advance(400)
    for conversation in people:
        world.drain.run(conversation)
    assert world.platform.texts == ["1 chào"] * 3
    assert {row.status for row in world.outbox()} == {"sent"}


def test_a_platform_that_is_down_is_left_alone_for_a_while(world: World) -> None:
    world.platform.refuse("retry", times=100)
    for person in "abcdefgh":
        world.tell("chào", id=person, person=person)
    assert 100 - len(world.platform.answers) == 5
    world.clock.advance(2.1)
    world.drain.run(world.conversation("a").id)
    assert 100 - len(world.platform.answers) == 6


def test_a_person_who_cannot_be_reached_is_not_written_to_until_they_write(world: World) -> None:
    world.platform.refuse("stop-person")
    world.tell("một", at=1)
    assert world.conversation().blocked_reason == "stop-person: Không gửi được"
    assert [row.status for row in world.outbox()] == ["dead"]
    world.tell("hai", at=2)
    assert world.conversation().blocked_at is None
    assert world.platform.texts == ["2 hai"]


def test_what_a_platform_holds_goes_out_when_the_person_writes(world: World) -> None:
    world.platform.refuse("hold")
    world.tell("một", at=1)
    assert [row.status for row in world.outbox()] == ["held"]
    world.clock.advance(3600)
    world.tell("hai", at=2)
    assert world.platform.texts == ["1 một", "2 hai"]


def test_at_night_a_reply_waits_for_the_morning(world: World) -> None:
    world.platform.refuse("night")
    world.tell("một")
    row = world.outbox()[0]
    assert row.due_at == datetime(2026, 11, 24, 23, tzinfo=UTC)  # 06:00 on the 25th in Vietnam
    assert row.tries == 0


def test_after_a_window_closed_replies_are_held(make_world) -> None:
    world = make_world(window=Window(hours=24))
    conversation = world.say("một")
    world.clock.advance(25 * 3600)
    world.drain.run(conversation)
    assert world.platform.texts == []
    assert [row.status for row in world.outbox()] == ["held"]


def test_the_window_is_reckoned_from_our_receipt_not_from_the_platforms_time(make_world) -> None:
    world = make_world(window=Window(hours=24))
    world.tell("một", at=-10 * 365 * 24 * 3600)  # as in the platforms' sample payloads
    assert world.platform.texts == ["1 một"]


def test_an_act_of_the_person_pays_for_so_many_messages(make_world) -> None:
    world = make_world(window=Window(hours=48, messages=3))
    world.parrot.replies = 5
    world.tell("chào")
    assert len(world.platform.sent) == 3
    assert [row.status for row in world.outbox()] == ["sent"] * 3 + ["held"] * 2


def test_each_of_many_messages_that_waited_is_answered(make_world) -> None:
    world = make_world(window=Window(hours=48, messages=3))
    conversations = {world.say(f"{number}", at=number) for number in range(10)}
    world.drain.run(conversations.pop())
    assert len(world.platform.sent) == 10


def test_a_reply_of_several_messages_goes_on_where_it_stopped(world: World) -> None:
    world.platform.answers.append((200, {}))
    world.platform.refuse("retry")
    world.tell("a|b|c")
    assert world.platform.texts == ["1 a"]
    world.clock.advance(2)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 a", "b", "c"]
    assert world.outbox()[0].status == "sent"


def test_a_reply_that_cannot_be_rendered_is_dead_and_harms_nothing(world: World) -> None:
    channel = world.services.channels["plain"]
    render = channel.render

    def fail_once(*args: object) -> object:
        channel.render = render
        raise KeyError("a mistake in render")

    channel.render = fail_once
    world.tell("một", at=1)
    world.tell("hai", at=2)
    assert [row.status for row in world.outbox()] == ["dead", "sent"]


class Killed(BaseException):
    """Ends a worker in the middle, as kill -9 would."""


def test_a_killed_send_is_repeated_and_counted(world: World) -> None:
    conversation = world.say("một")
    doomed = world.another()
    send = doomed.drain._sender.send

    def killed_after_the_send(*args: object) -> None:
        send(*args)
        raise Killed

    doomed.drain._sender.send = killed_after_the_send
    with pytest.raises(Killed):
        doomed.drain.run(conversation)
    assert world.outbox()[0].status == "sending"
    world.clock.advance(11)
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một", "1 một"]  # the platform took both: the known window
    assert world.services.counts._new["repeated", "plain", ""] == 1


def test_an_outage_after_the_send_does_not_send_twice(world: World) -> None:
    conversation = world.say("một")
    write = world.database.write
    failing = {"left": 0}

    def away(body: object) -> None:
        failing["left"] = 3

    def flaky(change):
        if failing["left"]:
            failing["left"] -= 1
            raise OperationalError("UPDATE", {}, Exception("away"))
        return write(change)

    world.platform.before_answer = away
    world.database.write = flaky
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một"]
    assert world.outbox()[0].status == "sent"


def test_morning_is_today_before_six_and_tomorrow_after() -> None:
    before = datetime(2026, 11, 24, 22, tzinfo=UTC)  # 05:00 on the 25th
    after = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert failures.next_morning(before) - before == timedelta(hours=1)
    assert failures.next_morning(after) - after == timedelta(hours=23, minutes=30)
