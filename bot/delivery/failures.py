"""What becomes of a reply that the platform did not take."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.channels.errors import Do, SendError
from bot.conversation.state import State
from bot.delivery import outbox
from bot.delivery.counts import Counts
from bot.delivery.leases import Lease
from bot.delivery.outbox import Message
from bot.delivery.results import Failed
from bot.storage.models import Conversation

MAX_TRIES = 12  # failures of one reply while its channel works for others
ECHO_WITHIN = 3.0  # seconds in which an echo may tell that the platform took it after all
LONGEST_WAIT = 300.0  # seconds between two tries
MORNING_HOUR = 6
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

log = structlog.get_logger()


def settle(
    session: Session, lease: Lease, message: Message, failed: Failed, counts: Counts, now: datetime
) -> None:
    """Hold the reply, bury it, or let it be tried again, as the error says."""
    error = failed.error
    counts.add("send-error", lease.channel, error.code)
    if error.do is Do.HOLD:
        outbox.give_up(session, message, outbox.HELD, str(error))
    elif error.do is Do.STOP_PERSON:
        _block(session, lease, error, now)
        _bury(session, lease, message, error, counts)
    elif error.do is Do.DEAD or message.tries >= MAX_TRIES:
        _bury(session, lease, message, error, counts)
        log.error("reply is dead", channel=lease.channel, outbox=message.id, code=error.code)
    else:
        counts.add("retry", lease.channel)
        due_at = _retry_at(error, message.tries, now)
        outbox.try_again(
            session,
            message,
            due_at,
            str(error),
            counted=failed.counted and error.do is not Do.NIGHT,
            unknown=error.unknown,
        )


def backoff(tries: int, chance: float) -> timedelta:
    """Give how long to wait after `tries` failures: doubling to 5 minutes, ± 25 % by `chance`."""
    seconds = min(LONGEST_WAIT, 2.0 ** min(tries - 1, 9))
    return timedelta(seconds=seconds * (0.75 + 0.5 * chance))


def next_morning(now: datetime) -> datetime:
    """Give the next 06:00 in Vietnam: the platform is closed for us at night (Zalo: -234)."""
    local = now.astimezone(LOCAL)
    morning = local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def _retry_at(error: SendError, tries: int, now: datetime) -> datetime:
    if error.do is Do.NIGHT:
        return next_morning(now)
    if error.do in (Do.REFRESH, Do.REUPLOAD) and tries <= 1:
        return now
    wait = backoff(max(tries, 1), random.random())  # noqa: S311 - jitter, no secret
    least = max(error.retry_after or 0.0, ECHO_WITHIN if error.unknown else 0.0)
    return now + max(wait, timedelta(seconds=least))


def _block(session: Session, lease: Lease, error: SendError, now: datetime) -> None:
    session.execute(
        update(Conversation)
        .where(Conversation.id == lease.conversation_id)
        .values(blocked_at=now, blocked_reason=str(error))
        .execution_options(synchronize_session=False)
    )


def _bury(
    session: Session, lease: Lease, message: Message, error: SendError, counts: Counts
) -> None:
    outbox.give_up(session, message, outbox.DEAD, str(error))
    counts.add("dead", lease.channel, "outbox")
    _introduce_again(session, lease)


def _introduce_again(session: Session, lease: Lease) -> None:
    """The reply may have been the one that said what the bot is: the next one says it again."""
    ours = (Conversation.id == lease.conversation_id, Conversation.fence == lease.fence)
    stored = session.scalar(select(Conversation.state).where(*ours))
    if stored:
        state = State.from_json(stored).unintroduced().to_json()
        session.execute(
            update(Conversation)
            .where(*ours)
            .values(state=state)
            .execution_options(synchronize_session=False)
        )
