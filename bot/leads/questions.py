"""Messages that were not understood: a list to work off, and what belongs elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.storage.outreach import Question

NEWEST = 500
"""How many are looked through at once."""


def open_questions(session: Session) -> Sequence[Question]:
    """Give the newest of those that nobody decided about yet, newest first."""
    query = select(Question).where(Question.reviewed_at.is_(None)).order_by(Question.id.desc())
    return session.scalars(query.limit(NEWEST)).all()


def open_count(session: Session) -> int:
    """Give how many wait for a decision."""
    return (
        session.scalar(select(func.count(Question.id)).where(Question.reviewed_at.is_(None))) or 0
    )


def texts_of(session: Session, ids: Iterable[int]) -> Sequence[str]:
    """Give the texts of those among `ids` that nobody decided about yet, newest first."""
    query = select(Question.text).where(Question.id.in_(list(ids)), Question.reviewed_at.is_(None))
    return session.scalars(query.order_by(Question.id.desc())).all()


def settle(session: Session, ids: Iterable[int], now: datetime) -> int:
    """Take them off the list, and give how many; those gone or done already are left alone."""
    rows = session.scalars(
        update(Question)
        .where(Question.id.in_(list(ids)), Question.reviewed_at.is_(None))
        .values(reviewed_at=now)
        .returning(Question.id)
    )
    return len(rows.all())


def refused_by_kind(session: Session, since: datetime) -> Mapping[str, int]:
    """Count the refused messages by the kind of office they belong to ("" = none), most first."""
    count = func.count(Question.id)
    rows = session.execute(
        select(Question.kind, count)
        .where(Question.decision == "refuse", Question.created_at >= since)
        .group_by(Question.kind)
        .order_by(count.desc(), Question.kind)
    )
    return {row.kind: row[1] for row in rows}


def purge_questions(session: Session, before: datetime, most: int) -> int:
    """Delete up to `most` that are older than `before`, and give how many."""
    old = select(Question.id).where(Question.created_at < before).limit(most)
    rows = session.scalars(delete(Question).where(Question.id.in_(old)).returning(Question.id))
    return len(rows.all())
