"""The rows of `channel_accounts`: a token chain, its refresh lease, its pause."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.delivery.services import Account, NewTokens
from bot.storage.models import ChannelAccount

LEASE = timedelta(seconds=30)  # longer than the refresh call


@dataclass(frozen=True)
class Chain:
    """The account's row as read."""

    id: int
    access_token: str
    refresh_token: str
    expires_at: datetime | None
    paused_at: datetime | None


def seed_of(account: Account) -> str:
    """Give the mark of the environment's tokens: when it changes, they start a new chain."""
    return hashlib.sha256(f"{account.access_token}\0{account.refresh_token}".encode()).hexdigest()


def read(session: Session, channel: str, account: str) -> Chain | None:
    """Give the chain of an account; None when it has no row yet."""
    row = session.execute(
        select(
            ChannelAccount.id,
            ChannelAccount.access_token,
            ChannelAccount.refresh_token,
            ChannelAccount.token_expires_at,
            ChannelAccount.paused_at,
        ).where(ChannelAccount.channel == channel, ChannelAccount.account == account)
    ).one_or_none()
    if row is None:
        return None
    return Chain(row.id, row.access_token or "", row.refresh_token or "", row[3], row.paused_at)


def seed(session: Session, account: Account) -> None:
    """Start the chain from the environment, unless the same values started it before."""
    mark = seed_of(account)
    row = session.execute(
        select(ChannelAccount.id, ChannelAccount.token_seed, ChannelAccount.access_token).where(
            ChannelAccount.channel == account.channel, ChannelAccount.account == account.account
        )
    ).one_or_none()
    if row is not None and row.token_seed == mark:
        return
    if row is not None and row.token_seed is None and row.access_token:
        # An authorisation came before the first start: the environment is older.
        session.execute(
            update(ChannelAccount).where(ChannelAccount.id == row.id).values(token_seed=mark)
        )
        return
    values = {
        "access_token": account.access_token,
        "refresh_token": account.refresh_token,
        "token_expires_at": None,
        "token_seed": mark,
        "paused_at": None,
        "paused_reason": None,
    }
    if row is not None:
        session.execute(update(ChannelAccount).where(ChannelAccount.id == row.id).values(**values))
        return
    try:
        with session.begin_nested():
            session.execute(
                insert(ChannelAccount).values(
                    channel=account.channel, account=account.account, **values
                )
            )
    except IntegrityError:
        return  # another process that starts now was first, with the same environment


def lease(session: Session, account_id: int, now: datetime) -> bool:
    """Take the right to refresh, unless another process has it now."""
    taken = session.execute(
        update(ChannelAccount)
        .where(
            ChannelAccount.id == account_id,
            or_(
                ChannelAccount.refresh_lease_until.is_(None),
                ChannelAccount.refresh_lease_until < now,
            ),
        )
        .values(refresh_lease_until=now + LEASE)
        .returning(ChannelAccount.id)
    ).one_or_none()
    return taken is not None


def free(session: Session, account_id: int) -> None:
    """Give the right to refresh back."""
    session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account_id)
        .values(refresh_lease_until=None)
    )


def open_account(session: Session, channel: str, account: str) -> int:
    """Give the row of an account, made when there is none."""
    found = read(session, channel, account)
    if found is not None:
        return found.id
    new = insert(ChannelAccount).values(channel=channel, account=account)
    return int(session.execute(new.returning(ChannelAccount.id)).scalar_one())


def store(session: Session, account_id: int, new: NewTokens, expires_at: datetime) -> None:
    """Store the successor of both tokens; that also ends a pause."""
    session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account_id)
        .values(
            access_token=new.access_token,
            refresh_token=new.refresh_token,
            token_expires_at=expires_at,
            paused_at=None,
            paused_reason=None,
        )
    )


def pause(session: Session, channel: str, account: str, reason: str, now: datetime) -> None:
    """Stop sending for the account."""
    session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.channel == channel, ChannelAccount.account == account)
        .values(paused_at=now, paused_reason=reason)
    )


def resume(session: Session, account_id: int) -> None:
    """Send for the account again."""
    session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account_id)
        .values(paused_at=None, paused_reason=None)
    )


def probe(session: Session, chain: Chain, now: datetime) -> bool:
    """Take the one try of all processes that a pause allows from time to time."""
    taken = session.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == chain.id, ChannelAccount.paused_at == chain.paused_at)
        .values(paused_at=now)
        .returning(ChannelAccount.id)
    ).one_or_none()
    return taken is not None
