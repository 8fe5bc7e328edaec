"""The people who share a phone: each is a lead of its own, all but the oldest linked to that."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.leads.merged import visible
from bot.storage.outreach import Lead


def link_anew(session: Session, phone_hash: str, without: int | None = None) -> None:
    """Link the leads of a phone, as if the one of the id `without` were not there."""
    if not phone_hash:
        return
    found = select(Lead).where(Lead.phone_hash == phone_hash, visible()).order_by(Lead.id)
    leads = [lead for lead in session.scalars(found) if lead.id != without]
    for lead in leads:
        lead.linked_to_id = leads[0].id if lead is not leads[0] else None
