"""What the chat page shows: what the person wrote and what was sent to them, in order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import Channel
from bot.conversation.messages import Reply
from bot.delivery import outbox
from bot.storage.models import Conversation, InboxEvent, OutboxMessage

MOST = 200  # messages of each side that a page shows


@dataclass(frozen=True)
class Cursor:
    """Up to where a page knows the conversation."""

    inbox: int = 0
    outbox: int = 0

    def __str__(self) -> str:
        return f"{self.inbox}.{self.outbox}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read what a page sent; anything else is the beginning."""
        left, _, right = text.partition(".")
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (left, right)):
            return cls()
        return cls(int(left), int(right))


@dataclass(frozen=True)
class Message:
    """One bubble."""

    id: str
    author: str  # person, bot or staff
    text: str
    at: datetime
    choices: Sequence[tuple[str, str]] = ()
    client: str = ""  # the page's own id of what the person wrote
    picture: Mapping[str, Any] | None = None  # as described; as shown once `shown` was asked

    def to_json(self) -> dict[str, Any]:
        """Give the form that the page draws."""
        return {
            "id": self.id,
            "from": self.author,
            "text": self.text,
            "at": self.at.isoformat(),
            "choices": list(self.choices),
            "client": self.client,
            "picture": self.picture,
        }


@dataclass(frozen=True)
class Feed:
    """What is new to a page, and how things stand."""

    cursor: Cursor
    messages: Sequence[Message] = ()
    due: bool = False  # an answer is being made
    human: str | None = None  # waiting or taken
    erased: bool = False  # what came before was deleted: the page begins anew


def feed(session: Session, channel: Channel, account: str, person: str, after: Cursor) -> Feed:
    """Read what came after `after`. Whether an answer is due is read first, so that it is no
    longer due only when the answer is among the messages.
    """
    row = session.execute(
        select(Conversation.id, Conversation.due_at, Conversation.human).where(
            Conversation.channel == channel.name,
            Conversation.account == account,
            Conversation.person == person,
        )
    ).one_or_none()
    if row is None:
        return Feed(Cursor())
    events = _events(session, row.id, after.inbox)
    replies = _replies(session, row.id, after.outbox)
    erased = any(not reply.body for reply in replies)
    if erased and after != Cursor():
        return feed(session, channel, account, person, Cursor())
    written = [_written(channel, event) for event in events if event.payload]
    sent = [_sent(reply) for reply in replies if reply.body]
    cursor = Cursor(
        max((event.id for event in events), default=after.inbox),
        max((reply.id for reply in replies), default=after.outbox),
    )
    messages = sorted((*written, *sent), key=lambda message: message.at)
    return Feed(cursor, messages, row.due_at is not None, row.human, erased)


def _events(session: Session, conversation_id: int, after: int) -> list[Any]:
    newest = session.execute(
        select(
            InboxEvent.id,
            InboxEvent.name,
            InboxEvent.event_key,
            InboxEvent.payload,
            InboxEvent.received_at,
        )
        .where(InboxEvent.conversation_id == conversation_id, InboxEvent.id > after)
        .order_by(InboxEvent.id.desc())
        .limit(MOST)
    ).all()
    return list(reversed(newest))


def _replies(session: Session, conversation_id: int, after: int) -> list[Any]:
    newest = session.execute(
        select(OutboxMessage.id, OutboxMessage.origin, OutboxMessage.body, OutboxMessage.created_at)
        .where(
            OutboxMessage.conversation_id == conversation_id,
            OutboxMessage.id > after,
            OutboxMessage.status == outbox.SENT,
        )
        .order_by(OutboxMessage.id.desc())
        .limit(MOST)
    ).all()
    return list(reversed(newest))


def _written(channel: Channel, event: Any) -> Message:
    inbound = channel.parse(event.name, event.payload)
    client = event.event_key.rpartition(":")[2]
    return Message(f"i{event.id}", "person", inbound.text, event.received_at, client=client)


def _sent(row: Any) -> Message:
    reply = Reply.from_json(json.loads(row.body))
    author = "staff" if row.origin == outbox.STAFF else "bot"
    choices = [(choice.title, choice.payload) for choice in reply.choices]
    text, picture = reply.text, reply.picture
    return Message(f"o{row.id}", author, text, row.created_at, choices, picture=picture)
