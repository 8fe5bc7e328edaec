"""A colleague's answer on its way: within the platform's window, once however often one clicks."""

import json
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import Channels
from bot.conversation.messages import Reply
from bot.delivery import inbox, outbox, windows
from bot.delivery.windows import Closed
from bot.leads.errors import LeadsError
from bot.storage.models import Conversation, OutboxMessage

TWICE_WITHIN = timedelta(seconds=15)  # the same text again within this time is a double click


def closed_because(
    session: Session, channels: Channels, conversation: Conversation, now: datetime
) -> str:
    """Say why nothing can be sent now, with what to do instead; "" when it can."""
    if conversation.channel not in channels:
        return "Kênh này chưa được nối với hệ thống."
    window = channels[conversation.channel].window
    closed = windows.closed(session, window, conversation.id, conversation, now)
    if closed is Closed.BLOCKED:
        return "Người này không nhận tin của trang nữa. Hãy gọi điện nếu có số."
    if closed is Closed.LATE:
        return (
            f"Đã quá {window.hours:.0f} giờ từ tin cuối của người dân nên nền tảng không cho nhắn. "
            "Hãy gọi điện, hoặc đợi người dân nhắn lại."
        )
    if closed is Closed.SPENT:
        return (
            f"Đã gửi đủ {window.messages} tin mà nền tảng cho phép sau mỗi lần người dân nhắn. "
            "Hãy đợi người dân nhắn lại, hoặc gọi điện."
        )
    return ""


def send(
    session: Session, channels: Channels, conversation: Conversation, text: str, now: datetime
) -> None:
    """Put the answer into the outbox. Raises LeadsError when the platform's window is closed."""
    closed = closed_because(session, channels, conversation, now)
    if closed:
        raise LeadsError(closed)
    reply = Reply(text)
    if _just_sent(session, conversation, reply, now):
        return
    outbox.add(session, conversation.id, reply, now, origin=outbox.STAFF)
    inbox.make_due(session, [conversation.id], now)


def _just_sent(session: Session, conversation: Conversation, reply: Reply, now: datetime) -> bool:
    bodies = session.scalars(
        select(OutboxMessage.body).where(
            OutboxMessage.conversation_id == conversation.id,
            OutboxMessage.origin == outbox.STAFF,
            OutboxMessage.created_at > now - TWICE_WITHIN,
        )
    )
    return json.dumps(reply.to_json()) in bodies.all()
