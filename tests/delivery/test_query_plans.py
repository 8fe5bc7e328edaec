"""A million rows cost nothing: no statement on the way of a message reads a table through."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.delivery import dead_letters, health
from bot.delivery.purge import purge
from bot.delivery.sweep import due_conversations
from bot.storage.database import Database
from tests.delivery.world import World

BIG = ("inbox", "outbox", "conversations")
SMALL = re.compile("INDEX (ix_inbox_waiting|ix_inbox_dead|ix_outbox_unsent)")  # partial


@contextmanager
def listened(database: Database) -> Iterator[dict[str, Any]]:
    """Gather each statement with the parameters of its last run."""
    heard: dict[str, Any] = {}

    def hear(connection, cursor, statement, parameters, context, many) -> None:
        if re.match(r"\s*(SELECT|UPDATE|DELETE)", statement):
            heard[statement] = parameters

    event.listen(database.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(database.engine, "before_cursor_execute", hear)


def scanned(database: Database, statement: str, parameters: Any) -> list[str]:
    """Give the big tables that the plan of a statement reads through."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            lines = [row.detail for row in rows]
            found = [line for line in lines if line.startswith("SCAN")]
            return [line for line in found if line.split()[1] in BIG and not SMALL.search(line)]
        connection.exec_driver_sql("SET enable_seqscan = off")  # small tables are scanned else
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        lines = [row[0] for row in rows]
        pattern = rf"Seq Scan on ({'|'.join(BIG)})\b"
        return [line for line in lines if re.search(pattern, line)]


def everything(world: World) -> None:
    """Bring each statement of the way of a message about."""
    world.tell("một", at=1)
    world.tell("một", at=1)
    world.tell("1 một", id="e", kind="echo", echo_of="1", message_id="p1")
    world.tell("ai đó", id="s", kind="staff", message_id="x")
    world.change(human=None)
    world.platform.refuse("retry")
    world.tell("hai", at=2)
    world.platform.refuse("stop-person")
    world.tell("ba", at=3, person="q")
    world.platform.refuse("hold")
    world.tell("bốn", at=4, person="r")
    for _ in range(3):
        world.drain.run(world.say("broken", id="b", person="s") or world.conversation("s").id)
        world.clock.advance(6)
    world.tell("delete", at=5)


def test_the_way_of_a_message_reads_no_table_through(world: World) -> None:
    with listened(world.database) as heard:
        everything(world)
    assert len(heard) > 20
    for statement, parameters in heard.items():
        assert scanned(world.database, statement, parameters) == [], statement


def test_sweep_health_and_dead_letters_read_no_table_through(world: World) -> None:
    everything(world)
    now = datetime.now(UTC)
    with listened(world.database) as heard, world.database.read() as session:
        due_conversations(session, now, now, 500)
        health.oldest_waiting(session, world.services, now)
        list(health.TableCollector(world.services).collect())
        dead_letters.listed(session)
    assert len(heard) > 8
    for statement, parameters in heard.items():
        assert scanned(world.database, statement, parameters) == [], statement


def test_the_purge_walks_along_the_ids(world: World) -> None:
    everything(world)
    world.clock.advance(timedelta(days=400).total_seconds())
    with listened(world.database) as heard:
        purge(world.services)
    walks = [s for s in heard if s.startswith("SELECT") and "LIMIT" in s]
    limited = [s for s in walks if "export_parts" not in s]
    assert len(limited) == 4
    for statement, parameters in heard.items():
        if statement not in limited:
            assert scanned(world.database, statement, parameters) == [], statement


@pytest.mark.parametrize("table", BIG)
def test_the_plans_test_would_notice_a_scan(world: World, table: str) -> None:
    column = {"inbox": "name", "outbox": "origin", "conversations": "ref"}[table]
    assert scanned(world.database, f"SELECT id FROM {table} WHERE {column} = 'x'", ())
