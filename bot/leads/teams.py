"""Teams: who is in charge of which place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from bot.leads import scope, units
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import CampaignTeam, DayOfWork, Join
from bot.storage.door import Link
from bot.storage.outreach import Lead, Team, TeamUnit, User

DEMO = "demo-"  # how the codes of illustrative teams begin


def all_teams(session: Session, viewer: Viewer = COMMAND_LINE) -> Sequence[Team]:
    """Give the teams that the viewer may see, in the order in which they were made."""
    found = select(Team).where(scope.teams(viewer)).options(joinedload(Team.organisation))
    return session.scalars(found.order_by(Team.id)).all()


def counts(session: Session, viewer: Viewer) -> Mapping[int, tuple[int, int]]:
    """Give for each team how many leads it has and how many of them joined."""
    joined = func.count(case((Lead.status == "joined", Lead.id)))
    rows = session.execute(
        select(Lead.team_id, func.count(Lead.id), joined)
        .where(Lead.team_id.is_not(None), scope.leads(viewer))
        .group_by(Lead.team_id)
    )
    return {team_id: (leads, joins) for team_id, leads, joins in rows if team_id}


def find_team(session: Session, code: str) -> Team:
    """Give the team of that code or name. Raises LeadsError when there is none."""
    for team in all_teams(session):
        if code == team.code or fold(code) == fold(team.name):
            return team
    raise LeadsError(f"Không có tổ “{code}”. Xem danh sách: python -m bot teams list")


def create_team(
    session: Session, code: str, name: str, wards: Iterable[str], now: datetime
) -> Team:
    """Make a team in charge of `wards` (wards of today, former wards, hamlets).

    Raises LeadsError for a code that is taken or a name that is missing.
    """
    code, name = clean(code, 40), clean(name, 100)
    if not code or not name:
        raise LeadsError("Tổ cần có mã và tên.")
    if code.startswith(DEMO):
        raise LeadsError(f"Mã bắt đầu bằng “{DEMO}” dành cho dữ liệu minh họa.")
    if session.scalar(select(Team.id).where(Team.code == code)) is not None:
        raise LeadsError(f"Đã có tổ mang mã “{code}”.")
    team = Team(code=code, name=name, wards=_places(wards), created_at=now)
    session.add(team)
    session.flush()
    units.set_places(session, team, now)
    return team


def change_team(
    session: Session, team_id: int, name: str, wards: Iterable[str], now: datetime
) -> Team:
    """Give a team another name or other places. Raises LeadsError."""
    team = session.get(Team, team_id)
    if team is None or not clean(name, 100):
        raise LeadsError("Tổ cần có tên.")
    team.name, team.wards = clean(name, 100), _places(wards)
    units.set_places(session, team, now)
    return team


def remove_team(session: Session, team_id: int) -> None:
    """Remove a team with its part in campaigns; its leads, links and members stay without one."""
    for table in (Join, DayOfWork, CampaignTeam, TeamUnit):
        session.execute(delete(table).where(table.team_id == team_id))
    session.execute(update(Link).where(Link.team_id == team_id).values(team_id=None))
    session.execute(update(Lead).where(Lead.team_id == team_id).values(team_id=None))
    session.execute(update(User).where(User.team_id == team_id).values(team_id=None))
    session.delete(session.get_one(Team, team_id))


def _places(wards: Iterable[str]) -> list[str]:
    cleaned = (clean(ward, 100) for ward in wards)
    return list(dict.fromkeys(ward for ward in cleaned if ward))
