"""The outbox: replies in order, each a row until the platform took it or nobody will."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.conversation.messages import Reply
from bot.storage.models import OutboxMessage

WAITING, SENDING, SENT = "waiting", "sending", "sent"
HELD, DROPPED, DEAD = "held", "dropped", "dead"
BOT, NOTICE, STAFF = "bot", "notice", "staff"
UNSENT = text("outbox.status IN ('dead', 'held')")
"""In words that the partial index is known by: a parameter would hide it from the planner."""


@dataclass(frozen=True)
class Head:
    """The first reply of a conversation that is not settled."""

    id: int
    inbox_id: int | None
    origin: str
    due_at: datetime | None
    parts_sent: int
    unknown: bool  # the platform may have taken the part that is next


@dataclass(frozen=True)
class Message:
    """A reply in hand, begun at `begun_at`; `tries` counts this one."""

    id: int
    reply: Reply
    parts_sent: int
    tries: int
    begun_at: datetime
    created_at: datetime


@dataclass(frozen=True)
class Traced:
    """A reply to which an echo may belong. `unknown`: we do not know whether a part was taken."""

    id: int
    reply: Reply
    parts_sent: int
    unknown: bool


def add(
    session: Session,
    conversation_id: int,
    reply: Reply,
    now: datetime,
    *,
    origin: str = BOT,
    inbox_id: int | None = None,
) -> int:
    """Put a reply behind all others of its conversation and give its id."""
    row = {
        "conversation_id": conversation_id,
        "inbox_id": inbox_id,
        "origin": origin,
        "body": json.dumps(reply.to_json()),
        "status": WAITING,
        "created_at": now,
    }
    return session.execute(insert(OutboxMessage).returning(OutboxMessage.id), row).scalar_one()


def head(session: Session, conversation_id: int) -> Head | None:
    """Give the first reply that waits or whose sending ended without a word."""
    row = session.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.inbox_id,
            OutboxMessage.origin,
            OutboxMessage.due_at,
            OutboxMessage.parts_sent,
            OutboxMessage.unknown,
        )
        .where(
            OutboxMessage.conversation_id == conversation_id,
            OutboxMessage.status.in_((WAITING, SENDING)),
        )
        .order_by(OutboxMessage.id)
        .limit(1)
    ).one_or_none()
    return Head(*row) if row else None


def begin(session: Session, outbox_id: int, now: datetime) -> Message:
    """Mark a reply as being sent and give it."""
    row = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id)
        .values(
            status=SENDING,
            begun_at=now,
            due_at=None,
            tries=OutboxMessage.tries + 1,
            unknown=True,
        )
        .returning(
            OutboxMessage.body,
            OutboxMessage.parts_sent,
            OutboxMessage.tries,
            OutboxMessage.created_at,
        )
        .execution_options(synchronize_session=False)
    ).one()
    reply = Reply.from_json(json.loads(row.body))
    return Message(outbox_id, reply, row.parts_sent, row.tries, now, row.created_at)


def part_sent(
    session: Session, message: Message, platform_id: str, last: bool, now: datetime
) -> bool:
    """Note that the platform took a part of the reply; with the last part it is sent.

    Gives False when somebody else settled or began the reply again meanwhile.
    """
    return _settle(
        session,
        message,
        status=SENT if last else WAITING,
        parts_sent=message.parts_sent + 1,
        platform_id=platform_id[:255] or None,
        sent_at=now,
        error=None,
        unknown=False,
        tries=message.tries if last else 0,
    )


def try_again(
    session: Session,
    message: Message,
    due_at: datetime,
    error: str | None = None,
    *,
    counted: bool = True,
    unknown: bool = False,
) -> None:
    """Let the reply wait until `due_at`; a try that says nothing about it does not count."""
    tries = message.tries if counted else message.tries - 1
    _settle(
        session, message, status=WAITING, due_at=due_at, tries=tries, error=error, unknown=unknown
    )


def give_up(session: Session, message: Message, status: str, error: str) -> None:
    """Settle a reply that was not sent: held, dropped or dead."""
    _settle(session, message, status=status, error=error, unknown=False)


def settle_unsent(session: Session, outbox_id: int, status: str, error: str) -> None:
    """Settle a reply that is not being sent: held, dropped or dead."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id)
        .values(status=status, error=error, due_at=None)
        .execution_options(synchronize_session=False)
    )


def unknown_part_sent(
    session: Session, outbox_id: int, platform_id: str, last: bool, now: datetime
) -> None:
    """Note, by its echo, that the platform took the part of which we did not know it."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == outbox_id, OutboxMessage.unknown)
        .values(
            status=SENT if last else WAITING,
            parts_sent=OutboxMessage.parts_sent + 1,
            platform_id=platform_id[:255] or None,
            sent_at=now,
            due_at=None,
            error=None,
            unknown=False,
        )
        .execution_options(synchronize_session=False)
    )


def release_held(session: Session, conversation_id: int) -> None:
    """Let what was held go out again: the person wrote."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.status == HELD)
        .values(status=WAITING, error=None, tries=0)
        .execution_options(synchronize_session=False)
    )


def parts_for(session: Session, conversation_id: int, inbox_id: int | None, since: datetime) -> int:
    """Count the platform messages that answered one act of the person.

    What nobody asked for (`inbox_id` is None) is counted since the person's last act, `since`.
    """
    act = OutboxMessage.sent_at >= since if inbox_id is None else OutboxMessage.inbox_id == inbox_id
    count = session.scalar(
        select(func.sum(OutboxMessage.parts_sent)).where(
            OutboxMessage.conversation_id == conversation_id,
            OutboxMessage.status == SENT,
            act,
        )
    )
    return int(count or 0)


def recent(session: Session, conversation_id: int, since: datetime) -> list[Traced]:
    """Give the replies that are being sent or were sent since `since`, newest first."""
    return _traced(
        session,
        OutboxMessage.conversation_id == conversation_id,
        OutboxMessage.status.in_((WAITING, SENDING, SENT)),
        OutboxMessage.begun_at >= since,
    )


def find(session: Session, conversation_id: int, outbox_id: int) -> list[Traced]:
    """Give the reply of that id, when it is this conversation's."""
    return _traced(
        session,
        OutboxMessage.id == outbox_id,
        OutboxMessage.conversation_id == conversation_id,
    )


def _traced(session: Session, *conditions: ColumnElement[bool]) -> list[Traced]:
    rows = session.execute(
        select(
            OutboxMessage.id, OutboxMessage.body, OutboxMessage.parts_sent, OutboxMessage.unknown
        )
        .where(*conditions)
        .order_by(OutboxMessage.id.desc())
    ).all()
    return [
        Traced(row.id, Reply.from_json(json.loads(row.body)), row.parts_sent, row.unknown)
        for row in rows
        if row.body  # erased ones have none
    ]


def _settle(session: Session, message: Message, **values: object) -> bool:
    """Change the row only while it is still the send that was begun as `message`."""
    found = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message.id,
            OutboxMessage.status == SENDING,
            OutboxMessage.begun_at == message.begun_at,
        )
        .values(**values)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return found is not None
