"""Keeping what comes in: many requests, few statements, one commit.

What comes in while a commit is under way is kept together by the next one. So a web process that is
busy makes four statements for all its requests of a moment, and not four for each.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.channels.base import RawEvent
from bot.delivery import inbox
from bot.storage.database import Database
from bot.storage.models import conversation_rows, inbox_rows

Person = tuple[str, str, str]  # channel, account, person
Key = tuple[str, str, str]  # channel, account, event key


@dataclass
class Arrival:
    """The events of one request on their way into the inbox.

    `known` names the accounts that are ours: events of others are kept without a conversation.
    """

    channel: str
    events: Sequence[RawEvent]
    known: frozenset[str]
    now: datetime
    woken: list[int] = field(default_factory=list)
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Accepting:
    """Keeps arrivals of all threads of a process, together where they come together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._waiting: list[Arrival] = []
        self._leading = False

    def keep(self, arrival: Arrival) -> list[int]:
        """Keep the events; they are on disk when this returns. Gives whom to wake.

        An event whose key is known is a redelivery: it changes nothing. Raises what the database
        raises, with nothing of this arrival kept.
        """
        with self._lock:
            self._waiting.append(arrival)
            leads = not self._leading
            self._leading = True
        if leads:
            self._lead()
        arrival.done.wait()
        if arrival.error is not None:
            raise arrival.error
        return arrival.woken

    def _lead(self) -> None:
        """Write until nobody waits; the others sleep meanwhile."""
        while True:
            with self._lock:
                group, self._waiting = self._waiting, []
                if not group:
                    self._leading = False
                    return
            self._write(group)

    def _write(self, group: list[Arrival]) -> None:
        try:
            self._try(group)
        except BaseException as error:
            for arrival in group:
                arrival.error = error
            odd = isinstance(error, DBAPIError) and not error.connection_invalidated
            if odd and len(group) > 1:  # one that cannot be kept shall not cost the others
                for arrival in group:
                    self._alone(arrival)
        for arrival in group:
            arrival.done.set()

    def _alone(self, arrival: Arrival) -> None:
        try:
            self._try([arrival])
            arrival.error = None
        except Exception as error:
            arrival.error = error

    def _try(self, group: list[Arrival]) -> None:
        for arrival, woken in zip(
            group, self._database.write(lambda session: accept(session, group)), strict=True
        ):
            arrival.woken = woken


def accept(session: Session, arrivals: Sequence[Arrival]) -> list[list[int]]:
    """Keep the events of several requests; give for each the conversations that have work now."""
    connection = session.connection()
    ours = [_queued(arrival) for arrival in arrivals]
    conversations = _conversations(connection, arrivals, ours)
    new = _insert(connection, arrivals, ours, conversations)
    woken: list[list[int]] = []
    for arrival, events in zip(arrivals, ours, strict=True):
        people = {
            (arrival.channel, event.account, event.person)
            for event in events
            if (arrival.channel, event.account, event.key) in new
        }
        woken.append([conversations[person] for person in sorted(people)])
    due = sorted({conversation_id for each in woken for conversation_id in each})
    if due:
        inbox.make_due(session, due, max(arrival.now for arrival in arrivals))
    return woken


def _queued(arrival: Arrival) -> list[RawEvent]:
    """Give the events that are to be handled."""
    return [
        event
        for event in arrival.events
        if event.disposition == "queue" and event.account in arrival.known
    ]


def _conversations(
    connection: Connection, arrivals: Sequence[Arrival], ours: Sequence[Sequence[RawEvent]]
) -> dict[Person, int]:
    """Give the conversations of all people who wrote, new ones included."""
    people = {
        (arrival.channel, event.account, event.person): arrival.now
        for arrival, events in zip(arrivals, ours, strict=True)
        for event in events
    }
    found = _find(connection, people)
    missing = sorted(people.keys() - found.keys())  # sorted: no two batches can deadlock
    if missing:
        rows = [
            {
                "channel": channel,
                "account": account,
                "person": person,
                "created_at": people[channel, account, person],
                "fence": 0,
                "urgent": False,
            }
            for channel, account, person in missing
        ]
        connection.execute(_insert_conversation(connection.dialect.name), rows)
        found |= _find(connection, missing)
    return found


def _find(connection: Connection, people: Iterable[Person]) -> dict[Person, int]:
    accounts: dict[tuple[str, str], list[str]] = {}
    for channel, account, person in people:
        accounts.setdefault((channel, account), []).append(person)
    found: dict[Person, int] = {}
    for (channel, account), names in accounts.items():
        whose = {"of_channel": channel, "of_account": account, "of_people": names}
        for conversation_id, person in connection.execute(_FIND, whose):
            found[channel, account, person] = conversation_id
    return found


def _insert(
    connection: Connection,
    arrivals: Sequence[Arrival],
    ours: Sequence[Sequence[RawEvent]],
    conversations: dict[Person, int],
) -> set[Key]:
    """Store all events and give the keys of those that were not here yet."""
    queued = {id(event) for events in ours for event in events}
    rows = [
        _row(arrival, event, conversations if id(event) in queued else {})
        for arrival in arrivals
        for event in arrival.events
    ]
    rows.sort(key=lambda row: (row["channel"], row["account"], row["event_key"]))
    statement = _insert_event(connection.dialect.name)
    return {(row[0], row[1], row[2]) for row in connection.execute(statement, rows)}


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


_FIND = select(conversation_rows.c.id, conversation_rows.c.person).where(
    conversation_rows.c.channel == bindparam("of_channel"),
    conversation_rows.c.account == bindparam("of_account"),
    conversation_rows.c.person.in_(bindparam("of_people", expanding=True)),
)


@lru_cache
def _insert_event(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(inbox_rows)
    key = (inbox_rows.c.channel, inbox_rows.c.account, inbox_rows.c.event_key)
    statement: Executable = new.on_conflict_do_nothing().returning(*key)
    return statement


@lru_cache
def _insert_conversation(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(conversation_rows)
    statement: Executable = new.on_conflict_do_nothing()
    return statement
