"""Money paid without a receipt, not seen in VssID, a complaint about a collector.

The answer of the content, and an urgent case for the office with a number and a deadline.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.effects import Answered, HandOverAsked
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from bot.hours import VIETNAM, parse_hours
from bot.law.wording import day
from handlers.faq import Faq
from handlers.menu import WithoutForm
from handlers.phrases import known, named
from handlers.wording import texts

NAME = "urgent"
TEXTS = texts(NAME)
WITHIN = timedelta(hours=24)


class Urgent(WithoutForm):
    """Hands over to the office with an urgent mark."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer the case that the router (or a button) names and hand it over."""
        case = args.get("case") or args.get("payload") or "complaint"
        case = case if case in TEXTS["cases"] else "complaint"
        topic = TEXTS["cases"][case]["topic"]
        number = case_number(turn)
        answered = self._faq.begin(turn, {"topic": topic})
        told = TEXTS["handed_over"].format(
            office=turn.office.name,
            number=number,
            deadline=_deadline(turn),
            hotline=turn.office.hotline,
        )
        replies = (*(_plain(reply) for reply in answered.replies), Reply(told, notice=True))
        reason = TEXTS["reason"].format(number=number, title=TEXTS["cases"][case]["title"])
        effects = (Answered(topic), HandOverAsked(reason, urgent=True))
        return Outcome(answered.state.without_form(), replies, effects)


def case_number(turn: Turn) -> str:
    """Give the number of a case: its day in Vietnam, and a part that its message decides."""
    at = turn.now.astimezone(VIETNAM)
    source = f"{turn.inbound.message_id}|{turn.now.isoformat()}|{turn.inbound.text}"
    return f"VG{at:%d%m}-{sha256(source.encode()).hexdigest()[:5].upper()}"


def wanted(text: str) -> Route | None:
    """Give the case that a message tells of, None where nothing went wrong."""
    said = named(text)
    if known(said, "supposed") and not known(said, "happened"):
        return None  # asks what to do if it happened, and complains of nobody
    paid = known(said, "was_paid")
    if paid and known(said, "no_receipt"):
        return Route(NAME, {"case": "no-receipt"})
    if paid and known(said, "not_seen") and known(said, "where_seen"):
        return Route(NAME, {"case": "not-seen"})
    if known(said, "complains") and known(said, "of_collector"):
        return Route(NAME, {"case": "complaint"})
    return Route(NAME, {"case": "lost-money"}) if known(said, "money_taken") else None


def _deadline(turn: Turn) -> str:
    """One day from now, or when the office next opens after that."""
    hours = parse_hours(turn.office.hours)
    at: datetime = hours.next_opening(turn.now + WITHIN).astimezone(VIETNAM)
    return f"{at:%H:%M} ngày {day(at.date())}"


def _plain(reply: Reply) -> Reply:
    return Reply(reply.text, notice=True)
