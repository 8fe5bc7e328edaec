"""Old rows go in batches; what waits, and what staff keep elsewhere, stays."""

from datetime import timedelta

from sqlalchemy import select

from bot.delivery import purge as purging
from bot.delivery.purge import purge
from bot.leads import accounts, passwords, sessions
from bot.storage.accounts import StaffSession
from tests.delivery.world import World

DAY = 24 * 3600


def test_rows_older_than_the_retention_go_and_younger_ones_stay(world: World, monkeypatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 3)
    for number in range(8):
        world.tell(f"cũ {number}", at=number, person="p")
    world.platform.refuse("retry")
    world.tell("chờ", person="q")
    world.clock.advance(181 * DAY)
    world.tell("mới", person="r")
    assert purge(world.services) > 0
    assert [len(world.inbox()), len(world.outbox())] == [2, 2]
    assert {row.status for row in world.outbox()} == {"waiting", "sent"}
    assert world.conversation("p").state is None
    assert world.conversation("r").state is not None
    assert purge(world.services) == 0


def test_what_still_waits_to_be_handled_is_never_deleted(world: World) -> None:
    conversation = world.say("một")
    world.clock.advance(400 * DAY)
    purge(world.services)
    world.drain.run(conversation)
    assert [event.status for event in world.inbox()] == ["done"]


def test_sessions_of_staff_that_are_over_go_with_the_next_round(world: World) -> None:
    now = world.clock()

    def signed_in(session) -> None:
        user = accounts.create_user(session, "hoa", passwords.NONE, "officer", now)
        sessions.begin(session, user.id, "idle", "a", now - sessions.IDLE - timedelta(minutes=1))
        sessions.begin(session, user.id, "in use", "b", now)

    world.database.write(signed_in)
    purge(world.services)
    with world.database.read() as session:
        assert list(session.scalars(select(StaffSession.device))) == ["in use"]
