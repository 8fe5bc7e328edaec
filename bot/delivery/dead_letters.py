"""Dead letters: replies that were not sent and events that could not be handled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.delivery import inbox, outbox
from bot.storage.models import Conversation, InboxEvent, OutboxMessage

Box = Literal["outbox", "inbox"]


@dataclass(frozen=True)
class Letter:
    """One dead letter; `error` says in its first line what happened. No content."""

    box: Box
    id: int
    channel: str
    status: str
    at: datetime
    error: str


def listed(session: Session, limit: int = 100) -> list[Letter]:
    """Give the newest dead or held replies and dead events."""
    replies = session.execute(
        select(OutboxMessage, Conversation.channel)
        .join(Conversation)
        .where(outbox.UNSENT)
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    events = session.scalars(
        select(InboxEvent).where(inbox.IS_DEAD).order_by(InboxEvent.id.desc()).limit(limit)
    )
    letters = [
        Letter("outbox", row.id, channel, row.status, row.created_at, row.error or "")
        for row, channel in replies
    ]
    letters += [
        Letter("inbox", row.id, row.channel, row.status, row.received_at, row.error or "")
        for row in events
    ]
    return sorted(letters, key=lambda letter: letter.at, reverse=True)[:limit]


def content(session: Session, box: Box, letter_id: int) -> str | None:
    """Give what a letter says, as stored; None when there is none of that number."""
    if box == "outbox":
        return session.scalar(select(OutboxMessage.body).where(OutboxMessage.id == letter_id))
    payload = session.scalar(select(InboxEvent.payload).where(InboxEvent.id == letter_id))
    return None if payload is None else payload.decode(errors="replace")


def resend(session: Session, box: Box, ids: Sequence[int], now: datetime) -> int:
    """Let dead letters try again, as if for the first time. Gives how many there were."""
    table = OutboxMessage if box == "outbox" else InboxEvent
    values: dict[str, object] = {"tries": 0, "due_at": None, "error": None}
    if box == "outbox":
        statuses, values["status"] = [outbox.DEAD, outbox.HELD], outbox.WAITING
    else:
        statuses, values["status"], values["begun"] = [inbox.DEAD], inbox.NEW, 0
    conversations = session.scalars(
        update(table)
        .where(table.id.in_(ids), table.status.in_(statuses))
        .values(**values)
        .returning(table.conversation_id)
        .execution_options(synchronize_session=False)
    ).all()
    due = sorted({found for found in conversations if found is not None})
    for conversation_id in due:
        _unblock(session, conversation_id)
    inbox.make_due(session, due, now)
    return len(conversations)


def _unblock(session: Session, conversation_id: int) -> None:
    """A person whom staff write to again is given another chance."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(blocked_at=None, blocked_reason=None)
        .execution_options(synchronize_session=False)
    )
