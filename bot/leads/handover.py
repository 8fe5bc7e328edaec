"""Conversations that wait for a colleague, or that one has taken."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.conversation.state import State
from bot.leads import audit, scope
from bot.leads.errors import LeadsError
from bot.leads.merged import left_by
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead


def with_human(session: Session, viewer: Viewer, limit: int = 200) -> Sequence[Conversation]:
    """Give the conversations that are not the bot's now: urgent first, then who waits longest."""
    order = (
        Conversation.urgent.desc(),
        (Conversation.human == "waiting").desc(),
        Conversation.human_since,
    )
    return session.scalars(_visible(viewer).order_by(*order).limit(limit)).all()


def waiting_count(session: Session, viewer: Viewer) -> int:
    """Give how many people wait for a first answer."""
    waiting = _visible(viewer).where(Conversation.human == "waiting")
    return session.scalar(waiting.with_only_columns(func.count(Conversation.id))) or 0


def find_conversation(session: Session, conversation_id: int, viewer: Viewer) -> Conversation:
    """Give a conversation that is with a human. Raises LeadsError for any other."""
    query = _visible(viewer).where(Conversation.id == conversation_id)
    conversation = session.scalar(query)
    if conversation is None:
        raise LeadsError("Cuộc trò chuyện này không chờ cán bộ nữa.")
    return conversation


def leads_of(session: Session, conversation_id: int, viewer: Viewer) -> Sequence[Lead]:
    """Give the leads that a conversation left."""
    query = select(Lead).where(left_by(conversation_id), scope.leads(viewer))
    return session.scalars(query.order_by(Lead.id)).all()


def may_read(conversation: Conversation, viewer: Viewer) -> bool:
    """Tell whether the words of a conversation are for this viewer: a complaint is for the office
    only, it may be about one of the team.
    """
    return viewer.is_office or conversation.office_only_at is None


def take(session: Session, conversation: Conversation, now: datetime) -> None:
    """A colleague answers: the person waits no longer."""
    if conversation.human != "taken":
        conversation.human, conversation.human_since = "taken", now


def hand_back(session: Session, conversation_id: int, viewer: Viewer, now: datetime) -> None:
    """Give a conversation back to the bot, which introduces itself again at the next message."""
    conversation = find_conversation(session, conversation_id, viewer)
    conversation.human = conversation.human_since = conversation.human_reason = None
    conversation.urgent = False
    conversation.state = State.from_json(conversation.state).unintroduced().to_json()
    audit.record(session, viewer, "handed-back", now, target=f"cuộc trò chuyện {conversation_id}")


def _visible(viewer: Viewer) -> Select[Conversation]:
    query = select(Conversation).where(Conversation.human.is_not(None))
    return query.where(scope.conversations(viewer))
