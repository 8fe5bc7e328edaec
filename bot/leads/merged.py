"""Leads that went into another: where their person is found now.

The row of a lead that went stays as it was, so that undoing gives it back; it only shows nowhere.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from bot.storage.merges import LeadMerge
from bot.storage.outreach import Lead


def visible() -> ColumnElement[bool]:
    """Give what a query of leads adds, so that each person counts once."""
    return Lead.id.not_in(select(LeadMerge.gone_id))


def kept_for(session: Session, lead: Lead) -> Lead:
    """Give the lead into which this one went; itself when it went into none."""
    kept = session.scalar(
        select(Lead)
        .join(LeadMerge, LeadMerge.kept_id == Lead.id)
        .where(LeadMerge.gone_id == lead.id)
    )
    return kept or lead


def merges_of(session: Session, lead: Lead) -> Sequence[LeadMerge]:
    """Give what went into this lead, the newest first."""
    found = select(LeadMerge).where(LeadMerge.kept_id == lead.id)
    return session.scalars(found.order_by(LeadMerge.id.desc())).all()


def numbers_of(session: Session, lead: Lead) -> list[int]:
    """Give the ids of a lead and of all that went into it: their history is one."""
    gone = session.scalars(select(LeadMerge.gone_id).where(LeadMerge.kept_id == lead.id))
    return [lead.id, *gone]


def left_by(conversation_id: Any) -> ColumnElement[bool]:
    """Give what finds the leads of a conversation (an id or a column), where they are now."""
    gone = aliased(Lead)
    went = (
        select(LeadMerge.kept_id)
        .join(gone, gone.id == LeadMerge.gone_id)
        .where(gone.conversation_id == conversation_id)
    )
    return or_(Lead.conversation_id == conversation_id, Lead.id.in_(went)) & visible()
