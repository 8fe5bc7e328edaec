"""Officers approve the answers that ship: who, when, to be reviewed by when, and which text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.models import ContentChange
from faq.content import Approval, Content, Entry

APPROVAL = "approval"
State = Literal["waiting", "changed", "overdue", "approved"]


@dataclass(frozen=True)
class Given:
    """An approval, and the digest of the text that was approved."""

    approval: Approval
    digest: str


def digest(entry: Entry) -> str:
    """Give what tells one text of an answer with its grounds from another."""
    grounds = [f"{source.document} {source.article}" for source in entry.sources]
    return hashlib.sha256("\n".join([entry.short, entry.full, *grounds]).encode()).hexdigest()


def given(session: Session) -> Mapping[str, Given]:
    """Give the newest approval of each topic, of whichever text."""
    rows = session.scalars(
        select(ContentChange).where(ContentChange.kind == APPROVAL).order_by(ContentChange.id)
    )
    return {row.key: _read(row) for row in rows}


def _read(row: ContentChange) -> Given:
    value = row.value
    dates = (date.fromisoformat(value[name]) for name in ("on", "review_by"))
    return Given(Approval(value["by"], *dates), value["digest"])


def state_of(entry: Entry, approved: Mapping[str, Given], today: date) -> State:
    """Whether an answer waits, was changed after its approval, is due for review, or holds."""
    current = _current(entry, approved)
    if current is None:
        return "changed" if entry.id in approved else "waiting"
    return "overdue" if current.review_by < today else "approved"


def overlaid(content: Content, approved: Mapping[str, Given]) -> Content:
    """Give the content with the approvals that hold for the texts as they are."""
    entries = {
        topic: replace(entry, approved=_current(entry, approved))
        for topic, entry in content.entries.items()
    }
    return replace(content, entries=entries)


def _current(entry: Entry, approved: Mapping[str, Given]) -> Approval | None:
    of_office = approved.get(entry.id)
    if of_office and of_office.digest == digest(entry):
        return of_office.approval
    return entry.approved


def approve(session: Session, entry: Entry, by: str, author: str, review_by: date, now: datetime,
            today: date) -> None:  # fmt: skip
    """Keep that `by` approved the answer as it reads today."""
    value = {
        "by": by,
        "on": today.isoformat(),
        "review_by": review_by.isoformat(),
        "digest": digest(entry),
    }
    session.add(
        ContentChange(kind=APPROVAL, key=entry.id, value=value, author=author[:100], created_at=now)
    )
