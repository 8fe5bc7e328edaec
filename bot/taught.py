"""What staff taught the bot at run time: phrasings and their topics, kept as content changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.models import ContentChange
from faq.content import Content, load_content
from faq.errors import TeachingError
from faq.learning import Labelled, check_teaching, labelled
from faq.matcher import Matcher, Taught
from faq.model import Model, load_model
from faq.text import clean, normalise

PHRASING = "phrasing"
_EXAMPLES = 3


@dataclass(frozen=True)
class Shipped:
    """The content that ships and its model."""

    content: Content
    model: Model


@cache
def shipped() -> Shipped:
    """Read what ships, once a process."""
    return Shipped(load_content(), load_model())


@cache
def _questions() -> Sequence[Labelled]:
    """Read the questions that must stay understood, once a process that teaches (two seconds)."""
    return labelled(shipped().content)


def phrasings(session: Session) -> list[Taught]:
    """Give what was taught, oldest first; of equal texts the newest counts."""
    rows = session.scalars(
        select(ContentChange).where(ContentChange.kind == PHRASING).order_by(ContentChange.id)
    )
    return [Taught(row.value["text"], row.key) for row in rows]


def check(database: Database, texts: Sequence[str], topic: str) -> list[Taught]:
    """Give the texts as phrasings that may be taught.

    Raises TeachingError, in words for staff, for an unknown topic, a text without words, or when
    a question that is understood today would be taken for `topic`.
    """
    ships = shipped()
    if topic not in ships.content.by_id:
        raise TeachingError(f"không có chủ đề {topic!r}; xem faq/topics.yaml")
    if not texts or not all(normalise(text) for text in texts):
        raise TeachingError("câu này không có chữ nào để học")
    new = [Taught(clean(text), topic) for text in texts]
    with database.read() as session:
        earlier = phrasings(session)
    before = Matcher(ships.content, ships.model, earlier)
    after = Matcher(ships.content, ships.model, [*earlier, *new])
    turned = check_teaching(before, after, _questions())
    if turned:
        examples = "; ".join(
            f"“{each.text}” ({ships.content.entries[each.right].title})"
            for each in turned[:_EXAMPLES]
        )
        raise TeachingError(f"chưa dạy: câu này sẽ làm sai {len(turned)} câu: {examples}")
    return new


def keep(session: Session, new: Sequence[Taught], author: str, now: datetime) -> None:
    """Let the phrasings hold for every message accepted after this is committed."""
    for phrasing in new:
        session.add(
            ContentChange(
                kind=PHRASING,
                key=phrasing.topic,
                value={"text": phrasing.text},
                author=author[:100],
                created_at=now,
            )
        )
