"""The inbox: events are safe here before the platform hears 200, until they are handled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, select, text, update
from sqlalchemy.orm import Session

from bot.storage.models import conversation_rows
from bot.storage.models import inbox_rows as rows
from bot.storage.types import UtcDateTime

NEW, DONE, DEAD, KEPT = "new", "done", "dead", "kept"
IS_NEW, IS_DEAD = text("inbox.status = 'new'"), text("inbox.status = 'dead'")
"""In words that the partial indexes are known by: a parameter would hide them from the planner."""
MAX_BEGUN = 5  # an event begun so often without an end takes its worker down: it is dead
MOST_BEHIND = 20  # events that are looked at to know whether a person wrote more
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


def make_due(session: Session, conversation_ids: Sequence[int], now: datetime) -> None:
    """Say that the conversations have work; the value always moves."""
    what = {"of_conversations": conversation_ids, "now": now, "after": now + _TICK}
    session.connection().execute(_MAKE_DUE, what)


def due_at(session: Session, conversation_id: int) -> datetime | None:
    """Give when the conversation has work; None when it has none."""
    due = select(conversation_rows.c.due_at).where(conversation_rows.c.id == conversation_id)
    return session.connection().scalar(due)


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


def put_off(session: Session, event_id: int, until: datetime) -> None:
    """Let an event that was looked at come up again later."""
    _settle(session, event_id, due_at=until, begun=0)


def behind(session: Session, conversation_id: int, event_id: int) -> Sequence[tuple[str, bytes]]:
    """Give name and payload of the next events that wait behind this one."""
    query = (
        select(rows.c.name, rows.c.payload)
        .where(
            rows.c.conversation_id == conversation_id, rows.c.status == NEW, rows.c.id != event_id
        )
        .order_by(rows.c.platform_at, rows.c.id)
        .limit(MOST_BEHIND)
    )
    return [(row.name, row.payload) for row in session.connection().execute(query)]


def done(session: Session, event_id: int, now: datetime) -> None:
    """Mark an event handled."""
    session.connection().execute(_DONE, {"of_event": event_id, "now": now})


def keep_only(session: Session, event_id: int, payload: bytes) -> None:
    """Keep this of a handled event in place of what was received."""
    session.connection().execute(update(rows).where(rows.c.id == event_id).values(payload=payload))


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


_MAKE_DUE = (
    update(conversation_rows)
    .where(conversation_rows.c.id.in_(bindparam("of_conversations", expanding=True)))
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
