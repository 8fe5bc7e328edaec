"""What people ask about, counted by day."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from bot.leads.calendar import day_of
from bot.storage.inserts import insert_into
from bot.storage.models import Conversation
from bot.storage.outreach import TopicCount

PARTS = 16
"""A row is locked until its transaction ends. With one for each topic and day, all who ask the same
would be answered one after the other."""


def count(session: Session, conversation: Conversation, topic: str, now: datetime) -> None:
    """Count the topic for today in Vietnam."""
    row = {"day": day_of(now), "topic": topic[:60], "part": conversation.id % PARTS, "count": 1}
    session.connection().execute(_one_more(session.get_bind().dialect.name), row)


def most_asked(session: Session, since: date, most: int) -> Sequence[tuple[str, int]]:
    """Give the topics that were answered most since a day, with how often."""
    total = func.sum(TopicCount.count)
    rows = session.execute(
        select(TopicCount.topic, total)
        .where(TopicCount.day >= since)
        .group_by(TopicCount.topic)
        .order_by(total.desc(), TopicCount.topic)
        .limit(most)
    )
    return [(topic, int(times)) for topic, times in rows]


@lru_cache
def _one_more(dialect: str) -> Executable:
    new = insert_into(TopicCount.__table__, dialect)
    statement: Executable = new.on_conflict_do_update(
        index_elements=["day", "topic", "part"], set_={"count": TopicCount.count + 1}
    )
    return statement
