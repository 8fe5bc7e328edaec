"""Matters of staff: what needs somebody, who is told of it, and when the next one is told.

A matter is made in the transaction of its cause. The sweep then tells who follows the lead up; when
nobody acts in time it tells the team's leaders, then the office.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from bot.hours import Hours
from bot.leads import notices, scope, sessions
from bot.leads.calendar import day_of
from bot.leads.merged import visible
from bot.leads.statuses import OPEN
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.notices import StaffMatter
from bot.storage.outreach import Lead, LeadEvent, User

NEW, ASSIGNED, OVERDUE, URGENT, TEST = "new", "assigned", "overdue", "urgent", "test"
AT_ANY_HOUR = (URGENT, TEST)
FOLLOWS_UP, LEADS, OFFICE = 1, 2, 3
"""The levels: who follows the lead up, the team's leaders, the office."""

BATCH = 200  # overdue leads of one transaction
MOVES = 25  # matters that one transaction moves: others wait to write meanwhile


@dataclass(frozen=True)
class Patience:
    """How long each level has before the next is told, in open time of `hours`."""

    hours: Hours
    until_leader: timedelta
    until_office: timedelta


def lead_came(
    session: Session, lead: Lead, now: datetime, viewer: Viewer | None, kind: str = NEW
) -> None:
    """A lead came, came again or was given away; `viewer` did it and need not be told."""
    if lead.assignee_id is not None and viewer and lead.assignee_id == viewer.user_id:
        return
    matter = _matter(kind, now)
    matter.lead_id, matter.user_id = lead.id, viewer.user_id if viewer else None
    session.add(matter)


def urgent_case(session: Session, conversation: Conversation, now: datetime) -> None:
    """A conversation became urgent: the office is told at any hour."""
    matter = _matter(URGENT, now)
    matter.conversation_id = conversation.id
    session.add(matter)


def asked_for_test(session: Session, user_id: int, now: datetime) -> None:
    """The person wants to see whether notices arrive."""
    matter = _matter(TEST, now)
    matter.user_id = user_id
    session.add(matter)


def find_overdue(session: Session, now: datetime) -> int:
    """Make a matter of each lead whose next step's day went by. Gives how many were made."""
    today = day_of(now)
    known = exists().where(
        StaffMatter.lead_id == Lead.id,
        StaffMatter.kind == OVERDUE,
        StaffMatter.day == Lead.next_step_on,
    )
    query = select(Lead.id, Lead.next_step_on).where(
        Lead.next_step_on < today, Lead.status.in_(OPEN), ~known, visible()
    )
    rows = session.execute(query.order_by(Lead.next_step_on).limit(BATCH)).all()
    for lead_id, day in rows:
        matter = _matter(OVERDUE, now)
        matter.lead_id, matter.day = lead_id, day
        matter.cause = f"overdue {lead_id} {day}"
        session.add(matter)
    return len(rows)


def has_due(session: Session, hours: Hours, now: datetime) -> bool:
    """Tell whether some matter's time has come."""
    return session.scalar(select(StaffMatter.id).where(*_due(hours, now)).limit(1)) is not None


def advance(session: Session, patience: Patience, now: datetime) -> int:
    """Tell the next level of every matter whose time has come. Gives how many matters moved.

    Outside the hours only what is urgent, or what a person asked for, moves.
    """
    query = select(StaffMatter).where(*_due(patience.hours, now))
    found = query.order_by(StaffMatter.next_at).limit(MOVES).with_for_update(skip_locked=True)
    matters = session.scalars(found).all()
    settled = settled_among(session, [matter.id for matter in matters])
    for matter in matters:
        if matter.id in settled or matter.level >= OFFICE:
            matter.next_at = None
        else:
            _advance(session, matter, patience, now)
    return len(matters)


def settled_among(session: Session, matter_ids: Collection[int]) -> set[int]:
    """Give those with which somebody acted, so that nobody has to be told of them any more."""
    of_lead = StaffMatter.kind.in_((NEW, ASSIGNED, OVERDUE))
    acted = exists().where(
        LeadEvent.lead_id == StaffMatter.lead_id,
        LeadEvent.user_id.is_not(None),
        LeadEvent.created_at > StaffMatter.created_at,
    )
    has_another_day = and_(
        StaffMatter.kind == OVERDUE, Lead.next_step_on.is_distinct_from(StaffMatter.day)
    )
    is_over = or_(Lead.id.is_(None), Lead.status.not_in(OPEN), ~visible(), has_another_day, acted)
    is_answered = and_(StaffMatter.kind == URGENT, Conversation.human.is_distinct_from("waiting"))
    query = (
        select(StaffMatter.id)
        .outerjoin(Lead, Lead.id == StaffMatter.lead_id)
        .outerjoin(Conversation, Conversation.id == StaffMatter.conversation_id)
        .where(StaffMatter.id.in_(matter_ids), or_(is_answered, and_(of_lead, is_over)))
    )
    return set(session.scalars(query))


def _due(hours: Hours, now: datetime) -> list[ColumnElement[bool]]:
    due = [StaffMatter.next_at <= now]
    return due if hours.is_open(now) else [*due, StaffMatter.kind.in_(AT_ANY_HOUR)]


def _advance(session: Session, matter: StaffMatter, patience: Patience, now: datetime) -> None:
    matter.level += 1
    matter.told_at = matter.told_at or now
    people = _PEOPLE[matter.kind](session, matter, now)
    if matter.level == FOLLOWS_UP and matter.kind != TEST:
        people = [user_id for user_id in people if user_id != matter.user_id]
    urgent = matter.kind in AT_ANY_HOUR
    notices.tell(session, matter, people, now, urgent=urgent)
    matter.next_at = _next_at(session, matter, patience, now)


def _next_at(
    session: Session, matter: StaffMatter, patience: Patience, now: datetime
) -> datetime | None:
    """Give when the next level is told: at once when this one is nobody, in its time else."""
    if matter.kind == TEST or matter.level >= OFFICE:
        return None
    if not notices.has_holder(session, matter):
        return now
    assert matter.told_at is not None
    wait = patience.until_leader if matter.level == FOLLOWS_UP else patience.until_office
    return patience.hours.after(matter.told_at, wait)


def _of_lead(session: Session, matter: StaffMatter, now: datetime) -> Sequence[int]:
    """Give whom a lead concerns on the matter's level: without a team only the office."""
    lead = matter.lead
    assert lead is not None
    people = _who_see(session, _on_level(session, matter.level, lead, now), lead)
    if not people and matter.level == OFFICE:
        people = _who_see(session, _active(session, now, User.role == "admin"), lead)
    return people


def _who_see(session: Session, people: Sequence[User], lead: Lead) -> list[int]:
    return [user.id for user in people if scope.may_see(session, Viewer.of(user), lead)]


def _on_level(session: Session, level: int, lead: Lead, now: datetime) -> Sequence[User]:
    if level == OFFICE:
        return _office(session, now)
    if level == FOLLOWS_UP and lead.assignee_id is not None:
        return _active(session, now, User.id == lead.assignee_id)
    if lead.team_id is None:
        return []
    team = _active(session, now, User.team_id == lead.team_id)
    leaders = [user for user in team if user.role == "leader"]
    return leaders if leaders or level == LEADS else team


def _of_urgent(session: Session, matter: StaffMatter, now: datetime) -> Sequence[int]:
    """Give the officers whose case it is, and after them the administrators."""
    admins = [user.id for user in _active(session, now, User.role == "admin")]
    if matter.level != FOLLOWS_UP:
        return admins
    found = select(Conversation.id).where(Conversation.id == matter.conversation_id)
    return [
        user.id
        for user in _office(session, now)
        if session.scalar(found.where(scope.conversations(Viewer.of(user)))) is not None
    ] or admins


def _of_test(session: Session, matter: StaffMatter, now: datetime) -> Sequence[int]:
    return [matter.user_id] if matter.user_id is not None else []


def _office(session: Session, now: datetime) -> Sequence[User]:
    """Give the office's officers; where there are none, its administrators."""
    officers = _active(session, now, User.role == "officer")
    return officers or _active(session, now, User.role == "admin")


def _active(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> Sequence[User]:
    query = select(User).where(sessions.in_use(now), *conditions)
    return session.scalars(query.order_by(User.id)).all()


def _matter(kind: str, now: datetime) -> StaffMatter:
    return StaffMatter(kind=kind, created_at=now, next_at=now)


_PEOPLE: Mapping[str, Callable[[Session, StaffMatter, datetime], Sequence[int]]] = {
    NEW: _of_lead,
    ASSIGNED: _of_lead,
    OVERDUE: _of_lead,
    URGENT: _of_urgent,
    TEST: _of_test,
}
