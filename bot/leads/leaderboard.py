"""Who leads a campaign: numbers, shares of the target, ranks that ties share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.leads import campaigns, scope
from bot.leads.joins import CONFIRMED, REPORTED
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign, Join
from bot.storage.outreach import Team


@dataclass(frozen=True)
class Standing:
    """A team's row. `new` are confirmed new participants, the only ones that rank.

    Of a team that is not open to the viewer one sees what the wall shows; the rest is zero.
    """

    rank: int
    team_id: int
    name: str
    target: int
    new: int
    reported: int
    renewed: int = 0
    moved: int = 0
    is_open: bool = True

    @property
    def others(self) -> int:
        """Confirmed ones that do not rank."""
        return self.renewed + self.moved

    @property
    def percent(self) -> int:
        """The share of the target in per cent, cut and never rounded up."""
        return share(self.new, self.target)


@dataclass(frozen=True)
class Board:
    """A campaign's standings, the leader first, and its sums."""

    rows: tuple[Standing, ...]
    target: int
    new: int
    reported: int

    @property
    def percent(self) -> int:
        """The share of all targets in per cent, cut."""
        return share(self.new, self.target)

    @property
    def most(self) -> int:
        """The length of the longest bar."""
        return max((max(row.new, row.target) for row in self.rows), default=1)


def share(count: int, target: int) -> int:
    """19 of 15 are 126 per cent: cut, never rounded up."""
    return count * 100 // target if target else 0


def board(session: Session, campaign: Campaign, viewer: Viewer = COMMAND_LINE) -> Board:
    """Give the standings of a campaign."""
    counted = _counts(session, campaign.id)
    known = set(session.scalars(select(Team.id).where(scope.teams(viewer))))
    rows = []
    for taking_part in campaigns.teams_of(session, campaign.id):
        own = {key[1:]: number for key, number in counted.items() if key[0] == taking_part.team_id}
        is_open = taking_part.team_id in known
        confirmed = {kind: number for (kind, status), number in own.items() if status == CONFIRMED}
        rows.append(
            Standing(
                rank=0,
                team_id=taking_part.team_id,
                name=taking_part.team.name,
                target=taking_part.target,
                new=confirmed.get("new", 0),
                reported=sum(n for (_, s), n in own.items() if s == REPORTED) * is_open,
                renewed=confirmed.get("renewed", 0) * is_open,
                moved=confirmed.get("moved", 0) * is_open,
                is_open=is_open,
            )
        )
    return Board(
        rows=ranked(rows, campaign.rank_by),
        target=sum(row.target for row in rows),
        new=sum(row.new for row in rows),
        reported=sum(row.reported for row in rows),
    )


def ranked(rows: Sequence[Standing], rank_by: str) -> tuple[Standing, ...]:
    """Sort by what the campaign ranks by; equal ones share a rank and the next is skipped."""

    def worth(row: Standing) -> Fraction:
        return Fraction(row.new, row.target or 1) if rank_by == "share" else Fraction(row.new)

    ordered = sorted(rows, key=lambda row: (-worth(row), row.team_id))
    return tuple(
        Standing(**{**vars(row), "rank": 1 + sum(worth(other) > worth(row) for other in rows)})
        for row in ordered
    )


def _counts(session: Session, campaign_id: int) -> Mapping[tuple[int, str, str], int]:
    rows = session.execute(
        select(Join.team_id, Join.kind, Join.status, func.count(Join.id))
        .where(Join.campaign_id == campaign_id)
        .group_by(Join.team_id, Join.kind, Join.status)
    )
    return {(team, kind, status): number for team, kind, status, number in rows}
