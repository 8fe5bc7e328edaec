"""Codes on leaflets and in speech: where they lead, and whose the people are who come by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from bot import phones
from bot.conversation.codes import spoken
from bot.leads.errors import LeadsError
from bot.leads.merged import visible
from bot.leads.scope import may_act_for, teams
from bot.leads.text import clean
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign
from bot.storage.door import Link
from bot.storage.outreach import Lead, Team

TARGETS: Mapping[str, str] = {
    "chat": "Trò chuyện trên trang web",
    "zalo": "Zalo",
    "messenger": "Messenger",
    "call": "Gọi điện",
    "code": "Trang có mã để nhắn",
}
"""Where a code may lead, and its name for staff."""


@dataclass(frozen=True)
class LinkForm:
    """What the form of a link says; `phone` is of the target call, "" = the hotline."""

    target: str
    title: str = ""
    campaign_id: int | None = None
    phone: str = ""
    team_id: int | None = None
    team_until: date | None = None
    disabled: bool = False


@dataclass(frozen=True)
class Credit:
    """Whose a lead is that came by a code. `to_office`: the team's time is over."""

    campaign: str = ""
    team_id: int | None = None
    to_office: bool = False


NO_CREDIT = Credit()


def all_links(session: Session, viewer: Viewer) -> Sequence[Link]:
    """Give the links that the viewer works with: the office its teams' and its own, a team's."""
    query = select(Link).options(joinedload(Link.team), joinedload(Link.campaign))
    return session.scalars(query.where(_open_to(viewer)).order_by(Link.code)).all()


def find(session: Session, code: str) -> Link | None:
    """Give the link of a code as people write it; None when there is none or it is closed."""
    link = by_code(session, code)
    return link if link is not None and link.disabled_at is None else None


def by_code(session: Session, code: str) -> Link | None:
    """Give the link of a code, closed or not; None when there is none."""
    return session.scalar(select(Link).where(Link.code == code.strip().upper()))


def number_of(session: Session, code: str) -> int | None:
    """Give the id of the link that somebody named, None for nothing. Raises LeadsError."""
    if not code.strip():
        return None
    link = by_code(session, spoken(code) or code)
    if link is None:
        raise LeadsError(f"Không có mã “{clean(code, 20)}”. Để trống nếu không biết.")
    return link.id


def counts(session: Session, codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Give for each code how many leads came by it and how many of them joined."""
    joined = func.count(Lead.joined_on)
    query = select(Lead.source, func.count(Lead.id), joined)
    query = query.where(Lead.source.in_(codes), visible())
    rows = session.execute(query.group_by(Lead.source))
    return {code: (leads, joins) for code, leads, joins in rows}


def create(
    session: Session, code: str, form: LinkForm, now: datetime, viewer: Viewer = COMMAND_LINE
) -> Link:
    """Make a link. Raises LeadsError for a code that is taken or cannot be spoken."""
    name = spoken(code)
    if not name:
        raise LeadsError("Mã gồm hai chữ cái và hai hoặc ba chữ số, ví dụ TK05; không dùng KP, TO…")
    if session.scalar(select(Link.id).where(Link.code == name)) is not None:
        raise LeadsError(f"Đã có mã {name}.")
    link = Link(code=name, created_at=now)
    _set(session, link, form, viewer, now)
    session.add(link)
    session.flush()
    return link


def change(
    session: Session, number: int, form: LinkForm, now: datetime, viewer: Viewer = COMMAND_LINE
) -> Link:
    """Let a code lead elsewhere; the code itself never changes. Raises LeadsError."""
    link = session.scalar(select(Link).where(Link.id == number, _open_to(viewer)))
    if link is None:
        raise LeadsError("Không có mã này.")
    _set(session, link, form, viewer, now)
    return link


def credit(session: Session, ref: str, today: date) -> Credit:
    """Give whose a lead is that comes by `ref` on a day."""
    link = find(session, ref) if ref else None
    if link is None:
        return NO_CREDIT
    name = link.campaign.name[:100] if link.campaign else ""
    if link.ends and link.ends < today:
        return Credit(name, to_office=True)
    return Credit(name, link.team_id)


def _open_to(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_all:
        return true()
    if viewer.is_office:
        return or_(Link.team_id.is_(None), Link.team_id.in_(select(Team.id).where(teams(viewer))))
    return Link.team_id == viewer.team_id


def _set(session: Session, link: Link, form: LinkForm, viewer: Viewer, now: datetime) -> None:
    if form.target not in TARGETS:
        raise LeadsError("Chọn nơi mà mã dẫn tới.")
    number = phones.parse(form.phone) if form.phone.strip() else ""
    if number is None:
        raise LeadsError("Số điện thoại có 10 chữ số, ví dụ 0905 123 456.")
    if form.team_id is not None and not may_act_for(session, viewer, form.team_id):
        raise LeadsError("Không có tổ này.")
    if form.campaign_id is not None and session.get(Campaign, form.campaign_id) is None:
        raise LeadsError("Không có chiến dịch này.")
    link.target, link.phone = form.target, number
    link.title, link.campaign_id = clean(form.title, 250), form.campaign_id
    link.team_id, link.team_until = form.team_id, form.team_until
    link.disabled_at = (link.disabled_at or now) if form.disabled else None
