"""Deleting what a conversation said, when its person asked for it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.conversation.effects import DataErasureAsked
from bot.delivery import inbox, outbox
from bot.delivery.services import Services
from bot.storage.models import Conversation, InboxEvent, OutboxMessage


def ask(session: Session, conversation_id: int, last_reply: int) -> None:
    """Erase the conversation's messages as soon as the reply that confirms it is settled."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(erase_after=last_reply)
        .execution_options(synchronize_session=False)
    )


def erase_messages(session: Session, conversation_id: int, last_reply: int) -> None:
    """Empty the handled events and the replies up to `last_reply`; keys stay, for duplicates."""
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.conversation_id == conversation_id, InboxEvent.status != inbox.NEW)
        .values(payload=b"", error=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.id <= last_reply)
        .values(body="", error=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.conversation_id == conversation_id,
            OutboxMessage.id <= last_reply,
            OutboxMessage.status.in_((outbox.HELD, outbox.DEAD)),
        )
        .values(status=outbox.DROPPED)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(erase_after=None, ref=None, human_reason=None)
        .execution_options(synchronize_session=False)
    )


def erase_person(
    session: Session, services: Services, channel: str, person: str, now: datetime
) -> int:
    """Erase all conversations of a person at once, leads included. Gives how many there were."""
    found = session.query(Conversation).filter_by(channel=channel, person=person).all()
    for conversation in found:
        services.apply_effect(session, conversation, DataErasureAsked(), now)
        session.flush()
        newest = (
            session.query(OutboxMessage.id)
            .filter_by(conversation_id=conversation.id)
            .order_by(OutboxMessage.id.desc())
            .limit(1)
            .scalar()
        )
        conversation.state = None
        conversation.fence += 1  # what is in hand for it now is not kept any more
        conversation.lease_until = conversation.due_at = None
        session.flush()
        _drop_unsettled(session, conversation.id)
        erase_messages(session, conversation.id, newest or 0)
    return len(found)


def _drop_unsettled(session: Session, conversation_id: int) -> None:
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.conversation_id == conversation_id, InboxEvent.status == inbox.NEW)
        .values(status=inbox.DONE)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.conversation_id == conversation_id,
            OutboxMessage.status.in_((outbox.WAITING, outbox.SENDING)),
        )
        .values(status=outbox.DROPPED)
        .execution_options(synchronize_session=False)
    )
