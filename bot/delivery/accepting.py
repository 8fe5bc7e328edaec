"""From arrivals to rows: the inbox, and the conversations that have work.

The arrivals of a moment take two statements together, and not two each.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import Connection

from bot.channels.base import RawEvent
from bot.delivery import inbox
from bot.delivery.arrivals import Arrival
from bot.storage.database import Database
from bot.storage.inserts import insert_into
from bot.storage.models import conversation_rows, inbox_rows

Person = tuple[str, str, str]  # channel, account, person


def keep(database: Database, arrivals: Sequence[Arrival]) -> None:
    """Keep arrivals in a transaction of their own, and note in each whom to wake.

    An event whose key is known is a redelivery: it is not kept again, its conversation is only
    looked at once more. Raises what the database raises, with nothing kept.
    """
    with database.begin() as connection:
        woken = accept(connection, arrivals)
    for arrival, conversations in zip(arrivals, woken, strict=True):
        arrival.woken = conversations


def accept(connection: Connection, arrivals: Sequence[Arrival]) -> list[list[int]]:
    """Keep the events of several requests; give for each the conversations that have work now.

    The conversations come first: that takes their rows' locks, so a drain that lets go of one
    meanwhile is either before all this or finds the events (see `leases`).
    """
    ours = [_queued(arrival) for arrival in arrivals]
    conversations = _make_due(connection, arrivals, ours)
    _insert(connection, arrivals, ours, conversations)
    return [
        sorted({conversations[arrival.channel, event.account, event.person] for event in events})
        for arrival, events in zip(arrivals, ours, strict=True)
    ]


def _queued(arrival: Arrival) -> list[RawEvent]:
    """Give the events that are to be handled."""
    return [
        event
        for event in arrival.events
        if event.disposition == "queue" and event.account in arrival.known
    ]


def _make_due(
    connection: Connection, arrivals: Sequence[Arrival], ours: Sequence[Sequence[RawEvent]]
) -> dict[Person, int]:
    """Say that all people who wrote wait, new ones included; give their conversations."""
    people = {
        (arrival.channel, event.account, event.person): arrival.now
        for arrival, events in zip(arrivals, ours, strict=True)
        for event in events
    }
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
    found = connection.execute(_upsert_conversation(connection.dialect.name), rows)
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
    connection.execute(_insert_event(connection.dialect.name), rows)


def _row(arrival: Arrival, event: RawEvent, conversations: dict[Person, int]) -> dict[str, Any]:
    conversation_id = conversations.get((arrival.channel, event.account, event.person))
    return {
        "channel": arrival.channel,
        "account": event.account,
        "event_key": event.key,
        "name": event.name.replace("\0", "")[:64],
        "conversation_id": conversation_id,
        "payload": event.payload,
        "platform_at": event.at,
        "received_at": arrival.now,
        "status": inbox.NEW if conversation_id else inbox.KEPT,
        "begun": 0,
        "tries": 0,
    }


@lru_cache
def _insert_event(dialect: str) -> Executable:
    statement: Executable = insert_into(inbox_rows, dialect).on_conflict_do_nothing()
    return statement


@lru_cache
def _upsert_conversation(dialect: str) -> Executable:
    new = insert_into(conversation_rows, dialect)
    columns = conversation_rows.c
    person = (columns.channel, columns.account, columns.person)
    statement: Executable = new.on_conflict_do_update(
        index_elements=person, set_={"due_at": new.excluded.due_at}
    ).returning(columns.id, *person)
    return statement
