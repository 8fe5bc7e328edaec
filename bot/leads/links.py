"""Codes on leaflets and in speech: where they lead, and whose the people are who come by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot import phones
from bot.conversation.codes import spoken
from bot.leads.errors import LeadsError
from bot.leads.text import clean
from bot.leads.viewers import Viewer
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
    campaign: str = ""
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
    """Give the links that the viewer works with: the office all, a team its own."""
    query = select(Link).options(joinedload(Link.team)).order_by(Link.code)
    if not viewer.sees_all:
        query = query.where(Link.team_id == viewer.team_id)
    return session.scalars(query).all()


def find(session: Session, code: str) -> Link | None:
    """Give the link of a code as people write it; None when there is none or it is closed."""
    link = session.scalar(select(Link).where(Link.code == code.strip().upper()))
    return link if link is not None and link.disabled_at is None else None


def counts(session: Session, codes: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Give for each code how many leads came by it and how many of them joined."""
    joined = func.count(Lead.joined_on)
    query = select(Lead.source, func.count(Lead.id), joined).where(Lead.source.in_(codes))
    rows = session.execute(query.group_by(Lead.source))
    return {code: (leads, joins) for code, leads, joins in rows}


def create(session: Session, code: str, form: LinkForm, now: datetime) -> Link:
    """Make a link. Raises LeadsError for a code that is taken or cannot be spoken."""
    name = spoken(code)
    if not name:
        raise LeadsError("Mã gồm hai chữ cái và hai hoặc ba chữ số, ví dụ TK05; không dùng KP, TO…")
    if session.scalar(select(Link.id).where(Link.code == name)) is not None:
        raise LeadsError(f"Đã có mã {name}.")
    link = Link(code=name, created_at=now)
    _set(session, link, form, now)
    session.add(link)
    session.flush()
    return link


def change(session: Session, number: int, form: LinkForm, now: datetime) -> Link:
    """Let a code lead elsewhere; the code itself never changes. Raises LeadsError."""
    link = session.get(Link, number)
    if link is None:
        raise LeadsError("Không có mã này.")
    _set(session, link, form, now)
    return link


def credit(session: Session, ref: str, today: date) -> Credit:
    """Give whose a lead is that comes by `ref` on a day."""
    link = find(session, ref) if ref else None
    if link is None:
        return NO_CREDIT
    is_over = link.team_until is not None and link.team_until < today
    if is_over:
        return Credit(link.campaign, to_office=True)
    return Credit(link.campaign, link.team_id)


def _set(session: Session, link: Link, form: LinkForm, now: datetime) -> None:
    if form.target not in TARGETS:
        raise LeadsError("Chọn nơi mà mã dẫn tới.")
    number = phones.parse(form.phone) if form.phone.strip() else ""
    if number is None:
        raise LeadsError("Số điện thoại có 10 chữ số, ví dụ 0905 123 456.")
    if form.team_id is not None and session.get(Team, form.team_id) is None:
        raise LeadsError("Không có tổ này.")
    link.target, link.phone = form.target, number
    link.title, link.campaign = clean(form.title, 100), clean(form.campaign, 100)
    link.team_id, link.team_until = form.team_id, form.team_until
    link.disabled_at = (link.disabled_at or now) if form.disabled else None
