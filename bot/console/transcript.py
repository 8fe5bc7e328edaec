"""What was said in a conversation, as staff read it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import Channels
from bot.conversation.messages import Inbound, Kind, Reply
from bot.delivery import outbox
from bot.storage.models import Conversation, InboxEvent, OutboxMessage
from bot.web.headers import HEADERS

MOST = 200  # messages of each side
NOTES = {
    outbox.WAITING: "đang chờ gửi",
    outbox.SENDING: "đang gửi",
    outbox.HELD: "chưa gửi: chờ người dân nhắn trước",
    outbox.DROPPED: "không gửi",
    outbox.DEAD: "không gửi được",
}
ATTACHMENTS = {
    "image": "Hình ảnh",
    "audio": "Tin thoại",
    "video": "Video",
    "sticker": "Nhãn dán",
    "gif": "Ảnh động",
    "link": "Liên kết",
    "contact": "Danh thiếp",
}


@dataclass(frozen=True)
class Line:
    """One message: `who` is person, bot or staff; `note` says what became of one not sent.

    `voice` are the platform's addresses of what was spoken, which it keeps for a while.
    """

    at: datetime
    who: str
    text: str
    note: str = ""
    voice: Sequence[str] = ()


def lines(
    session: Session,
    channels: Channels,
    conversation: Conversation,
    since: datetime | None = None,
) -> Sequence[Line]:
    """Give the last messages, oldest first; only those from `since` on where it is given."""
    said = [*_received(session, channels, conversation), *_sent(session, conversation)]
    return sorted(
        (line for line in said if since is None or line.at >= since), key=lambda line: line.at
    )


def last_words(session: Session, channels: Channels, conversation: Conversation) -> str:
    """Give what the person said last."""
    said = _received(session, channels, conversation, most=10)
    return next((line.text[:200] for line in reversed(said) if line.who == "person"), "")


def _received(
    session: Session, channels: Channels, conversation: Conversation, most: int = MOST
) -> list[Line]:
    if conversation.channel not in channels:
        return []
    channel = channels[conversation.channel]
    newest = session.scalars(
        select(InboxEvent)
        .where(InboxEvent.conversation_id == conversation.id)
        .order_by(InboxEvent.id.desc())
        .limit(most)
    )
    events = reversed(newest.all())
    said = ((event, channel.parse(event.name, event.payload)) for event in events if event.payload)
    return [
        Line(
            event.platform_at,
            "staff" if inbound.kind is Kind.STAFF else "person",
            text,
            voice=_voice(inbound),
        )
        for event, inbound in said
        if (text := _words(inbound))
    ]


def _sent(session: Session, conversation: Conversation) -> list[Line]:
    newest = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation.id)
        .order_by(OutboxMessage.id.desc())
        .limit(MOST)
    )
    messages = reversed(newest.all())
    return [
        Line(
            message.sent_at or message.created_at,
            "staff" if message.origin == outbox.STAFF else "bot",
            Reply.from_json(json.loads(message.body)).in_words,
            NOTES.get(message.status, ""),
        )
        for message in messages
        if message.body  # erased ones have none
    ]


def _voice(inbound: Inbound) -> Sequence[str]:
    """Give the addresses that a browser may play: by https, so that nobody listens in between."""
    sent = (item.url for item in inbound.attachments if item.type == "audio")
    return tuple(url for url in sent if url.startswith("https://"))


def playing(response: Response) -> Response:
    """Let a page with a transcript play voice messages from where the platform keeps them."""
    allowed = HEADERS["Content-Security-Policy"] + "; media-src 'self' https:"
    response.headers["Content-Security-Policy"] = allowed
    return response


def _words(inbound: Inbound) -> str:
    if inbound.kind in (Kind.TEXT, Kind.CHOICE, Kind.STAFF) and inbound.text:
        return inbound.text
    if inbound.kind is Kind.CHOICE:
        return "(bấm nút)"
    if inbound.kind is Kind.COMMENT:
        return f"(bình luận trên Trang) {inbound.text}"
    if inbound.kind is Kind.LOCATION:
        return "(gửi vị trí)"
    if inbound.kind is Kind.ATTACHMENT:
        names = (ATTACHMENTS.get(item.type, "Tệp") for item in inbound.attachments)
        return f"({', '.join(names)})"
    return ""
