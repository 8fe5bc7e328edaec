"""Keeping what people leave: a new lead, a linked one on the same phone, or an update."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.effects import LeadCorrected, LeadLeft
from bot.leads import linking, matters, scope, search, units
from bot.leads.calendar import day_of
from bot.leads.errors import UnknownLeadError
from bot.leads.links import NO_CREDIT, Credit, credit
from bot.leads.merged import kept_for, left_by
from bot.leads.statuses import OPEN
from bot.leads.territory import team_for
from bot.leads.text import clean, fold
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, LeadEvent
from bot.storage.types import cipher

LONGEST: Mapping[str, int] = {
    "name": 200,
    "place": 300,
    "hamlet": 200,
    "ward": 100,
    "former_ward": 100,
    "province": 100,
    "call_time": 100,
    "for_whom": 100,
    "need": 300,
    "sex": 10,
    "support": 20,
    "mode": 20,
    "source": 100,
}
"""Texts of a lead and how long each may be."""

TITLES: Mapping[str, str] = {
    "name": "họ tên",
    "phone": "số điện thoại",
    "birth_year": "năm sinh",
    "sex": "giới tính",
    "place": "nơi ở",
    "ward": "xã/phường",
    "call_time": "giờ gọi",
    "for_whom": "tư vấn cho",
    "need": "nhu cầu",
    "income": "mức thu nhập",
    "support": "diện hỗ trợ",
    "mode": "phương thức",
}
"""What the history calls the fields that a person may change."""

NUMBERS = ("birth_year", "income")
LARGEST_NUMBER = 2**31 - 1  # of a column; no income comes near it


BY_STAFF = "staff"  # the channel of what a colleague wrote down


@dataclass(frozen=True)
class Origin:
    """Where a lead comes from: a conversation, or the colleague who wrote it down."""

    channel: str
    conversation_id: int | None = None
    source: str = ""
    credit: Credit = NO_CREDIT
    viewer: Viewer | None = None
    said: str = "Để lại thông tin"
    assignee_id: int | None = None

    def is_of(self, session: Session, lead: Lead) -> bool:
        """Whether the lead came the same way, so that it may be brought up to date."""
        if lead.conversation_id != self.conversation_id:
            return False
        return self.viewer is None or scope.may_see(session, self.viewer, lead)


def keep(session: Session, conversation: Conversation, left: LeadLeft, now: datetime) -> Lead:
    """Keep a lead with its consent.

    The same name and phone in the same conversation is the same lead, brought up to date. Another
    name, year of birth or conversation on that phone is another person: a lead of its own, linked.
    """
    ref = conversation.ref or ""
    origin = Origin(conversation.channel, conversation.id, ref, credit(session, ref, day_of(now)))
    return _keep(session, origin, left, now, now)


def keep_by_staff(
    session: Session, left: LeadLeft, viewer: Viewer, consent_at: datetime, now: datetime
) -> Lead:
    """Keep a lead that a colleague wrote down, from a visit, a meeting or on paper.

    It goes to the colleague's own team, or to the one in charge of the place.
    """
    whose = credit(session, left.source, day_of(now))
    origin = Origin(
        BY_STAFF,
        credit=whose,
        viewer=viewer,
        said="Cán bộ ghi lại",
        assignee_id=viewer.user_id,
    )
    return _keep(session, origin, left, consent_at, now)


def keep_from_file(
    session: Session, left: LeadLeft, viewer: Viewer, consent_at: datetime, now: datetime
) -> Lead:
    """Keep a lead of a list that a colleague brought: for the own team, nobody in it yet.

    Who has no team keeps it.
    """
    whose = credit(session, left.source, day_of(now))
    keeper = viewer.user_id if viewer.team_id is None else None
    origin = Origin(BY_STAFF, credit=whose, viewer=viewer, said="Nhập từ Excel", assignee_id=keeper)
    return _keep(session, origin, left, consent_at, now)


def correct(
    session: Session, conversation: Conversation, wish: LeadCorrected, now: datetime
) -> None:
    """Change a lead that this conversation left. Raises UnknownLeadError for any other."""
    lead = session.scalar(select(Lead).where(Lead.code == wish.code, left_by(conversation.id)))
    if lead is None:
        raise UnknownLeadError("this conversation left no such lead")
    before = lead.phone_hash
    changed = _change(lead, _given(wish.changes))
    if "phone" in changed:
        session.flush()
        for phone_hash in (before, lead.phone_hash):
            linking.link_anew(session, phone_hash)
    _note(session, lead, "corrected", _sentence("Người dân sửa", changed), now)
    _find_team(session, lead, now)


def _keep(
    session: Session, origin: Origin, left: LeadLeft, consent_at: datetime, now: datetime
) -> Lead:
    given = _given(asdict(left))
    same_phone = _on_phone(session, given["phone_hash"])
    lead = next((lead for lead in same_phone if _is_same(session, lead, origin, given)), None)
    if lead is None:
        return _new(session, origin, left, given, same_phone, consent_at, now)
    lead = kept_for(session, lead)
    if consent_at >= lead.consent_at:
        lead.consent_at, lead.consent_version = consent_at, left.consent.version
    changed = _change(lead, {key: value for key, value in given.items() if value})
    reopened = lead.status not in OPEN and lead.status != "joined"
    if reopened:
        lead.status, lead.reason = "new", ""
    again = f"{origin.said} lần nữa" + (", mở lại" if reopened else "")
    _note(session, lead, "corrected", _sentence(again, changed), now, origin.viewer)
    _find_team(session, lead, now)
    if reopened:
        matters.lead_came(session, lead, now, origin.viewer)
    return lead


def _new(
    session: Session,
    origin: Origin,
    left: LeadLeft,
    given: Mapping[str, Any],
    same_phone: list[Lead],
    consent_at: datetime,
    now: datetime,
) -> Lead:
    lead = Lead(
        code=uuid4().hex[:20],  # until the id is known
        conversation_id=origin.conversation_id,
        channel=origin.channel,
        status="new",
        consent_at=consent_at,
        consent_version=clean(left.consent.version, 20),
        created_at=now,
        updated_at=now,
        name="",
        name_folded="",
        phone="",
        phone_hash="",
        phone_last="",
    )
    _change(lead, given)
    lead.source = lead.source or clean(origin.source, 100)
    lead.campaign, lead.team_id = origin.credit.campaign, origin.credit.team_id
    own = origin.viewer and not origin.viewer.is_office
    if origin.viewer and own:
        lead.team_id, lead.assignee_id = origin.viewer.team_id, origin.assignee_id
    if own or origin.credit.to_office:
        units.hang(session, lead, now)
    else:
        _find_team(session, lead, now)
    if lead.unit_id is None and origin.viewer and not lead.ward:
        lead.unit_id = origin.viewer.unit_id
    session.add(lead)
    session.flush()
    lead.code = f"KH-{lead.id:06}"
    if same_phone:
        linking.link_anew(session, lead.phone_hash)
    text = f"{origin.said}, đồng ý văn bản {lead.consent_version}"
    if same_phone:
        text += "; số điện thoại này còn của khách khác"
    _note(session, lead, "created", text, now, origin.viewer)
    matters.lead_came(session, lead, now, origin.viewer)
    return lead


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns for what was given, cleaned."""
    given: dict[str, Any] = {
        key: clean(str(fields[key] or ""), longest)
        for key, longest in LONGEST.items()
        if key in fields
    }
    given |= {
        key: int(fields[key])
        for key in NUMBERS
        if fields.get(key) and int(fields[key]) <= LARGEST_NUMBER
    }
    if "name" in given:
        given["name_folded"] = fold(given["name"])[:200]
    if fields.get("phone"):
        phone = str(fields["phone"])
        given |= {
            "phone": phone,
            "phone_hash": cipher.search_hash(phone),
            "phone_last": phone[-3:],
        }
    return given


def _change(lead: Lead, given: Mapping[str, Any]) -> list[str]:
    """Set the columns and give the names of those that had another value."""
    changed = [key for key in TITLES if key in given and getattr(lead, key) != given[key]]
    for key, value in given.items():
        setattr(lead, key, value)
    places = (lead.hamlet, lead.place, lead.ward, lead.former_ward)
    lead.place_folded = fold(" ".join(place or "" for place in places))[:600]
    search.index(lead)
    return changed


def _on_phone(session: Session, phone_hash: str) -> list[Lead]:
    found = select(Lead).where(Lead.phone_hash == phone_hash).order_by(Lead.id)
    return list(session.scalars(found))


def _is_same(session: Session, lead: Lead, origin: Origin, given: Mapping[str, Any]) -> bool:
    year = given.get("birth_year")
    return (
        origin.is_of(session, lead)
        and lead.name_folded == given["name_folded"]
        and (not year or not lead.birth_year or lead.birth_year == year)
    )


def _find_team(session: Session, lead: Lead, now: datetime) -> None:
    """Give a lead that nobody has to the team in charge of its place, and put it into the tree."""
    if lead.team_id is None and lead.assignee_id is None:
        with session.no_autoflush:
            lead.team_id = team_for(session, lead, now)
    units.hang(session, lead, now)


def _note(
    session: Session,
    lead: Lead,
    kind: str,
    text: str,
    now: datetime,
    viewer: Viewer | None = None,
) -> None:
    event = LeadEvent(lead_id=lead.id, kind=kind, text=text, created_at=now)
    event.user_id = viewer.user_id if viewer else None
    session.add(event)
    lead.updated_at = now


def _sentence(what: str, changed: list[str]) -> str:
    if not changed:
        return what
    return f"{what}: {', '.join(TITLES[key] for key in changed)}"
