"""Who comes to a house: the member of staff as people may know them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.directory import RosterEntry
from bot.storage.outreach import User


@dataclass(frozen=True)
class Visitor:
    """Name, organisation (else the team; "" for the office's own) and card number ("" for none)."""

    name: str
    organisation: str
    card: str


def visitor(session: Session, user: User) -> Visitor:
    """Give what people are told of a member of staff who comes."""
    own = user.organisation or (user.team.organisation if user.team else None)
    listed = session.scalar(
        select(RosterEntry.organisation).where(RosterEntry.card == (user.card or None))
    )
    team = user.team.name if user.team else ""
    organisation = own.name if own else listed or team
    return Visitor(user.full_name or user.username, organisation, user.card)
