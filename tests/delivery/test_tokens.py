"""The chain of tokens: one refresher, the successor stored before use, lost chains are told."""

import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels.errors import Do, SendError
from bot.delivery.services import Account
from bot.delivery.tokens import store_tokens
from bot.storage.database import Database
from bot.storage.models import Alert, ChannelAccount
from tests.conftest import KEYS
from tests.delivery.world import Platform, World, raw


@dataclass
class Given:
    access_token: str
    refresh_token: str
    expires_in: int = 90000


class OAuth:
    """Refresh tokens that work once, as Zalo's do."""

    def __init__(self) -> None:
        self.valid = "r1"
        self.calls: list[str] = []
        self.slow = 0.0
        self._lock = threading.Lock()

    def refresh(self, token: str) -> Given:
        with self._lock:
            self.calls.append(token)
            if token != self.valid:
                raise SendError(Do.PAUSE_CHANNEL, "-14014", "Hãy cấp quyền lại: setup zalo")
            number = int(token[1:]) + 1
            self.valid = f"r{number}"
        time.sleep(self.slow)
        return Given(f"t{number}", f"r{number}")


@pytest.fixture
def oauth() -> OAuth:
    return OAuth()


@pytest.fixture
def world(make_world, oauth: OAuth) -> World:
    return make_world(accounts=[Account("plain", "a", "t1", "r1", refresh=oauth.refresh)])


def row(world: World) -> ChannelAccount:
    with world.database.read() as session:
        return session.scalars(select(ChannelAccount)).one()


def alerts(world: World) -> list[Alert]:
    with world.database.read() as session:
        return list(session.scalars(select(Alert)))


def test_an_old_token_is_refreshed_and_the_reply_goes_out(world: World, oauth: OAuth) -> None:
    world.platform.refuse("refresh")
    world.tell("một")
    assert world.platform.texts == ["1 một"]
    assert world.platform.tokens == ["t1", "t2"]
    assert (row(world).access_token, row(world).refresh_token) == ("t2", "r2")
    assert oauth.calls == ["r1"]


def test_tokens_are_encrypted_in_the_table(world: World) -> None:
    with world.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT access_token FROM channel_accounts").scalar()
    assert b"t1" not in bytes(stored)


def test_a_token_is_refreshed_ahead_of_time(world: World, oauth: OAuth) -> None:
    world.platform.refuse("refresh")
    world.tell("một")
    world.drain.tokens.refresh_due()
    assert oauth.calls == ["r1"]
    world.clock.advance(timedelta(hours=23, minutes=30).total_seconds())
    world.drain.tokens._forget()
    world.drain.tokens.refresh_due()
    assert oauth.calls == ["r1", "r2"]
    assert row(world).access_token == "t3"


def test_of_many_that_need_a_new_token_one_asks_for_it(
    database_url: str, database: Database, platform: Platform, oauth: OAuth
) -> None:
    oauth.slow = 0.3
    account = Account("plain", "a", "t1", "r1", refresh=oauth.refresh)
    databases = [database, Database(database_url, KEYS), Database(database_url, KEYS)]
    worlds = [World(each, platform, accounts=[account]) for each in databases]
    barrier = threading.Barrier(len(worlds))
    found: list[bool] = []

    def refresh(world: World) -> None:
        barrier.wait()
        while not world.drain.tokens.refresh("plain", "a", "t1"):
            time.sleep(0.05)
        found.append(world.drain.tokens.current("plain", "a") == "t2")

    threads = [threading.Thread(target=refresh, args=(world,)) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == [True, True, True]
    assert oauth.calls == ["r1"]
    for each in databases[1:]:
        each.close()


def test_a_lost_chain_pauses_the_channel_and_tells_what_to_do(world: World, oauth: OAuth) -> None:
    oauth.valid = "somebody else used it"
    world.platform.refuse("refresh")
    world.tell("một")
    assert row(world).paused_reason == "Hãy cấp quyền lại: setup zalo"
    assert [alert.message for alert in alerts(world)] == ["Hãy cấp quyền lại: setup zalo"]
    assert [reply.status for reply in world.outbox()] == ["waiting"]
    world.clock.advance(60)
    world.drain.run(world.conversation().id)
    assert oauth.calls == ["r1"]  # it does not ask again and again
    assert world.platform.tokens == ["t1"]


def test_a_new_authorisation_lifts_the_pause_and_what_waited_goes_out(
    world: World, oauth: OAuth
) -> None:
    test_a_lost_chain_pauses_the_channel_and_tells_what_to_do(world, oauth)
    new = Given("t9", "r9")
    world.database.write(lambda session: store_tokens(session, "plain", "a", new, world.clock()))
    world.clock.advance(60)
    world.drain.tokens._forget()
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]
    assert world.platform.tokens[-1] == "t9"


def test_a_token_that_is_new_and_refused_pauses_the_channel(world: World, oauth: OAuth) -> None:
    world.platform.refuse("refresh", times=2)
    world.tell("một")
    assert oauth.calls == ["r1"]
    assert row(world).paused_at is not None


def test_a_refresh_that_hits_a_passing_fault_is_tried_again(world: World, oauth: OAuth) -> None:
    refresh = oauth.refresh

    def away(token: str) -> Given:
        raise SendError(Do.RETRY, "network", "Mạng lỗi")

    account = replace(world.services.accounts["plain", "a"], refresh=away)
    world.services.accounts["plain", "a"] = account
    world.platform.refuse("refresh", times=2)
    world.tell("một")
    assert row(world).paused_at is None
    world.services.accounts["plain", "a"] = replace(account, refresh=refresh)
    world.clock.advance(5)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]


def test_the_database_wins_unless_the_environment_changed(make_world, oauth: OAuth) -> None:
    old = Account("plain", "a", "t1", "r1", refresh=oauth.refresh)
    world = make_world(accounts=[old])
    assert world.drain.tokens.refresh("plain", "a", "t1")
    assert make_world(accounts=[old]).drain.tokens.current("plain", "a") == "t2"
    new = Account("plain", "a", "t50", "r50", refresh=oauth.refresh)
    assert make_world(accounts=[new]).drain.tokens.current("plain", "a") == "t50"


def test_a_channel_that_the_platform_stopped_is_paused_and_tried_again_later(
    world: World,
) -> None:
    world.platform.refuse("pause-channel")
    world.tell("một")
    world.tell("hai", at=2)
    assert world.platform.tokens == ["t1"]
    assert [reply.status for reply in world.outbox()] == ["waiting", "waiting"]
    assert [alert.closed_at for alert in alerts(world)] == [None]
    world.clock.advance(16 * 60)
    world.drain.tokens._forget()
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một", "2 hai"]
    assert row(world).paused_at is None
    assert alerts(world)[0].closed_at is not None


def test_a_pause_of_one_channel_does_not_touch_another(make_world) -> None:
    world = make_world(accounts=[Account("plain", "a", "t1"), Account("other", "a", "o1")])
    world.platform.refuse("pause-channel")
    world.tell("một")
    event = {"id": "x", "text": "chào", "person": "q"}
    world.drain.run(world.receiver.accept("other", [raw(event)])[0])
    assert world.platform.texts == ["1 chào"]


def test_an_authorisation_before_the_first_start_is_not_overwritten(make_world, oauth) -> None:
    world = make_world(accounts=[])
    new = Given("t9", "r9")
    world.database.write(lambda session: store_tokens(session, "plain", "a", new, world.clock()))
    old = Account("plain", "a", "t1", "r1", refresh=oauth.refresh)
    assert make_world(accounts=[old]).drain.tokens.current("plain", "a") == "t9"
