"""A colleague answers: the bot is silent, says so once, and never talks over anybody."""

import pytest

from bot.delivery import erasure
from tests.delivery.world import World


def test_a_persons_wish_for_a_human_is_confirmed_once(world: World) -> None:
    world.tell("human", at=1)
    world.tell("alo?", at=2)
    assert world.platform.texts == ["1 human"]
    assert world.conversation().human == "waiting"
    assert world.outbox()[0].origin == "notice"


def test_a_colleague_who_writes_before_the_send_stops_the_bots_reply(world: World) -> None:
    def a_colleague_writes(turn: object) -> None:
        world.parrot.before_answer = None
        world.say("Em là Lan, em trả lời cô nhé", id="s1", kind="staff", at=9)

    world.parrot.before_answer = a_colleague_writes
    world.tell("một")
    assert world.platform.texts == []
    assert [row.status for row in world.outbox()] == ["dropped"]
    assert world.conversation().human == "taken"


def test_a_colleague_who_takes_over_in_the_console_stops_the_bots_reply(world: World) -> None:
    world.parrot.before_answer = lambda turn: world.change(human="taken")
    world.tell("một")
    assert world.platform.texts == []
    assert [row.status for row in world.outbox()] == ["dropped"]


def test_a_reply_that_waits_for_its_retry_is_dropped_when_a_colleague_takes_over(
    world: World,
) -> None:
    world.platform.refuse("retry")
    world.tell("một")
    world.change(human="taken")
    world.clock.advance(5)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == []


def test_a_notice_goes_out_though_a_colleague_took_over(world: World) -> None:
    world.platform.refuse("retry")
    world.tell("human")
    world.change(human="taken")
    world.clock.advance(5)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 human"]


def test_what_a_person_says_to_a_colleague_is_kept_and_not_answered(world: World) -> None:
    world.tell("chào", id="s", kind="staff")
    world.tell("dạ em hỏi", at=2)
    assert world.platform.texts == []
    assert [event.status for event in world.inbox()] == ["done", "done"]


def test_after_the_hand_back_the_bot_answers_again(world: World) -> None:
    world.tell("human", at=1)
    world.change(human=None)
    world.tell("hai", at=2)
    assert world.platform.texts == ["1 human", "2 hai"]


def test_our_own_echo_changes_nothing(world: World) -> None:
    world.tell("một")
    world.tell("1 một", id="e", kind="echo", echo_of="1", message_id="p1")
    assert world.conversation().human is None
    assert world.platform.texts == ["1 một"]


def test_an_echo_settles_a_send_of_unknown_outcome(world: World) -> None:
    world.platform.answers.append((400, {"do": "retry", "code": "t", "unknown": True, "taken": 1}))
    world.tell("một")
    assert world.outbox()[0].status == "waiting"
    world.tell("1 một", id="e", kind="echo", echo_of="1", message_id="m_7")
    world.clock.advance(60)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]
    assert (world.outbox()[0].status, world.outbox()[0].platform_id) == ("sent", "m_7")


def test_an_echo_of_one_part_leaves_the_other_parts_to_be_sent(world: World) -> None:
    world.platform.answers.append((400, {"do": "retry", "code": "t", "unknown": True, "taken": 1}))
    world.tell("a|b")
    world.tell("1 a", id="e", kind="echo", echo_of="1", message_id="m_7")
    assert world.platform.texts == ["1 a", "b"]


def test_a_late_echo_of_a_part_does_not_skip_the_next_one(world: World) -> None:
    world.platform.answers.append((200, {}))
    world.platform.refuse("retry")
    world.tell("a|b")
    world.tell("1 a", id="e", kind="echo", echo_of="1", message_id="p1")
    world.clock.advance(60)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 a", "b"]


@pytest.mark.parametrize("echo_of", ["", "không", "999999", "9" * 30])
def test_an_odd_echo_harms_nothing(world: World, echo_of: str) -> None:
    world.tell("x", id="e", kind="echo", echo_of=echo_of)
    assert [event.status for event in world.inbox()] == ["done"]


def test_a_staff_event_with_the_id_of_our_send_is_ours(world: World) -> None:
    world.tell("một")
    world.tell("edited by the platform", id="e", kind="staff", message_id="p1")
    assert world.conversation().human is None


def test_a_staff_event_with_the_text_of_a_recent_reply_is_ours(world: World) -> None:
    world.tell("một")
    world.tell(" 1  một\n", id="e", kind="staff", message_id="another id")
    assert world.conversation().human is None


def test_the_same_text_after_ten_minutes_is_a_colleagues(world: World) -> None:
    world.tell("một")
    world.clock.advance(601)
    world.tell("1 một", id="e", kind="staff", message_id="another id")
    assert world.conversation().human == "taken"


def test_a_staff_event_with_our_text_settles_an_unknown_outcome(world: World) -> None:
    world.platform.answers.append((400, {"do": "retry", "code": "t", "unknown": True, "taken": 1}))
    world.tell("một")
    world.tell("1 một", id="e", kind="staff", message_id="z_9")
    world.clock.advance(60)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]
    assert world.outbox()[0].platform_id == "z_9"


def test_what_oa_manager_sends_by_itself_is_nobodys(make_world) -> None:
    world = make_world(values={"zalo_auto_texts": ("Chào mừng bạn!",)})
    world.tell("Chào mừng bạn!", id="e", kind="staff", message_id="auto")
    assert world.conversation().human is None


def test_what_a_person_said_is_erased_after_the_confirmation_is_sent(world: World) -> None:
    world.tell("bí mật", at=1)
    world.tell("delete", at=2)
    assert world.platform.texts == ["1 bí mật", "2 delete"]
    assert [event.payload for event in world.inbox()] == [b"", b""]
    assert [row.body for row in world.outbox()] == ["", ""]
    conversation = world.conversation()
    assert (conversation.state, conversation.erase_after) == (None, None)


def test_nothing_is_erased_before_the_confirmation_went_out(world: World) -> None:
    world.tell("bí mật", at=1)
    world.platform.refuse("retry")
    world.tell("delete", at=2)
    assert all(event.payload for event in world.inbox())
    world.clock.advance(5)
    world.drain.run(world.conversation().id)
    assert world.platform.texts[-1] == "2 delete"
    assert not any(event.payload for event in world.inbox())


def test_a_request_of_the_platform_erases_at_once(world: World) -> None:
    world.tell("bí mật", at=1)
    world.platform.refuse("hold")
    world.tell("hai", at=2)
    now = world.clock()
    count = world.database.write(
        lambda session: erasure.erase_person(session, world.services, "plain", "p", now)
    )
    assert count == 1
    assert not any(event.payload for event in world.inbox())
    assert not any(row.body for row in world.outbox())
    assert world.conversation().state is None
    world.tell("ba", at=3)
    assert world.platform.texts[-1] == "1 ba"
