"""Operators see what died, without its content unless they ask, and try it again."""

import pytest
from click.testing import CliRunner

from bot.delivery.cli import dead_letters_command
from tests.conftest import KEYS
from tests.delivery.world import World


@pytest.fixture
def run(world: World, database_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEYS)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("ADMIN_PASSWORD", "x")

    def command(*arguments: str):
        return CliRunner().invoke(dead_letters_command, arguments)

    return command


def test_a_dead_reply_is_listed_shown_and_sent_again(world: World, run) -> None:
    world.platform.refuse("dead")
    world.tell("một")
    listed = run("list")
    assert "outbox 1\tplain\tdead" in listed.output
    assert "Không gửi được" in listed.output
    assert "một" not in listed.output
    assert "m\\u1ed9t" in run("show", "outbox", "1").output
    assert "1 tin sẽ được thử lại" in run("resend", "outbox", "1").output
    world.clock.advance(60 * 60 * 24 * 365 * 10)
    world.drain.run(world.conversation().id)
    assert world.platform.texts == ["1 một"]


def test_a_dead_event_is_handled_again(world: World, run) -> None:
    conversation = world.say("broken")
    for _ in range(3):
        world.drain.run(conversation)
        world.clock.advance(6)
    assert "inbox 1\tplain\tdead" in run("list").output
    assert "ValueError" in run("list").output
    world.parrot.broken = False
    assert run("resend", "inbox", "1").exit_code == 0
    world.clock.advance(60 * 60 * 24 * 365 * 10)
    world.drain.run(conversation)
    assert world.platform.texts[-1] == "1 broken"


def test_a_letter_that_is_not_dead_is_refused(world: World, run) -> None:
    world.tell("một")
    result = run("resend", "outbox", "1")
    assert result.exit_code == 1
    assert run("show", "outbox", "99").exit_code == 1
    assert world.platform.texts == ["1 một"]
