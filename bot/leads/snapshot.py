"""What a handler may know of the person who writes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.turn import LeadView, Person
from bot.leads.merged import left_by
from bot.storage.models import Conversation
from bot.storage.outreach import Lead


def snapshot(session: Session, conversation: Conversation) -> Person:
    """Give the person of a conversation with the leads that this conversation left.

    One that went into another is that other one: corrections go where staff look.
    """
    found = select(Lead).where(left_by(conversation.id)).order_by(Lead.id)
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
        for lead in session.scalars(found)
    )
    return Person(
        channel=conversation.channel,
        with_human=conversation.human is not None,
        waiting_since=conversation.human_since if conversation.human == "waiting" else None,
        stopped=conversation.stopped_at is not None,
        leads=leads,
    )
