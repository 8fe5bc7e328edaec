"""From arrivals to rows: the inbox, and the conversations that have work.

The arrivals of a moment take two statements together, and not two each; on PostgreSQL one, which
is a transaction of its own: one way there and back for all of them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Connection

from bot.channels.base import RawEvent
from bot.delivery import inbox
from bot.delivery.arrivals import Arrival
from bot.storage.database import Database
from bot.storage.models import conversation_rows, inbox_rows
from bot.storage.types import cipher

Person = tuple[str, str, str]  # channel, account, person


def keep(database: Database, arrivals: Sequence[Arrival]) -> None:
    """Keep arrivals in a transaction of their own, and note in each whom to wake.

    An event whose key is known is a redelivery: it is not kept again, its conversation is only
    looked at once more. Raises what the database raises, with nothing kept.
    """
    ours = [_queued(arrival) for arrival in arrivals]
    with database.gathered() as connection:
        if database.is_sqlite:
            conversations = _make_due(connection, arrivals, ours)
            _insert(connection, arrivals, ours, conversations)
        else:
            conversations = _in_one(connection, arrivals, ours)
    for arrival, events in zip(arrivals, ours, strict=True):
        woken = {conversations[arrival.channel, event.account, event.person] for event in events}
        arrival.woken = sorted(woken)


def _queued(arrival: Arrival) -> list[RawEvent]:
    """Give the events that are to be handled."""
    return [
        event
        for event in arrival.events
        if event.disposition == "queue" and event.account in arrival.known
    ]


def _people(
    arrivals: Sequence[Arrival], ours: Sequence[Sequence[RawEvent]]
) -> dict[Person, datetime]:
    """Give who wrote, and when."""
    return {
        (arrival.channel, event.account, event.person): arrival.now
        for arrival, events in zip(arrivals, ours, strict=True)
        for event in events
    }


def _in_one(
    connection: Connection, arrivals: Sequence[Arrival], ours: Sequence[Sequence[RawEvent]]
) -> dict[Person, int]:
    """Do what `_make_due` and `_insert` do in one statement; give the conversations."""
    people = _people(arrivals, ours)
    queued = {id(event) for events in ours for event in events}
    events = [
        (
            arrival.channel,
            event.account,
            event.person,
            id(event) in queued,
            event.key,
            _name(event),
            cipher.encrypt(event.payload),
            event.at,
            arrival.now,
        )
        for arrival in arrivals
        for event in arrival.events
    ]
    of_people = [(*person, at) for person, at in people.items()]
    columns = (*_columns(of_people, 4), *_columns(events, 9))
    found = connection.exec_driver_sql(_IN_ONE, columns)
    return {(channel, account, person): known for known, channel, account, person in found}


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> Iterator[list[Any]]:
    """Give rows as one array for each column; empty ones where there are no rows."""
    return ([row[at] for row in rows] for at in range(count))


def _make_due(
    connection: Connection, arrivals: Sequence[Arrival], ours: Sequence[Sequence[RawEvent]]
) -> dict[Person, int]:
    """Say that all people who wrote wait, new ones included; give their conversations."""
    people = _people(arrivals, ours)
    if not people:
        return {}
    rows = [
        {
            "channel": channel,
            "account": account,
            "person": person,
            "created_at": people[channel, account, person],
            "due_at": people[channel, account, person],
            "fence": 0,
            "urgent": False,
        }
        for channel, account, person in sorted(people)  # sorted: no two batches can deadlock
    ]
    found = connection.execute(_upsert_conversation(), rows)
    return {(channel, account, person): known for known, channel, account, person in found}


def _insert(
    connection: Connection,
    arrivals: Sequence[Arrival],
    ours: Sequence[Sequence[RawEvent]],
    conversations: dict[Person, int],
) -> None:
    """Store all events that are not here yet."""
    queued = {id(event) for events in ours for event in events}
    rows = [
        _row(arrival, event, conversations if id(event) in queued else {})
        for arrival in arrivals
        for event in arrival.events
    ]
    rows.sort(key=lambda row: (row["channel"], row["account"], row["event_key"]))
    connection.execute(_insert_event(), rows)


def _row(arrival: Arrival, event: RawEvent, conversations: dict[Person, int]) -> dict[str, Any]:
    conversation_id = conversations.get((arrival.channel, event.account, event.person))
    return {
        "channel": arrival.channel,
        "account": event.account,
        "event_key": event.key,
        "name": _name(event),
        "conversation_id": conversation_id,
        "payload": event.payload,
        "platform_at": event.at,
        "received_at": arrival.now,
        "status": inbox.NEW if conversation_id else inbox.KEPT,
        "begun": 0,
        "tries": 0,
    }


def _name(event: RawEvent) -> str:
    return event.name.replace("\0", "")[:64]


@cache
def _insert_event() -> Executable:
    statement: Executable = insert(inbox_rows).on_conflict_do_nothing()
    return statement


@cache
def _upsert_conversation() -> Executable:
    new = insert(conversation_rows)
    columns = conversation_rows.c
    person = (columns.channel, columns.account, columns.person)
    statement: Executable = new.on_conflict_do_update(
        index_elements=person, set_={"due_at": new.excluded.due_at}
    ).returning(columns.id, *person)
    return statement


# Sorted, so that no two batches can deadlock: the people first, for the events wait for all of
# them, and then the events. `leases` needs the people's rows locked until the events are there.
_IN_ONE = """
WITH people AS (
    INSERT INTO conversations (channel, account, person, created_at, due_at, fence, urgent)
    SELECT channel, account, person, at, at, 0, false
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[])
        AS wrote (channel, account, person, at)
    ORDER BY channel, account, person
    ON CONFLICT (channel, account, person) DO UPDATE SET due_at = excluded.due_at
    RETURNING id, channel, account, person
), kept AS (
    INSERT INTO inbox (channel, account, event_key, name, conversation_id, payload,
        platform_at, received_at, status, begun, tries)
    SELECT event.channel, event.account, event.key, event.name, people.id, event.payload,
        event.platform_at, event.received_at,
        CASE WHEN people.id IS NULL THEN 'kept' ELSE 'new' END, 0, 0
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::text[], %s::text[],
            %b::bytea[], %s::timestamptz[], %s::timestamptz[])
        AS event (channel, account, person, queued, key, name, payload, platform_at, received_at)
    LEFT JOIN people ON event.queued
        AND people.channel = event.channel
        AND people.account = event.account
        AND people.person = event.person
    ORDER BY event.channel, event.account, event.key
    ON CONFLICT DO NOTHING
)
SELECT id, channel, account, person FROM people
"""
