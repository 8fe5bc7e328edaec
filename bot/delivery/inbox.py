"""The inbox: events are safe here before the platform hears 200, until they are handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable, bindparam, case, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.channels.base import RawEvent
from bot.storage.models import conversation_rows
from bot.storage.models import inbox_rows as rows
from bot.storage.types import UtcDateTime

NEW, DONE, DEAD, KEPT = "new", "done", "dead", "kept"
IS_NEW, IS_DEAD = text("inbox.status = 'new'"), text("inbox.status = 'dead'")
"""In words that the partial indexes are known by: a parameter would hide them from the planner."""
MAX_BEGUN = 5  # an event begun so often without an end takes its worker down: it is dead
RETRY_AFTER = (timedelta(seconds=1), timedelta(seconds=5))  # after the first and second failure
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Event:
    """One event in hand."""

    id: int
    name: str
    payload: bytes
    received_at: datetime
    tries: int


@dataclass(frozen=True)
class Waiting:
    """The next event of a conversation, before it is begun."""

    id: int
    due_at: datetime | None
    begun: int


def accept(
    session: Session, channel: str, events: Iterable[RawEvent], known: bool, now: datetime
) -> list[int]:
    """Keep `events` of one account; give the conversations that have work now.

    An event whose key is known is a redelivery: it changes nothing. Events of an account that is
    not ours (`known` is false) and those that need no handling are kept without a conversation.
    """
    woken: dict[str, int] = {}
    # Always in the same order of people, so that two batches cannot lock each other out.
    for event in sorted(events, key=lambda event: event.person):
        queue = known and event.disposition == "queue"
        conversation_id = _conversation(session, channel, event, now) if queue else None
        if _insert(session, channel, event, conversation_id, now) and conversation_id:
            woken[event.person] = conversation_id
    for conversation_id in woken.values():
        make_due(session, conversation_id, now)
    return list(woken.values())


def make_due(session: Session, conversation_id: int, now: datetime) -> None:
    """Say that the conversation has work; the value always moves."""
    what = {"of_conversation": conversation_id, "now": now, "after": now + _TICK}
    session.connection().execute(_MAKE_DUE, what)


def next_event(session: Session, conversation_id: int) -> Waiting | None:
    """Give the first event that was not handled: by the platform's time, then as received."""
    row = session.connection().execute(_NEXT, {"of_conversation": conversation_id}).one_or_none()
    return Waiting(*row) if row else None


def begin(session: Session, waiting: Waiting) -> Event:
    """Count that the event was begun and give it."""
    return Event(*session.connection().execute(_BEGIN, {"of_event": waiting.id}).one())


def not_begun(session: Session, event_id: int) -> None:
    """Take back a begin that an outage ended: it says nothing about the event."""
    session.connection().execute(_NOT_BEGUN, {"of_event": event_id})


def done(session: Session, event_id: int, now: datetime) -> None:
    """Mark an event handled."""
    session.connection().execute(_DONE, {"of_event": event_id, "now": now})


def failed(session: Session, event: Event, error: str, now: datetime) -> bool:
    """Note that the handler failed. Gives True when that was the last try: the event is dead."""
    tries = event.tries + 1
    if tries > len(RETRY_AFTER):
        set_aside(session, event.id, error, now)
        return True
    # It ended, so it did not take its worker down: that count starts over.
    _settle(
        session, event.id, tries=tries, begun=0, due_at=now + RETRY_AFTER[tries - 1], error=error
    )
    return False


def set_aside(session: Session, event_id: int, error: str, now: datetime) -> None:
    """Mark an event dead, with what happened."""
    _settle(session, event_id, status=DEAD, handled_at=now, error=error)


def _settle(session: Session, event_id: int, **values: object) -> None:
    session.connection().execute(
        update(rows).where(rows.c.id == event_id, rows.c.status == NEW).values(**values)
    )


def _conversation(session: Session, channel: str, event: RawEvent, now: datetime) -> int:
    whose = {"of_channel": channel, "of_account": event.account, "of_person": event.person}
    connection = session.connection()
    found = connection.scalar(_FIND, whose)
    if found is None:
        row = {"channel": channel, "account": event.account, "person": event.person}
        statement = _insert_conversation(connection.dialect.name)
        connection.execute(statement, {**row, "created_at": now, "fence": 0, "urgent": False})
        found = connection.scalar(_FIND, whose)
    assert found is not None
    return int(found)


def _insert(
    session: Session, channel: str, event: RawEvent, conversation_id: int | None, now: datetime
) -> bool:
    """Store one event. Gives False when it is here already."""
    row = {
        "channel": channel,
        "account": event.account,
        "event_key": event.key,
        "name": event.name.replace("\0", "")[:64],
        "conversation_id": conversation_id,
        "payload": event.payload,
        "platform_at": event.at,
        "received_at": now,
        "status": NEW if conversation_id else KEPT,
        "begun": 0,
        "tries": 0,
    }
    connection = session.connection()
    return connection.scalar(_insert_event(connection.dialect.name), row) is not None


_FIND = select(conversation_rows.c.id).where(
    conversation_rows.c.channel == bindparam("of_channel"),
    conversation_rows.c.account == bindparam("of_account"),
    conversation_rows.c.person == bindparam("of_person"),
)
_MAKE_DUE = (
    update(conversation_rows)
    .where(conversation_rows.c.id == bindparam("of_conversation"))
    .values(
        due_at=case(
            (conversation_rows.c.due_at == bindparam("now"), bindparam("after", type_=UtcDateTime)),
            else_=bindparam("now", type_=UtcDateTime),
        )
    )
)
_NEXT = (
    select(rows.c.id, rows.c.due_at, rows.c.begun)
    .where(rows.c.conversation_id == bindparam("of_conversation"), rows.c.status == NEW)
    .order_by(rows.c.platform_at, rows.c.id)
    .limit(1)
)
_THIS = (rows.c.id == bindparam("of_event"), rows.c.status == NEW)
_BEGIN = (
    update(rows)
    .where(*_THIS)
    .values(begun=rows.c.begun + 1)
    .returning(rows.c.id, rows.c.name, rows.c.payload, rows.c.received_at, rows.c.tries)
)
_NOT_BEGUN = update(rows).where(*_THIS).values(begun=rows.c.begun - 1)
_DONE = update(rows).where(*_THIS).values(status=DONE, handled_at=bindparam("now"), error=None)


@lru_cache
def _insert_event(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(rows)
    statement: Executable = new.on_conflict_do_nothing().returning(rows.c.id)
    return statement


@lru_cache
def _insert_conversation(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(conversation_rows)
    statement: Executable = new.on_conflict_do_nothing()
    return statement
