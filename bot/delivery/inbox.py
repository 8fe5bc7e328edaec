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
from bot.storage.models import Conversation, InboxEvent

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
    due = case((Conversation.due_at == now, now + _TICK), else_=now)
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(due_at=due)
        .execution_options(synchronize_session=False)
    )


def next_event(session: Session, conversation_id: int) -> Waiting | None:
    """Give the first event that was not handled: by the platform's time, then as received."""
    row = session.execute(_NEXT, {"conversation": conversation_id}).one_or_none()
    return Waiting(row.id, row.due_at, row.begun) if row else None


def begin(session: Session, waiting: Waiting) -> Event:
    """Count that the event was begun and give it."""
    row = session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == waiting.id)
        .values(begun=InboxEvent.begun + 1)
        .returning(
            InboxEvent.id,
            InboxEvent.name,
            InboxEvent.payload,
            InboxEvent.received_at,
            InboxEvent.tries,
        )
        .execution_options(synchronize_session=False)
    ).one()
    return Event(*row)


def not_begun(session: Session, event_id: int) -> None:
    """Take back a begin that an outage ended: it says nothing about the event."""
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == event_id, InboxEvent.status == NEW)
        .values(begun=InboxEvent.begun - 1)
        .execution_options(synchronize_session=False)
    )


def done(session: Session, event_id: int, now: datetime) -> None:
    """Mark an event handled."""
    _settle(session, event_id, status=DONE, handled_at=now, error=None)


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
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == event_id, InboxEvent.status == NEW)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _conversation(session: Session, channel: str, event: RawEvent, now: datetime) -> int:
    where = {"channel": channel, "account": event.account, "person": event.person}
    found = session.scalar(_FIND, where)
    if found is None:
        session.execute(_insert_conversation(_dialect(session)), {**where, "created_at": now})
        found = session.scalar(_FIND, where)
    assert found is not None
    return found


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
    }
    return session.scalar(_insert_event(_dialect(session)), row) is not None


_NEXT = (
    select(InboxEvent.id, InboxEvent.due_at, InboxEvent.begun)
    .where(InboxEvent.conversation_id == bindparam("conversation"), InboxEvent.status == NEW)
    .order_by(InboxEvent.platform_at, InboxEvent.id)
    .limit(1)
)

_FIND = select(Conversation.id).where(
    Conversation.channel == bindparam("channel"),
    Conversation.account == bindparam("account"),
    Conversation.person == bindparam("person"),
)


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@lru_cache
def _insert_event(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(InboxEvent)
    statement: Executable = new.on_conflict_do_nothing().returning(InboxEvent.id)
    return statement


@lru_cache
def _insert_conversation(dialect: str) -> Executable:
    new: Any = (postgresql if dialect == "postgresql" else sqlite).insert(Conversation)
    statement: Executable = new.on_conflict_do_nothing()
    return statement
