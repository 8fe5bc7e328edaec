"""Deleting leads: when their person asks for it, and when their time is over.

A join that the office counted stays counted, without anything that says who it was.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, inspect, or_, select, update
from sqlalchemy.orm import Session

from bot.leads import audit, linking, search
from bot.leads.calendar import months_before
from bot.leads.merged import kept_for, left_by, merges_of
from bot.storage.campaigns import Join
from bot.storage.merges import LeadMerge
from bot.storage.outreach import Lead, LeadEvent

BATCH = 500  # leads that one transaction deletes
ERASED = "(đã xóa)"


def erase_leads_of(session: Session, conversation_id: int, now: datetime) -> None:
    """Delete what a conversation left, with all that is known to be of the same person.

    The log says that it was done, not who it was.
    """
    found = select(Lead).where(left_by(conversation_id))
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
    """Delete a lead and what went into it; only itself when it went into another."""
    if not inspect(lead).persistent:
        return  # it went with another of these
    gone = [merge.gone for merge in merges_of(session, lead)]
    is_gone = kept_for(session, lead) is not lead
    session.execute(
        delete(LeadMerge).where(or_(LeadMerge.kept_id == lead.id, LeadMerge.gone_id == lead.id))
    )
    for other in gone:
        _erase_one(session, other, now, counts=False)
    _erase_one(session, lead, now, counts=not is_gone)


def _erase_one(session: Session, lead: Lead, now: datetime, *, counts: bool) -> None:
    linking.link_anew(session, lead.phone_hash, without=lead.id)
    session.execute(delete(LeadEvent).where(LeadEvent.lead_id == lead.id))
    session.execute(
        update(Join)
        .where(Join.lead_id == lead.id)
        .values(lead_id=None, receipt=None, receipt_key=None, insurance_hash=None)
    )
    if lead.status == "joined" and counts:
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
