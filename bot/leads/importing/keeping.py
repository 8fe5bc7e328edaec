"""Keeping the rows of a draft as leads, with who asked for consent, when and where."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.conversation.effects import ConsentGiven, LeadLeft
from bot.leads import consent, intake
from bot.leads.calendar import start_of
from bot.leads.importing.rows import Row
from bot.leads.viewers import Viewer
from bot.storage.outreach import Lead, LeadEvent

BATCH = 50  # rows in a transaction: it must not keep the answers to citizens waiting


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Give the rows in pieces of one transaction each."""
    return (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))


def keep(session: Session, rows: Sequence[Row], viewer: Viewer, now: datetime) -> int:
    """Keep rows and give how many new leads they made; sent twice they make none the second time.

    The lead's history says who asked for consent, on which day and where.
    """
    before = session.scalar(select(func.max(Lead.id))) or 0
    kept = {_keep(session, row, viewer, now) for row in rows}
    return sum(1 for lead_id in kept if lead_id > before)


def _keep(session: Session, row: Row, viewer: Viewer, now: datetime) -> int:
    left = LeadLeft(
        name=row.name,
        phone=row.phone,
        consent=ConsentGiven(consent.VERSION),
        place=row.place,
        hamlet=row.hamlet,
        ward=row.ward,
        former_ward=row.former_ward,
        province=row.province,
        call_time=row.call_time,
        need=row.need,
        birth_year=row.birth_year,
        sex=row.sex,
        source=row.source,
    )
    lead = intake.keep_from_file(session, left, viewer, start_of(row.consent_on), now)
    said = f"{row.consent_by} xin đồng ý ngày {row.consent_on:%d/%m/%Y}, nguồn: {row.source}"
    for kind, text in (("consent", said), ("note", row.note)):
        if text:
            event = LeadEvent(lead_id=lead.id, kind=kind, text=text, created_at=now)
            event.user_id = viewer.user_id
            session.add(event)
    return lead.id
