"""What a turn changes outside the conversation, applied in the drain's transaction."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.effects import (
    Answered,
    DataErasureAsked,
    Effect,
    HandOverAsked,
    LeadCorrected,
    LeadLeft,
    MessagesResumed,
    MessagesStopped,
    NotUnderstood,
    ReferredBy,
    StaffLinkAsked,
)
from bot.leads import addresses, audit, erasure, intake, matters, topics
from bot.leads.links import find
from bot.leads.text import clean
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Question

LONGEST_QUESTION = 1000


def apply(session: Session, conversation: Conversation, effect: Effect, now: datetime) -> None:
    """Apply one effect. Raises LeadsError when it does not fit what is stored."""
    _APPLY[type(effect)](session, conversation, effect, now)


def _lead_left(
    session: Session, conversation: Conversation, effect: LeadLeft, now: datetime
) -> None:
    intake.keep(session, conversation, effect, now)


def _lead_corrected(
    session: Session, conversation: Conversation, effect: LeadCorrected, now: datetime
) -> None:
    intake.correct(session, conversation, effect, now)


def _hand_over(
    session: Session, conversation: Conversation, effect: HandOverAsked, now: datetime
) -> None:
    """Let the person wait for a colleague; one who waits already keeps the place in the line."""
    if conversation.human is None:
        conversation.human, conversation.human_since = "waiting", now
    conversation.human_reason = clean(effect.reason, 300) or conversation.human_reason
    if effect.urgent and not conversation.urgent:
        matters.urgent_case(session, conversation, now)
    if effect.urgent:
        conversation.urgent, conversation.office_only_at = True, now


def _erase(
    session: Session, conversation: Conversation, effect: DataErasureAsked, now: datetime
) -> None:
    erasure.erase_leads_of(session, conversation.id, now)
    addresses.unlink_conversation(session, conversation.id)


def _stop(
    session: Session, conversation: Conversation, effect: MessagesStopped, now: datetime
) -> None:
    conversation.stopped_at = now


def _resume(
    session: Session, conversation: Conversation, effect: MessagesResumed, now: datetime
) -> None:
    conversation.stopped_at = None


def _referred(
    session: Session, conversation: Conversation, effect: ReferredBy, now: datetime
) -> None:
    """Remember the code; one that is nobody's does not take the place of one that is somebody's."""
    ref = clean(effect.ref, 255)
    if find(session, ref) is not None or find(session, conversation.ref or "") is None:
        conversation.ref = ref


def _link_staff(
    session: Session, conversation: Conversation, effect: StaffLinkAsked, now: datetime
) -> None:
    """Link the conversation to whose code it is, and show by a test that it works."""
    owner = addresses.link(session, conversation, effect.code, now)
    if owner is not None:
        audit.record(session, Viewer(owner, ""), "notices-changed", now, do="linked")
        matters.asked_for_test(session, owner, now)


def _not_understood(
    session: Session, conversation: Conversation, effect: NotUnderstood, now: datetime
) -> None:
    session.add(
        Question(
            text=clean(effect.text, LONGEST_QUESTION),
            decision=effect.decision[:20],
            kind=effect.kind[:30],
            candidates=list(effect.candidates),
            answered=effect.answered[:60],
            channel=conversation.channel,
            created_at=now,
        )
    )


def _answered(
    session: Session, conversation: Conversation, effect: Answered, now: datetime
) -> None:
    topics.count(session, conversation, effect.topic, now)


_APPLY: dict[type, Callable[[Session, Conversation, Any, datetime], None]] = {
    LeadLeft: _lead_left,
    LeadCorrected: _lead_corrected,
    HandOverAsked: _hand_over,
    DataErasureAsked: _erase,
    MessagesStopped: _stop,
    MessagesResumed: _resume,
    ReferredBy: _referred,
    StaffLinkAsked: _link_staff,
    NotUnderstood: _not_understood,
    Answered: _answered,
}
