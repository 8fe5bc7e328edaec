"""What each team of a campaign did on each day: confirmed joins by kind, and the work noted."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.leads import scope
from bot.leads.joins import CONFIRMED
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign, DayOfWork, Join
from bot.storage.outreach import Team

JOINED: Mapping[str, str] = {
    "new": "Người mới",
    "renewed": "Đóng lại",
    "moved": "Nơi khác chuyển đến",
}
"""Confirmed joins by kind, counted apart, and what staff call them."""

WORK: Mapping[str, str] = {
    "households": "Hộ đã đến",
    "advised_direct": "Tư vấn trực tiếp",
    "advised_phone": "Tư vấn qua điện thoại",
    "advised_online": "Tư vấn qua mạng",
    "leaflets": "Tờ rơi đã phát",
}
"""What a team counts each day, and its name for staff."""

COUNTED: Mapping[str, str] = {**JOINED, **WORK}
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Result:
    """A team's day; `counts` has those keys of `COUNTED` that are not nought."""

    day: date
    team_id: int
    counts: Mapping[str, int]


def results(
    session: Session, campaign: Campaign, viewer: Viewer = COMMAND_LINE
) -> Sequence[Result]:
    """Give the results of the viewer's teams by day, then team; what is nought is left out."""
    teams = select(Team.id).where(scope.teams(viewer))
    counted: dict[tuple[date, int], Counter[str]] = {}
    joined = session.execute(
        select(Join.joined_on, Join.team_id, Join.kind, func.count(Join.id))
        .where(Join.campaign_id == campaign.id, Join.status == CONFIRMED)
        .where(Join.team_id.in_(teams))
        .group_by(Join.joined_on, Join.team_id, Join.kind)
    )
    for day, team_id, kind, number in joined:
        counted.setdefault((day, team_id), Counter())[kind] += number
    worked = select(DayOfWork).where(DayOfWork.campaign_id == campaign.id)
    for row in session.scalars(worked.where(DayOfWork.team_id.in_(teams))):
        done = Counter({key: getattr(row, key) for key in WORK if getattr(row, key)})
        if done:
            counted.setdefault((row.day, row.team_id), Counter()).update(done)
    return [Result(*key, counted[key]) for key in sorted(counted)]


def by_day(found: Sequence[Result]) -> Mapping[date, Mapping[str, int]]:
    """Give the sums of each day."""
    return _summed(found, lambda result: result.day)


def by_team(found: Sequence[Result]) -> Mapping[int, Mapping[str, int]]:
    """Give the sums of each team."""
    return _summed(found, lambda result: result.team_id)


def _summed(
    found: Sequence[Result], key: Callable[[Result], Key]
) -> Mapping[Key, Mapping[str, int]]:
    sums: dict[Key, Counter[str]] = {}
    for result in found:
        sums.setdefault(key(result), Counter()).update(result.counts)
    return sums
