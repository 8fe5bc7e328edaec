"""Sessions of staff: each browser is a row, which ends by time or by one tap."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.leads.calendar import day_of
from bot.storage.accounts import StaffSession
from bot.storage.campaigns import Campaign
from bot.storage.outreach import User

IDLE = timedelta(hours=8)  # without a click
LONGEST = timedelta(hours=24)  # however busy: a phone that is lost at night is out in the morning
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last click is kept


def begin(session: Session, user_id: int, device: str, browser: str, now: datetime) -> str:
    """Begin a session and give the key that its browser keeps; we keep the key's hash only.

    `browser` is the mark by which the browser is known from one session to the next.
    """
    key = secrets.token_urlsafe(24)
    row = StaffSession(user_id=user_id, key_hash=_hash(key), device=device[:60])
    row.browser = _hash(browser)
    row.created_at = row.seen_at = now
    session.add(row)
    return key


def find(session: Session, key: str, now: datetime) -> StaffSession | None:
    """Give the session of that key with its account; None when it is over or the account closed."""
    query = select(StaffSession).options(joinedload(StaffSession.user))
    row = session.scalar(query.where(StaffSession.key_hash == _hash(key)))
    if row is None or not _lives(row, now) or row.user.disabled_at is not None:
        return None
    return row


def seen(session: Session, session_id: int, now: datetime) -> None:
    """Note a click."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        row.seen_at = now


def of_account(session: Session, user_id: int, now: datetime) -> Sequence[StaffSession]:
    """Give the account's living sessions, the one that was used last first."""
    query = select(StaffSession).where(StaffSession.user_id == user_id)
    rows = session.scalars(query.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()))
    return [row for row in rows if _lives(row, now)]


def end(session: Session, user_id: int, session_id: int | None = None) -> int:
    """End one session of the account, or all of them; give how many ended."""
    query = delete(StaffSession).where(StaffSession.user_id == user_id)
    if session_id is not None:
        query = query.where(StaffSession.id == session_id)
    return len(session.execute(query.returning(StaffSession.id)).all())


def end_by_key(session: Session, key: str) -> None:
    """End the session of that key, as when its browser signs out."""
    session.execute(delete(StaffSession).where(StaffSession.key_hash == _hash(key)))


def over(session: Session, user: User, now: datetime) -> Campaign | None:
    """Give the campaign that the account was made for, when it is over; None else."""
    campaign = session.get(Campaign, user.campaign_id) if user.campaign_id else None
    return campaign if campaign is not None and day_of(now) > campaign.ends else None


def has_left(session: Session, user: User, now: datetime) -> bool:
    """Tell whether an account is closed or its campaign over: see `in_use`."""
    return user.disabled_at is not None or over(session, user, now) is not None


def in_use(now: datetime) -> ColumnElement[bool]:
    """Give what a query adds to find only accounts that are open and whose campaign is not over."""
    over_by_now = select(Campaign.id).where(Campaign.ends < day_of(now))
    lasts = or_(User.campaign_id.is_(None), User.campaign_id.not_in(over_by_now))
    return and_(User.disabled_at.is_(None), lasts)


def drop_old(session: Session, now: datetime) -> int:
    """Delete the sessions that time has ended; give how many."""
    gone = delete(StaffSession).where(
        or_(StaffSession.seen_at < now - IDLE, StaffSession.created_at < now - LONGEST)
    )
    return len(session.scalars(gone.returning(StaffSession.id)).all())


def _lives(row: StaffSession, now: datetime) -> bool:
    return now - row.seen_at <= IDLE and now - row.created_at <= LONGEST


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()
