"""What each member of staff may see: the one place that decides it.

The office's people see the subtree of their unit; without a unit (or at the root) everything. Who
works in a team sees the team's leads, who collects without one the leads that were given to them.
What is known of other teams and people ends at the own organisation.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from bot.leads.merged import left_by, visible
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, Team, TeamUnit, User
from bot.storage.units import Unit


def leads(viewer: Viewer) -> ColumnElement[bool]:
    """Give what a query of leads adds so that it finds only what the viewer may see."""
    return visible() if viewer.sees_all else and_(_own_leads(viewer), visible())


def teams(viewer: Viewer) -> ColumnElement[bool]:
    """Give the same for teams: those of the subtree, or of the own organisation."""
    if viewer.sees_all:
        return true()
    if viewer.is_office:
        here = TeamUnit.unit_id.in_(subtree(viewer.unit_id))
        return Team.id.in_(select(TeamUnit.team_id).where(here))
    return _same_organisation(viewer)


def users(viewer: Viewer) -> ColumnElement[bool]:
    """Give the same for accounts: the subtree's and its teams', or the own team's."""
    if viewer.sees_all:
        return true()
    if viewer.is_office:
        return or_(
            User.unit_id.in_(subtree(viewer.unit_id)),
            User.team_id.in_(select(Team.id).where(teams(viewer))),
        )
    if viewer.team_id is not None:
        return User.team_id == viewer.team_id
    return User.id == viewer.user_id if viewer.user_id is not None else false()


def conversations(viewer: Viewer) -> ColumnElement[bool]:
    """Give the same for conversations: by their leads; one without is for who sees everything.

    A complaint is for the office only: it may be about one of the team.
    """
    if viewer.sees_all:
        return true()
    own = exists().where(left_by(Conversation.id), leads(viewer))
    return own if viewer.is_office else and_(own, Conversation.office_only_at.is_(None))


def units(viewer: Viewer) -> ColumnElement[bool]:
    """Give the same for units: the subtree. A team's people have no use of the tree."""
    if viewer.sees_all:
        return true()
    return Unit.id.in_(subtree(viewer.unit_id)) if viewer.is_office else false()


def may_see(session: Session, viewer: Viewer, lead: Lead) -> bool:
    """Tell whether a stored lead is open to the viewer."""
    if viewer.sees_all:
        return True
    found = select(Lead.id).where(Lead.id == lead.id, _own_leads(viewer))
    return session.scalar(found) is not None


def may_act_for(session: Session, viewer: Viewer, team_id: int) -> bool:
    """Tell whether the viewer reports and notes work for a team: the own one, the office's."""
    if not viewer.is_office:
        return viewer.team_id == team_id
    found = select(Team.id).where(Team.id == team_id, teams(viewer))
    return session.scalar(found) is not None


def subtree(unit_id: int | None) -> Select[int]:
    """Give the ids of a unit and of all below it, with those that were merged into one of them."""
    top = select(Unit.id).where(Unit.id == unit_id).cte(recursive=True)
    lower = aliased(Unit)
    below = top.union(
        select(lower.id).where(
            or_(
                and_(lower.merged_into_id.is_(None), lower.parent_id == top.c.id),
                lower.merged_into_id == top.c.id,
            )
        )
    )
    return select(below.c.id)


def _own_leads(viewer: Viewer) -> ColumnElement[bool]:
    """Leads by unit, team or person, those that went into another lead included."""
    if viewer.is_office:
        return Lead.unit_id.in_(subtree(viewer.unit_id))
    if viewer.team_id is not None:
        return Lead.team_id == viewer.team_id
    return Lead.assignee_id == viewer.user_id if viewer.user_id is not None else false()


def _same_organisation(viewer: Viewer) -> ColumnElement[bool]:
    """Teams without an organisation are the office's own; they see one another."""
    if viewer.organisation_id is None:
        return Team.organisation_id.is_(None)
    return Team.organisation_id == viewer.organisation_id
