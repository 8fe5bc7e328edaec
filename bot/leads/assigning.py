"""Giving leads to a team or to one of its members, one by one or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot.leads import audit, matters, scope, sessions, units
from bot.leads.errors import LeadsError
from bot.leads.queries import find_lead
from bot.leads.statuses import OPEN
from bot.leads.viewers import Viewer
from bot.storage.outreach import Lead, LeadEvent, Team, User

MOST = 200  # leads at once


@dataclass(frozen=True)
class Target:
    """A team, or a person (and with it the person's team); neither takes a lead from its team."""

    team_id: int | None = None
    user_id: int | None = None


def receivers(session: Session, viewer: Viewer, now: datetime) -> Sequence[User]:
    """Give the people to whom the viewer may give leads, by team."""
    works = or_(User.team_id.is_not(None), User.role == "collector")
    query = select(User).where(sessions.in_use(now), works, scope.users(viewer))
    return session.scalars(
        query.options(joinedload(User.team)).order_by(User.team_id, User.full_name)
    ).all()


def may_assign(viewer: Viewer) -> bool:
    """Tell whether the viewer gives leads away: the office in its units, a leader in the team."""
    return viewer.is_office or viewer.role == "leader"


def give(
    session: Session, codes: Sequence[str], target: Target, viewer: Viewer, now: datetime
) -> int:
    """Give leads away and count those that changed hands. Raises LeadsError; then none did."""
    if not may_assign(viewer):
        raise LeadsError("Chỉ cán bộ BHXH hoặc tổ trưởng giao khách.")
    if not codes:
        raise LeadsError("Chọn ít nhất một khách.")
    if len(codes) > MOST:
        raise LeadsError(f"Mỗi lần giao nhiều nhất {MOST} khách.")
    team, user = _found(session, target, viewer, now)
    return sum(
        _give(session, find_lead(session, code, viewer), team, user, viewer, now) for code in codes
    )


def _found(
    session: Session, target: Target, viewer: Viewer, now: datetime
) -> tuple[Team | None, User | None]:
    """Give team and person of a target to which the viewer may give."""
    if target.user_id is not None:
        user = next((u for u in receivers(session, viewer, now) if u.id == target.user_id), None)
        if user is None:
            raise LeadsError("Không giao được cho người này.")
        return user.team, user
    if not viewer.is_office:
        raise LeadsError("Chỉ cán bộ BHXH chuyển khách sang tổ khác.")
    chosen = select(Team).where(Team.id == target.team_id, scope.teams(viewer))
    team = session.scalar(chosen) if target.team_id is not None else None
    if target.team_id is not None and team is None:
        raise LeadsError("Không có tổ này.")
    return team, None


def _give(
    session: Session,
    lead: Lead,
    team: Team | None,
    user: User | None,
    viewer: Viewer,
    now: datetime,
) -> bool:
    team_id, user_id = team.id if team else None, user.id if user else None
    if (lead.team_id, lead.assignee_id) == (team_id, user_id):
        return False
    lead.team_id, lead.assignee_id, lead.updated_at = team_id, user_id, now
    units.hang(session, lead, now)
    if user is not None:
        text = f"Giao cho {user.full_name or user.username}"
    else:
        text = f"Chuyển cho {team.name}" if team else "Bỏ khỏi tổ"
    event = LeadEvent(lead_id=lead.id, kind="assigned", text=text, created_at=now)
    event.user_id = viewer.user_id
    session.add(event)
    if lead.status in OPEN:
        matters.lead_came(session, lead, now, viewer, matters.ASSIGNED)
    audit.record(session, viewer, "lead-assigned", now, target=lead.code, team=team_id)
    return True
