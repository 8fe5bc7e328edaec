"""Messages that were not understood: a list to work off, and what is asked most."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.storage.outreach import Question

PAGE = 50


def open_questions(session: Session, page: int = 1) -> Sequence[Question]:
    """Give a page of those that nobody looked at yet, newest first."""
    query = select(Question).where(Question.reviewed_at.is_(None)).order_by(Question.id.desc())
    return session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all()


def open_count(session: Session) -> int:
    """Give how many wait for a look."""
    return (
        session.scalar(select(func.count(Question.id)).where(Question.reviewed_at.is_(None))) or 0
    )


def review(session: Session, question_id: int, now: datetime) -> None:
    """Mark one as looked at; one that is gone or done already is left alone."""
    question = session.get(Question, question_id)
    if question is not None and question.reviewed_at is None:
        question.reviewed_at = now
