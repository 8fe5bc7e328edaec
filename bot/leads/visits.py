"""The day's visits: leads whose next step is due, neighbourhood by neighbourhood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.leads import follow_up, scope
from bot.leads.calendar import day_of
from bot.leads.follow_up import FollowUp
from bot.leads.neighbourhoods import Contact, Key, contacts, key
from bot.leads.queries import find_lead
from bot.leads.statuses import OPEN
from bot.leads.text import fold
from bot.leads.viewers import Viewer
from bot.storage.outreach import Lead

MOST = 200  # leads on a list: more than a day's work, small enough for a phone


@dataclass(frozen=True)
class Round:
    """The visits in one neighbourhood; `contact` is None where nobody is known."""

    hamlet: str
    ward: str
    former_ward: str
    contact: Contact | None
    leads: Sequence[Lead]


def visit_list(
    session: Session, viewer: Viewer, today: date, team_id: int | None = None
) -> list[Round]:
    """Give the open leads that are due by `today`, and the new ones that have no date yet.

    A member's are those assigned to the member or to nobody; a leader sees the team's, the office
    those of all teams or of `team_id`.
    """
    is_new = and_(Lead.status == "new", Lead.next_step_on.is_(None))
    query = select(Lead).where(
        scope.leads(viewer), Lead.status.in_(OPEN), or_(Lead.next_step_on <= today, is_new)
    )
    if viewer.role in ("member", "collector"):
        query = query.where(or_(Lead.assignee_id.is_(None), Lead.assignee_id == viewer.user_id))
    if team_id is not None:
        query = query.where(Lead.team_id == team_id)
    query = query.options(joinedload(Lead.team)).order_by(Lead.next_step_on, Lead.id).limit(MOST)
    return _rounds(session, session.scalars(query).all())


def part_of(rounds: Sequence[Round], first: int, count: int) -> list[Round]:
    """Give the visits from number `first` on, at most `count`; rounds without any are left out."""
    found, passed = list[Round](), 0
    for each in rounds:
        leads = each.leads[max(0, first - passed) : max(0, first + count - passed)]
        passed += len(each.leads)
        found += [replace(each, leads=leads)] if leads else []
    return found


def note_result(
    session: Session, code: str, wish: FollowUp, viewer: Viewer, at: datetime, now: datetime
) -> str:
    """Keep what a visit at `at` came to, and give the lead's code.

    A next step that was ahead at the visit and has passed while there was no signal is for today.
    Raises LeadsError as `follow_up`.
    """
    lead = find_lead(session, code, viewer)
    wish = replace(wish, joined_on=lead.joined_on, receipt=lead.receipt)
    if wish.status == "joined" and wish.joined_on is None:
        wish = replace(wish, joined_on=day_of(at))
    if wish.next_step_on and day_of(at) <= wish.next_step_on < day_of(now):
        wish = replace(wish, next_step_on=day_of(now))
    follow_up.follow_up(session, code, wish, viewer, now)
    return lead.code


def _rounds(session: Session, leads: Sequence[Lead]) -> list[Round]:
    groups: dict[Key, list[Lead]] = {}
    for lead in leads:
        groups.setdefault(key(lead.former_ward or lead.ward, lead.hamlet), []).append(lead)
    wards = {key(lead.ward, lead.hamlet): place for place, (lead, *_) in groups.items()}
    known = contacts(session, set(groups) | set(wards))
    found = {wards.get(place, place): who for place, who in known.items()} | dict(known)
    rounds = [
        Round(first.hamlet, first.ward, first.former_ward, found.get(place), (first, *rest))
        for place, (first, *rest) in groups.items()
    ]
    return sorted(rounds, key=_order)


def _order(part: Round) -> tuple[bool, str, list[tuple[int, str]]]:
    """By ward, then thôn 2 before thôn 10; places without a ward last."""
    pieces = re.split(r"(\d+)", fold(part.hamlet))
    named = [(int(piece), "") if piece.isdigit() else (0, piece) for piece in pieces]
    return not part.ward, fold(part.former_ward or part.ward), named
