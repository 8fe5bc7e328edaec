"""Deleting leads: when their person asks for it, and when their time is over.

A join that the office counted stays counted, without anything that says who it was.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.leads import audit, search
from bot.leads.calendar import months_before
from bot.storage.campaigns import Join
from bot.storage.outreach import Lead, LeadEvent

BATCH = 500  # leads that one transaction deletes
ERASED = "(đã xóa)"


def erase_leads_of(session: Session, conversation_id: int, now: datetime) -> None:
    """Delete what a conversation left; the log says that it was done, not who it was."""
    found = select(Lead).where(Lead.conversation_id == conversation_id)
    for lead in session.scalars(found).all():
        audit.record(session, None, "lead-erased", now, target=lead.code)
        _erase(session, lead, now)


def purge_leads(session: Session, months: int, now: datetime, limit: int = BATCH) -> int:
    """Delete up to `limit` leads whose consent is older than `months`; give how many.

    Consent promised that they are kept no longer. Call again until it gives 0.
    """
    leads: Sequence[Lead] = session.scalars(
        select(Lead)
        .where(Lead.consent_at < months_before(now, months), Lead.name != ERASED)
        .order_by(Lead.consent_at)
        .limit(limit)
    ).all()
    for lead in leads:
        _erase(session, lead, now)
    if leads:
        audit.record(session, None, "leads-purged", now, count=len(leads))
    return len(leads)


def _erase(session: Session, lead: Lead, now: datetime) -> None:
    _link_others_anew(session, lead)
    session.execute(delete(LeadEvent).where(LeadEvent.lead_id == lead.id))
    session.execute(
        update(Join)
        .where(Join.lead_id == lead.id)
        .values(lead_id=None, receipt=None, receipt_key=None, insurance_hash=None)
    )
    if lead.status == "joined":
        _forget_who(lead, now)
    else:
        session.delete(lead)
    session.flush()


def _forget_who(lead: Lead, now: datetime) -> None:
    """Keep team, campaign, ward and the day of joining; nothing else."""
    lead.name = lead.name_folded = ERASED
    lead.phone = lead.phone_hash = lead.phone_last = ""
    lead.place = lead.place_folded = lead.hamlet = ""
    search.index(lead)
    lead.need = lead.call_time = lead.for_whom = lead.receipt = lead.sex = lead.reason = ""
    lead.birth_year = lead.income = lead.conversation_id = lead.linked_to_id = None
    lead.assignee_id = lead.next_step_on = None
    lead.updated_at = now


def _link_others_anew(session: Session, lead: Lead) -> None:
    """The people who share the phone stay linked, to the oldest of those who are left."""
    others = session.scalars(
        select(Lead.id).where(Lead.linked_to_id == lead.id).order_by(Lead.id)
    ).all()
    if others:
        session.execute(update(Lead).where(Lead.id.in_(others[1:])).values(linked_to_id=others[0]))
        session.execute(update(Lead).where(Lead.id == others[0]).values(linked_to_id=None))
