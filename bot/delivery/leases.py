"""Who may work on a conversation: leases with a fence number that grows with each claim.

Every transaction of a drain renews the lease first. That takes the row's lock, so what `keep`
commits is either seen by the queries that follow or comes after and sets `due_at` again: a release
in the same transaction cannot lose a wake-up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, update
from sqlalchemy.orm import Session

from bot.delivery.errors import StaleFenceError
from bot.storage.models import conversation_rows as rows

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


_STANDING = (
    rows.c.human,
    rows.c.last_inbound_at,
    rows.c.blocked_at,
    rows.c.erase_after,
)
_OURS = (
    rows.c.id == bindparam("of_conversation"),
    rows.c.fence == bindparam("with_fence"),
)
_CLAIM = (
    update(rows)
    .where(
        rows.c.id == bindparam("of_conversation"),
        rows.c.due_at <= bindparam("now"),
        or_(rows.c.lease_until.is_(None), rows.c.lease_until < bindparam("now")),
    )
    .values(lease_until=bindparam("until"), fence=rows.c.fence + 1)
    .returning(
        rows.c.fence,
        rows.c.channel,
        rows.c.account,
        rows.c.person,
        *_STANDING,
    )
)
_RENEW = update(rows).where(*_OURS).values(lease_until=bindparam("until")).returning(*_STANDING)
_RELEASE = update(rows).where(*_OURS).values(lease_until=None, due_at=bindparam("next"))


def claim(session: Session, conversation_id: int, now: datetime) -> tuple[Lease, Standing] | None:
    """Take a conversation that is due and that nobody holds; None when there is nothing to take."""
    what = {"of_conversation": conversation_id, "now": now, "until": now + LEASE}
    row = session.connection().execute(_CLAIM, what).one_or_none()
    return (Lease(conversation_id, *row[:4]), Standing(*row[4:])) if row else None


def renew(session: Session, lease: Lease, now: datetime) -> Standing:
    """Hold the lease for another 10 s. Raises StaleFenceError when it went to somebody else."""
    what = {**_ours(lease), "until": now + LEASE}
    row = session.connection().execute(_RENEW, what).one_or_none()
    if row is None:
        raise StaleFenceError(f"conversation {lease.conversation_id} has a newer fence")
    return Standing(*row)


def release(session: Session, lease: Lease, due_at: datetime | None) -> None:
    """Let go; `due_at` says when there is work again. Call only after `renew`."""
    session.connection().execute(_RELEASE, {**_ours(lease), "next": due_at})


def _ours(lease: Lease) -> dict[str, int]:
    return {"of_conversation": lease.conversation_id, "with_fence": lease.fence}
