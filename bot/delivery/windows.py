"""When a platform lets us write to a person, and how often: the one place that decides it."""

from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy.orm import Session

from bot.channels.base import Window
from bot.delivery import outbox
from bot.delivery.leases import Standing
from bot.storage.models import Conversation


class Closed(Enum):
    """Why nothing may be sent now."""

    BLOCKED = auto()  # the person takes no message of ours
    LATE = auto()  # too long after the person's last act
    SPENT = auto()  # as many messages went as one act allows


def closed(
    session: Session,
    window: Window,
    conversation_id: int,
    standing: Standing | Conversation,
    now: datetime,
    *,
    answers: int | None = None,
    begun: bool = False,
) -> Closed | None:
    """Say why a message may not go out; None when it may.

    `answers` is the event that it answers: each has messages of its own. One that has `begun` may
    end, whatever the count.
    """
    last = standing.last_inbound_at
    if standing.blocked_at is not None:
        return Closed.BLOCKED
    if window.hours is not None and (last is None or now - last > timedelta(hours=window.hours)):
        return Closed.LATE
    if window.messages is None or last is None or begun:
        return None
    count = outbox.parts_for(session, conversation_id, answers, last)
    return Closed.SPENT if count >= window.messages else None
