"""One message's way through the tables: once, in order, under a lease, whatever happens."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery import leases
from bot.delivery.errors import StaleFenceError
from tests.delivery.world import START, World


def test_a_message_is_answered_and_done(world: World) -> None:
    world.tell("xin chào")
    assert world.platform.texts == ["1 xin chào"]
    assert [event.status for event in world.inbox()] == ["done"]
    assert [(row.status, row.platform_id) for row in world.outbox()] == [("sent", "p1")]
    conversation = world.conversation()
    assert (conversation.due_at, conversation.lease_until) == (None, None)
    assert conversation.last_inbound_at == world.inbox()[0].received_at


def test_a_redelivery_is_answered_once(world: World) -> None:
    world.tell("một", id="m1")
    world.tell("một", id="m1")
    assert world.platform.texts == ["1 một"]
    assert world.conversation().due_at is None


def test_two_deliveries_before_the_drain_are_one(world: World) -> None:
    conversation = world.say("một", id="m1")
    world.say("một", id="m1")
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một"]


def test_events_are_handled_by_the_platforms_time(world: World) -> None:
    conversation = world.say("ba", at=3)
    world.say("một", at=1)
    world.say("hai", at=2)
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một", "2 hai", "3 ba"]


def test_a_latecomer_is_handled_when_it_comes(world: World) -> None:
    world.tell("hai", at=2)
    world.tell("một", at=1)
    assert world.platform.texts == ["1 hai", "2 một"]


def test_same_words_from_two_people_meet_in_no_way(world: World) -> None:
    world.tell("chào", id="m1", person="p")
    world.tell("chào", id="m2", person="q")
    assert [body["to"] for body in world.platform.sent] == ["p", "q"]
    assert world.platform.texts == ["1 chào", "1 chào"]


def test_a_leased_conversation_is_left_alone(world: World) -> None:
    conversation = world.say("một")
    now = world.clock()
    world.database.write(lambda session: leases.claim(session, conversation, now))
    world.drain.run(conversation)
    assert world.platform.texts == []


def test_a_lease_that_ran_out_is_taken_over(world: World) -> None:
    conversation = world.say("một")
    now = world.clock()
    world.database.write(lambda session: leases.claim(session, conversation, now))
    world.clock.advance(10.1)
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một"]
    assert world.conversation().fence == 2


def test_a_worker_whose_lease_was_taken_over_commits_nothing(world: World) -> None:
    conversation = world.say("một")
    paused = world.another()

    def sleep_past_the_lease(turn: object) -> None:
        world.parrot.before_answer = None
        world.clock.advance(11)
        world.drain.run(conversation)

    paused.parrot.before_answer = sleep_past_the_lease
    paused.drain.run(conversation)
    assert world.platform.texts == ["1 một"]
    assert len(world.outbox()) == 1
    assert world.conversation().state["memory"]["count"] == 1


def test_a_worker_that_wakes_up_late_only_notes_the_send_it_had_begun(world: World) -> None:
    conversation = world.say("một")
    late = world.another()

    def sleep_past_the_lease(body: object) -> None:
        world.platform.before_answer = None
        world.clock.advance(11)

    world.platform.before_answer = sleep_past_the_lease
    late.drain.run(conversation)
    assert world.platform.texts == ["1 một"]
    assert [row.status for row in world.outbox()] == ["sent"]


def test_an_old_fence_is_refused(world: World) -> None:
    conversation = world.say("một")
    first = world.database.write(lambda s: leases.claim(s, conversation, world.clock()))
    world.clock.advance(11)
    second = world.database.write(lambda s: leases.claim(s, conversation, world.clock()))
    assert [claimed[0].fence for claimed in (first, second)] == [1, 2]
    with pytest.raises(StaleFenceError):
        world.database.write(lambda s: leases.renew(s, first[0], world.clock()))


def test_a_message_that_arrives_during_the_send_is_not_lost(world: World) -> None:
    def another_message(body: object) -> None:
        world.platform.before_answer = None
        world.say("hai", at=2)

    world.platform.before_answer = another_message
    world.tell("một", at=1)
    assert world.platform.texts == ["1 một", "2 hai"]
    assert world.conversation().due_at is None


def test_a_handler_that_fails_is_tried_three_times_and_the_person_hears_one_apology(
    world: World,
) -> None:
    conversation = world.say("broken", at=1)
    world.say("hai", at=2)
    waits = []
    for _ in range(3):
        due = world.drain.run(conversation)
        if due is not None:
            waits.append(round((due - world.clock.now).total_seconds()))
            world.clock.advance((due - world.clock.now).total_seconds() + 0.001)
    assert waits == [1, 5]
    assert world.parrot.heard == ["broken", "broken", "broken", "hai"]
    assert len(world.platform.texts) == 2
    assert world.platform.texts[0].startswith("Dạ em xin lỗi")
    assert world.platform.texts[1] == "1 hai"
    dead, done = world.inbox()
    assert (dead.status, done.status) == ("dead", "done")
    assert "ValueError" in dead.error


def test_a_handler_that_recovers_answers_as_if_nothing_had_been(world: World) -> None:
    conversation = world.say("broken")
    world.drain.run(conversation)
    world.parrot.broken = False
    world.clock.advance(1.1)
    world.drain.run(conversation)
    assert world.platform.texts == ["1 broken"]


def test_an_event_begun_five_times_without_an_end_is_dead(world: World) -> None:
    conversation = world.say("kills its worker", at=1)
    world.say("hai", at=2)
    for _ in range(5):
        world.database.write(
            lambda s: world.drain._steps.claim(s, conversation)  # and then nothing: killed
        )
        world.clock.advance(10.1)
    world.drain.run(conversation)
    assert [event.status for event in world.inbox()] == ["dead", "done"]
    assert world.platform.texts[-1] == "1 hai"
    assert "kills its worker" not in world.parrot.heard


def test_an_outage_does_not_count_as_a_try(world: World) -> None:
    conversation = world.say("một")

    def outage(turn: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the database went away"))

    world.parrot.before_answer = outage
    for _ in range(7):
        world.drain.run(conversation)
        world.clock.advance(2)
    event = world.inbox()[0]
    assert (event.status, event.begun, event.tries) == ("new", 0, 0)
    world.parrot.before_answer = None
    world.drain.run(conversation)
    assert world.platform.texts == ["1 một"]


def test_a_stopping_worker_finishes_what_is_in_hand_and_takes_no_more(world: World) -> None:
    conversation = world.say("một", at=1)
    world.say("hai", at=2)
    world.parrot.before_answer = lambda turn: world.drain._stop.set()
    world.drain.run(conversation)
    assert [event.status for event in world.inbox()] == ["done", "new"]
    assert world.conversation().lease_until is None
    assert world.conversation().due_at <= world.clock.now
    world.another().drain.run(conversation)
    assert world.platform.texts == ["1 một", "2 hai"]


def test_events_of_an_unknown_account_are_kept_and_not_answered(world: World) -> None:
    assert world.say("một", account="somebody else's") == 0
    assert [(event.status, event.conversation_id) for event in world.inbox()] == [("kept", None)]


def test_a_person_who_writes_often_is_served_in_turn(world: World) -> None:
    conversation = 0
    for number in range(5):
        conversation = world.say(f"{number}", at=number)
    world.drain.run(conversation)
    assert world.platform.texts == [f"{n + 1} {n}" for n in range(5)]
    assert all(event.received_at - START < timedelta(seconds=1) for event in world.inbox())
