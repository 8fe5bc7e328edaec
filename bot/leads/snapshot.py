"""What a handler may know of the person who writes."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.conversation.turn import LeadView, Person, VisitView
from bot.leads.merged import left_by
from bot.leads.visitors import visitor
from bot.storage.models import Conversation
from bot.storage.outreach import Lead


def snapshot(session: Session, conversation: Conversation) -> Person:
    """Give the person of a conversation with the leads that this conversation left.

    One that went into another is that other one: corrections go where staff look.
    """
    found = session.scalars(_LEADS, {"of_conversation": conversation.id}).all()
    leads = tuple(
        LeadView(
            code=lead.code,
            name=lead.name,
            phone_last=lead.phone_last,
            place=lead.place,
            status=lead.status,
            call_time=lead.call_time,
            for_whom=lead.for_whom,
            ward=lead.ward,
            province=lead.province,
        )
        for lead in found
    )
    return Person(
        channel=conversation.channel,
        with_human=conversation.human is not None,
        waiting_since=conversation.human_since if conversation.human == "waiting" else None,
        stopped=conversation.stopped_at is not None,
        leads=leads,
        visits=tuple(visit for lead in found if (visit := _visit(session, lead)) is not None),
    )


def _visit(session: Session, lead: Lead) -> VisitView | None:
    if lead.status != "visit-agreed" or lead.assignee is None or lead.next_step_on is None:
        return None
    return VisitView(**vars(visitor(session, lead.assignee)), day=lead.next_step_on)


_LEADS = select(Lead).where(left_by(bindparam("of_conversation"))).order_by(Lead.id)
