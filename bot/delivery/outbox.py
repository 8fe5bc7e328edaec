"""The outbox: replies in order, each a row until the platform took it or nobody will."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, insert, select, text, update
from sqlalchemy.orm import Session

from bot.conversation.messages import Reply
from bot.storage.models import outbox_rows as rows

WAITING, SENDING, SENT = "waiting", "sending", "sent"
HELD, DROPPED, DEAD = "held", "dropped", "dead"
BOT, NOTICE, STAFF = "bot", "notice", "staff"
COMMENT, HIDE = "comment", "hide"  # the private answer to a public comment; the comment's hiding
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
    defaults = {"parts_sent": 0, "tries": 0, "unknown": False}
    return int(session.connection().execute(_ADD, {**row, **defaults}).scalar_one())


def head(session: Session, conversation_id: int) -> Head | None:
    """Give the first reply that waits or whose sending ended without a word."""
    row = session.connection().execute(_HEAD, {"of_conversation": conversation_id}).one_or_none()
    return Head(*row) if row else None


def begin(session: Session, outbox_id: int, now: datetime) -> Message:
    """Mark a reply as being sent and give it."""
    row = session.connection().execute(_BEGIN, {"of_reply": outbox_id, "now": now}).one()
    reply = Reply.from_json(json.loads(row.body))
    return Message(outbox_id, reply, row.parts_sent, row.tries, now, row.created_at)


def part_sent(
    session: Session, message: Message, platform_id: str, last: bool, now: datetime
) -> bool:
    """Note that the platform took a part of the reply; with the last part it is sent.

    Gives False when somebody else settled or began the reply again meanwhile.
    """
    what = {
        "of_reply": message.id,
        "begun": message.begun_at,
        "new_status": SENT if last else WAITING,
        "parts": message.parts_sent + 1,
        "new_id": platform_id[:255] or None,
        "now": now,
        "new_tries": message.tries if last else 0,
    }
    return session.connection().execute(_PART_SENT, what).one_or_none() is not None


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
    session.connection().execute(
        update(rows).where(rows.c.id == outbox_id).values(status=status, error=error, due_at=None)
    )


def unknown_part_sent(
    session: Session, outbox_id: int, platform_id: str, last: bool, now: datetime
) -> None:
    """Note, by its echo, that the platform took the part of which we did not know it."""
    session.connection().execute(
        update(rows)
        .where(rows.c.id == outbox_id, rows.c.unknown)
        .values(
            status=SENT if last else WAITING,
            parts_sent=rows.c.parts_sent + 1,
            platform_id=platform_id[:255] or None,
            sent_at=now,
            due_at=None,
            error=None,
            unknown=False,
        )
    )


def release_held(session: Session, conversation_id: int) -> None:
    """Let what was held go out again: the person wrote."""
    session.connection().execute(_RELEASE_HELD, {"of_conversation": conversation_id})


def parts_for(session: Session, conversation_id: int, inbox_id: int | None, since: datetime) -> int:
    """Count the platform messages that answered one act of the person.

    What nobody asked for (`inbox_id` is None) is counted since the person's last act, `since`.
    """
    act = rows.c.sent_at >= since if inbox_id is None else rows.c.inbox_id == inbox_id
    count = session.connection().scalar(
        select(func.sum(rows.c.parts_sent)).where(
            rows.c.conversation_id == conversation_id,
            rows.c.status == SENT,
            act,
        )
    )
    return int(count or 0)


def recent(session: Session, conversation_id: int, since: datetime) -> list[Traced]:
    """Give the replies that are being sent or were sent since `since`, newest first."""
    return _traced(
        session,
        rows.c.conversation_id == conversation_id,
        rows.c.status.in_((WAITING, SENDING, SENT)),
        rows.c.begun_at >= since,
    )


def find(session: Session, conversation_id: int, outbox_id: int) -> list[Traced]:
    """Give the reply of that id, when it is this conversation's."""
    return _traced(
        session,
        rows.c.id == outbox_id,
        rows.c.conversation_id == conversation_id,
    )


def _traced(session: Session, *conditions: ColumnElement[bool]) -> list[Traced]:
    found = (
        session.connection()
        .execute(
            select(rows.c.id, rows.c.body, rows.c.parts_sent, rows.c.unknown)
            .where(*conditions)
            .order_by(rows.c.id.desc())
        )
        .all()
    )
    return [
        Traced(row.id, Reply.from_json(json.loads(row.body)), row.parts_sent, row.unknown)
        for row in found
        if row.body  # erased ones have none
    ]


def _settle(session: Session, message: Message, **values: object) -> None:
    """Change the row only while it is still the send that was begun as `message`."""
    what = {"of_reply": message.id, "begun": message.begun_at}
    session.connection().execute(update(rows).where(*_BEGUN_AS).values(**values), what)


_BEGUN_AS = (
    rows.c.id == bindparam("of_reply"),
    rows.c.status == SENDING,
    rows.c.begun_at == bindparam("begun"),
)
_PART_SENT = (
    update(rows)
    .where(*_BEGUN_AS)
    .values(
        status=bindparam("new_status"),
        parts_sent=bindparam("parts"),
        platform_id=bindparam("new_id"),
        sent_at=bindparam("now"),
        error=None,
        unknown=False,
        tries=bindparam("new_tries"),
    )
    .returning(rows.c.id)
)
_ADD = insert(rows).returning(rows.c.id)
_HEAD = (
    select(
        rows.c.id,
        rows.c.inbox_id,
        rows.c.origin,
        rows.c.due_at,
        rows.c.parts_sent,
        rows.c.unknown,
    )
    .where(
        rows.c.conversation_id == bindparam("of_conversation"),
        rows.c.status.in_((WAITING, SENDING)),
    )
    .order_by(rows.c.id)
    .limit(1)
)
_BEGIN = (
    update(rows)
    .where(rows.c.id == bindparam("of_reply"))
    .values(
        status=SENDING,
        begun_at=bindparam("now"),
        due_at=None,
        tries=rows.c.tries + 1,
        unknown=True,
    )
    .returning(rows.c.body, rows.c.parts_sent, rows.c.tries, rows.c.created_at)
)
_RELEASE_HELD = (
    update(rows)
    .where(rows.c.conversation_id == bindparam("of_conversation"), rows.c.status == HELD)
    .values(status=WAITING, error=None, tries=0)
)
