"""Finding leads. The list on the screen and the export use the same filter."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from bot import phones
from bot.leads import scope, search
from bot.leads.calendar import start_of
from bot.leads.errors import UnknownLeadError
from bot.leads.merged import kept_for
from bot.leads.statuses import CLOSED
from bot.leads.viewers import Viewer
from bot.storage.outreach import Lead
from bot.storage.types import cipher

PAGE = 50
CHUNK = 500  # leads that an export reads at a time
_DIGITS = re.compile(r"[\d\s.\-+()]+")


@dataclass(frozen=True)
class LeadFilter:
    """Which leads are wanted; what is not set does not narrow.

    `text` is looked for in names and places, with or without diacritics; digits in phone numbers
    (a whole number, or its last three). `since` and `until` are days of leaving the lead in
    Vietnam, both included. `due_by`: leads still open whose next step was due on that day.
    `sort` is a key of `SORTS`.
    """

    text: str = ""
    status: str = ""
    team_id: int | None = None
    assignee_id: int | None = None
    since: date | None = None
    until: date | None = None
    due_by: date | None = None
    reason: str = ""
    source: str = ""
    sort: str = ""


SORTS: Mapping[str, str] = {
    "newest": "Mới để lại trước",
    "oldest": "Cũ nhất trước",
    "next": "Hẹn gần nhất trước",
    "contact": "Lâu chưa liên hệ trước",
    "name": "Theo họ tên",
}
"""The orders of the list, and their names for staff."""

_ORDER: Mapping[str, tuple[Any, ...]] = {
    "newest": (Lead.id.desc(),),
    "oldest": (Lead.id,),
    "next": (Lead.next_step_on.asc().nulls_last(), Lead.id),
    "contact": (Lead.last_contact_at.asc().nulls_first(), Lead.id),
    "name": (Lead.name_folded, Lead.id),
}


def page_of(
    session: Session, wanted: LeadFilter, viewer: Viewer, page: int = 1, size: int = PAGE
) -> Sequence[Lead]:
    """Give a page of leads with their teams; newest first, due ones by their day.

    The page is found by ids alone, so that what is passed over is not read.
    """
    order = _ORDER[wanted.sort or ("next" if wanted.due_by else "newest")]
    ids = _matching(wanted, viewer).with_only_columns(Lead.id).order_by(*order)
    found = session.scalars(ids.limit(size).offset((page - 1) * size)).all()
    query = select(Lead).where(Lead.id.in_(found))
    query = query.options(joinedload(Lead.team), joinedload(Lead.assignee))
    return session.scalars(query.order_by(*order)).all()


def count(session: Session, wanted: LeadFilter, viewer: Viewer) -> int:
    """Give how many leads match."""
    return session.scalar(_matching(wanted, viewer).with_only_columns(func.count(Lead.id))) or 0


def stream(session: Session, wanted: LeadFilter, viewer: Viewer) -> Iterator[Lead]:
    """Give all matching leads, oldest first, with a flat use of memory."""
    last = 0
    while True:
        query = _matching(wanted, viewer).where(Lead.id > last)
        query = query.options(joinedload(Lead.team), joinedload(Lead.assignee))
        leads = session.scalars(query.order_by(Lead.id).limit(CHUNK)).all()
        yield from leads
        if len(leads) < CHUNK:
            return
        last = leads[-1].id
        session.expunge_all()


def find_lead(session: Session, code: str, viewer: Viewer) -> Lead:
    """Give the lead of that code, or the one into which it went.

    Raises UnknownLeadError, also for one that is not open to the viewer.
    """
    lead = session.scalar(select(Lead).where(Lead.code == code))
    lead = kept_for(session, lead) if lead else None
    if lead is None or not scope.may_see(session, viewer, lead):
        raise UnknownLeadError("Không tìm thấy khách này.")
    return lead


def linked_leads(session: Session, lead: Lead, viewer: Viewer) -> Sequence[Lead]:
    """Give the other people on the same phone whom the viewer may see."""
    if not lead.phone_hash:
        return ()
    same = (Lead.phone_hash == lead.phone_hash, Lead.id != lead.id, scope.leads(viewer))
    return session.scalars(select(Lead).where(*same).order_by(Lead.id)).all()


def _matching(wanted: LeadFilter, viewer: Viewer) -> Select[Lead]:
    query = select(Lead).where(scope.leads(viewer), *_text_conditions(wanted.text))
    if wanted.status:
        query = query.where(Lead.status == wanted.status)
    if wanted.team_id is not None:
        query = query.where(Lead.team_id == wanted.team_id)
    if wanted.assignee_id is not None:
        query = query.where(Lead.assignee_id == wanted.assignee_id)
    if wanted.since:
        query = query.where(Lead.created_at >= start_of(wanted.since))
    if wanted.until:
        query = query.where(Lead.created_at < start_of(wanted.until + timedelta(days=1)))
    if wanted.reason:
        query = query.where(Lead.reason == wanted.reason)
    if wanted.source:
        query = query.where(Lead.source == wanted.source)
    if wanted.due_by:
        # "Not closed" and not "open": the few due days are the better index.
        query = query.where(Lead.next_step_on <= wanted.due_by, Lead.status.not_in(CLOSED))
    return query


def _text_conditions(text: str) -> list[ColumnElement[bool]]:
    text = text.strip()
    if not text:
        return []
    digits = re.sub(r"\D", "", text)
    if _DIGITS.fullmatch(text) and len(digits) >= 3:
        number = phones.parse(text)
        if number:
            return [Lead.phone_hash == cipher.search_hash(number)]
        return [Lead.phone_last == digits[-3:]]
    if text.upper().startswith("KH-"):
        return [Lead.code == text.upper()]
    return search.conditions(text)
