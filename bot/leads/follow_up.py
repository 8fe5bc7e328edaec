"""What staff do with a lead: contact it, note what was said, plan the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.leads import audit, joins
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError
from bot.leads.merged import numbers_of
from bot.leads.queries import find_lead
from bot.leads.statuses import STATUSES, title
from bot.leads.text import clean, clean_note
from bot.leads.viewers import Viewer
from bot.storage.outreach import Lead, LeadEvent

LONGEST_NOTE = 2000
TWICE_WITHIN = timedelta(seconds=15)  # the same form again within this time is a double click


@dataclass(frozen=True)
class FollowUp:
    """What the form of a lead's page says."""

    status: str
    reason: str = ""
    note: str = ""
    next_step_on: date | None = None
    joined_on: date | None = None
    receipt: str = ""


def follow_up(session: Session, code: str, wish: FollowUp, viewer: Viewer, now: datetime) -> None:
    """Set status, next step and note, with a line of history for each that is new.

    Raises LeadsError for a status that does not exist or a day that cannot be right.
    """
    lead = find_lead(session, code, viewer)
    today = day_of(now)
    if wish.status not in STATUSES:
        raise LeadsError("Chọn một trạng thái trong danh sách.")
    if wish.joined_on and wish.joined_on > today:
        raise LeadsError("Ngày tham gia không thể sau hôm nay.")
    if wish.next_step_on and wish.next_step_on < today and wish.next_step_on != lead.next_step_on:
        raise LeadsError("Ngày hẹn tiếp đã qua. Chọn hôm nay hoặc một ngày sau.")
    lines = _status_lines(lead, wish, today)
    note = clean_note(wish.note, LONGEST_NOTE)
    if note and not _just_written(session, lead, note, now):
        lines.append(("note", note))
    if not lines:
        return
    for kind, text in lines:
        event = LeadEvent(lead_id=lead.id, kind=kind, text=text, created_at=now)
        event.user_id = viewer.user_id
        session.add(event)
    if lead.status != "new":
        lead.last_contact_at = now
    lead.updated_at = now
    joins.follow_lead(session, lead, viewer, now)
    audit.record(session, viewer, "lead-changed", now, target=lead.code, status=lead.status)


def history(session: Session, lead: Lead) -> Sequence[LeadEvent]:
    """Give the history of a lead, and of what went into it, with authors, newest first."""
    whose = LeadEvent.lead_id.in_(numbers_of(session, lead))
    query = select(LeadEvent).where(whose).options(joinedload(LeadEvent.user))
    return session.scalars(query.order_by(LeadEvent.id.desc())).all()


def _status_lines(lead: Lead, wish: FollowUp, today: date) -> list[tuple[str, str]]:
    """Set what changed and give the lines of history that say so."""
    reason = clean(wish.reason, 200)
    receipt = clean(wish.receipt, 60) if wish.status == "joined" else ""
    joined_on = (wish.joined_on or lead.joined_on or today) if wish.status == "joined" else None
    lines = []
    if (wish.status, reason) != (lead.status, lead.reason):
        lines.append(("status", title(wish.status) + (f": {reason}" if reason else "")))
    if joined_on and (joined_on, receipt) != (lead.joined_on, lead.receipt):
        lines.append(
            (
                "joined",
                f"Tham gia ngày {joined_on:%d/%m/%Y}" + (f", biên lai {receipt}" * bool(receipt)),
            )
        )
    if wish.next_step_on != lead.next_step_on:
        day = wish.next_step_on
        lines.append(("next", f"Hẹn tiếp ngày {day:%d/%m/%Y}" if day else "Bỏ ngày hẹn tiếp"))
    lead.status, lead.reason, lead.next_step_on = wish.status, reason, wish.next_step_on
    lead.joined_on, lead.receipt = joined_on, receipt
    return lines


def _just_written(session: Session, lead: Lead, note: str, now: datetime) -> bool:
    same = select(LeadEvent.id).where(
        LeadEvent.lead_id == lead.id,
        LeadEvent.kind == "note",
        LeadEvent.text == note,
        LeadEvent.created_at > now - TWICE_WITHIN,
    )
    return session.scalar(same.limit(1)) is not None
