"""Who may work on a conversation: leases with a fence number that grows with each claim.

Every transaction of a drain renews the lease first. That takes the row's lock, so what `accept`
commits is either seen by the queries that follow or comes after and sets `due_at` again: a release
in the same transaction cannot lose a wake-up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from bot.delivery.errors import StaleFenceError
from bot.storage.models import Conversation

LEASE = timedelta(seconds=10)  # longer than a send, which gives up after 8 s


@dataclass(frozen=True)
class Lease:
    """A claim on one conversation, good as long as nobody holds a higher fence."""

    conversation_id: int
    fence: int
    channel: str
    account: str
    person: str


@dataclass(frozen=True)
class Standing:
    """What may change under a lease, as read in this transaction."""

    human: str | None
    last_inbound_at: datetime | None
    blocked_at: datetime | None
    erase_after: int | None


def claim(session: Session, conversation_id: int, now: datetime) -> Lease | None:
    """Take a conversation that is due and that nobody holds; None when there is nothing to take."""
    row = session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.due_at <= now,
            or_(Conversation.lease_until.is_(None), Conversation.lease_until < now),
        )
        .values(lease_until=now + LEASE, fence=Conversation.fence + 1)
        .returning(
            Conversation.fence, Conversation.channel, Conversation.account, Conversation.person
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Lease(conversation_id, *row) if row else None


def renew(session: Session, lease: Lease, now: datetime) -> Standing:
    """Hold the lease for another 10 s. Raises StaleFenceError when it went to somebody else."""
    row = session.execute(
        update(Conversation)
        .where(Conversation.id == lease.conversation_id, Conversation.fence == lease.fence)
        .values(lease_until=now + LEASE)
        .returning(
            Conversation.human,
            Conversation.last_inbound_at,
            Conversation.blocked_at,
            Conversation.erase_after,
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise StaleFenceError(f"conversation {lease.conversation_id} has a newer fence")
    return Standing(*row)


def release(session: Session, lease: Lease, due_at: datetime | None) -> None:
    """Let go; `due_at` says when there is work again. Call only after `renew`."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == lease.conversation_id, Conversation.fence == lease.fence)
        .values(lease_until=None, due_at=due_at)
        .execution_options(synchronize_session=False)
    )
