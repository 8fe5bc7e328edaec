"""Collecting organisations, their points, and who of the staff belongs where."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.leads import sessions
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.leads.viewers import COLLECTOR, OFFICE_ROLES, organisation_of
from bot.storage.models import ContentChange
from bot.storage.outreach import Team, User
from bot.storage.units import Organisation, OrganisationPoint, Unit

ROSTER = "directory"  # kind of the content change: every process reads the roster anew


@dataclass(frozen=True)
class Place:
    """Where an account belongs, as the form says; what its role does not need is None or ""."""

    unit_id: int | None = None
    organisation_id: int | None = None
    point_id: int | None = None
    card: str = ""


def all_organisations(session: Session) -> Sequence[Organisation]:
    """Give the organisations by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def points(session: Session) -> Sequence[OrganisationPoint]:
    """Give the points of all organisations by name."""
    found = select(OrganisationPoint).options(joinedload(OrganisationPoint.organisation))
    return session.scalars(found.order_by(OrganisationPoint.name)).all()


def team_counts(session: Session) -> Mapping[int, int]:
    """Give how many teams each organisation has."""
    rows = session.execute(
        select(Team.organisation_id, func.count())
        .where(Team.organisation_id.is_not(None))
        .group_by(Team.organisation_id)
    )
    return {number: count for number, count in rows if number is not None}


def collectors(session: Session, now: datetime) -> Sequence[User]:
    """Give the collectors whose accounts are in use, by name."""
    found = select(User).where(User.role == COLLECTOR, sessions.in_use(now))
    return session.scalars(
        found.options(
            joinedload(User.team), joinedload(User.organisation), joinedload(User.point)
        ).order_by(User.full_name)
    ).all()


def create(session: Session, name: str, now: datetime) -> Organisation:
    """Make an organisation. Raises LeadsError for a name that is taken or missing."""
    organisation = Organisation(name=_free_name(session, name, None), created_at=now)
    session.add(organisation)
    session.flush()
    return organisation


def change(
    session: Session, number: int, name: str, point: str, author: str, now: datetime
) -> Organisation:
    """Give an organisation another name, and one more point when one is named."""
    organisation = session.get(Organisation, number)
    if organisation is None:
        raise LeadsError("Không có tổ chức này.")
    organisation.name = _free_name(session, name, number)
    point = clean(point, 200)
    if point:
        session.add(OrganisationPoint(organisation_id=number, name=point))
    session.flush()
    roster_changed(session, author, now)
    return organisation


def give_team(
    session: Session, team: Team, organisation_id: int | None, point_id: int | None, now: datetime
) -> None:
    """Let a team belong to an organisation and one of its points, or to the office alone."""
    team.organisation_id, team.point_id = _checked(session, organisation_id, point_id)
    session.flush()
    roster_changed(session, team.code, now)


def join_team(session: Session, user: User, team_id: int | None) -> None:
    """Let an account be in a team, or in none where the role allows it. Raises LeadsError."""
    team = session.get(Team, team_id) if team_id is not None else None
    if team_id is not None and team is None:
        raise LeadsError("Không có tổ này.")
    if team is None and user.role in ("leader", "member"):
        raise LeadsError("Tổ trưởng và thành viên cần thuộc một tổ.")
    user.team_id = team_id
    session.flush()


def settle(session: Session, user: User, place: Place, author: str, now: datetime) -> None:
    """Let an account belong where its role can. Raises LeadsError, saying what is missing."""
    if place.unit_id is not None and user.role != "officer":
        raise LeadsError("Chỉ cán bộ BHXH thuộc một đơn vị; quản trị thuộc cả cơ quan.")
    if user.role in OFFICE_ROLES and (place.organisation_id or user.team_id):
        raise LeadsError("Cán bộ BHXH không thuộc tổ hay tổ chức dịch vụ thu.")
    if place.unit_id is not None and session.get(Unit, place.unit_id) is None:
        raise LeadsError("Không có đơn vị này.")
    user.unit_id = place.unit_id
    user.organisation_id, user.point_id = _checked(session, place.organisation_id, place.point_id)
    team = session.get(Team, user.team_id) if user.team_id is not None else None
    if team is not None and user.organisation_id not in (None, team.organisation_id):
        raise LeadsError("Tổ này không thuộc tổ chức đã chọn.")
    user.card = clean(place.card, 60) if user.role == COLLECTOR else ""
    session.flush()
    if user.role == COLLECTOR:
        session.refresh(user, ["team"])
        check_collector(session, user.full_name, organisation_of(user), user.card, user.id)
        roster_changed(session, author, now)


def roster_changed(session: Session, author: str, now: datetime) -> None:
    """Let the bot read anew who may collect: from the next message on it knows."""
    session.add(ContentChange(kind=ROSTER, key="", value={}, author=author[:100], created_at=now))


def check_collector(
    session: Session,
    full_name: str,
    organisation_id: int | None,
    card: str,
    user_id: int | None = None,
) -> None:
    """Raises LeadsError for a collector that cannot be; `user_id` is the own account, if any."""
    if organisation_id is None:
        raise LeadsError("Nhân viên thu cần thuộc một tổ chức dịch vụ thu.")
    if not full_name or not any(sign.isdigit() for sign in card):
        raise LeadsError("Nhân viên thu cần có họ tên và số thẻ.")
    cards = select(User.card).where(User.role == COLLECTOR)
    others = cards.where(User.id != user_id) if user_id is not None else cards
    if card_key(card) in map(card_key, session.scalars(others)):
        raise LeadsError(f"Số thẻ {card} đã có ở một tài khoản khác.")


def card_key(text: str) -> str:
    """Give a card's number for comparison."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _checked(
    session: Session, organisation_id: int | None, point_id: int | None
) -> tuple[int | None, int | None]:
    """Give organisation and point once they exist and belong together."""
    if organisation_id is not None and session.get(Organisation, organisation_id) is None:
        raise LeadsError("Không có tổ chức này.")
    point = session.get(OrganisationPoint, point_id) if point_id is not None else None
    if point_id is not None and (point is None or point.organisation_id != organisation_id):
        raise LeadsError("Điểm thu này không thuộc tổ chức đã chọn.")
    return organisation_id, point_id


def _free_name(session: Session, name: str, own: int | None) -> str:
    name = clean(name, 200)
    if not name:
        raise LeadsError("Tổ chức cần có tên.")
    others = select(Organisation).where(Organisation.id != own if own else Organisation.id > 0)
    if any(fold(other.name) == fold(name) for other in session.scalars(others)):
        raise LeadsError(f"Đã có tổ chức “{name}”.")
    return name
