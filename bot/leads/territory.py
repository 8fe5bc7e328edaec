"""Which team a new lead goes to: the one that names its neighbourhood, else its ward of before
1/7/2025, else its ward of today, else one that works in that ward. Several teams take turns.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.leads import scope, units
from bot.leads.text import fold
from bot.storage.outreach import Lead, Team, TeamUnit

_TYPES = ("phuong", "xa", "thi tran", "dac khu")
_NEVER = datetime.min.replace(tzinfo=UTC)


def team_for(session: Session, lead: Lead, now: datetime) -> int | None:
    """Give the team in charge of where a lead lives; None where no team works.

    Of several the one whose last lead is the oldest is next.
    """
    for fitting in _steps(session, lead, now):
        if fitting:
            return _next_in_turn(session, fitting)
    return None


def _steps(session: Session, lead: Lead, now: datetime) -> Iterator[Sequence[int]]:
    """Give the teams that fit, the nearest places first."""
    teams = session.scalars(select(Team).order_by(Team.id)).all()
    yield [team.id for team in teams if _has_hamlet(team.wards, lead)]
    for ward in (lead.former_ward, lead.ward):
        yield [team.id for team in teams if ward and _bare(ward) in map(_bare, team.wards)]
    unit = units.ward_for(session, lead.ward, lead.province, now)
    if unit is not None:
        here = TeamUnit.unit_id.in_(scope.subtree(unit.current.id))
        yield session.scalars(select(TeamUnit.team_id).where(here).distinct()).all()


def _has_hamlet(places: Sequence[str], lead: Lead) -> bool:
    """Tell whether one of a team's places is the lead's neighbourhood.

    "Khối phố 3, Tân Thạnh" says in which ward it is. "Khối phố 3" alone is in every town: it counts
    where the team names the lead's ward too, or no ward is known; one with a name counts anyway.
    """
    if not lead.hamlet:
        return False
    wards = {_bare(ward) for ward in (lead.former_ward, lead.ward) if ward}
    anywhere = not wards or bool(wards & set(map(_bare, places)))
    for place in places:
        hamlet, _, ward = place.partition(",")
        if units.hamlet_key(hamlet) != units.hamlet_key(lead.hamlet):
            continue
        has_name = not any(sign.isdigit() for sign in hamlet)
        if _bare(ward) in wards or (not ward and (anywhere or has_name)):
            return True
    return False


def _next_in_turn(session: Session, team_ids: Sequence[int]) -> int:
    if len(team_ids) == 1:
        return team_ids[0]
    rows = session.execute(
        select(Lead.team_id, func.max(Lead.created_at))
        .where(Lead.team_id.in_(team_ids))
        .group_by(Lead.team_id)
    )
    last = {row[0]: row[1] for row in rows}
    return min(sorted(team_ids), key=lambda team_id: last.get(team_id) or _NEVER)


def _bare(ward: str) -> str:
    """Give a ward without diacritics and type: "Phường Tân Thạnh" → "tan thanh"."""
    folded = fold(ward)
    for kind in _TYPES:
        rest = folded.removeprefix(kind + " ")
        if rest != folded and not rest.isdigit():
            return rest
    return folded
