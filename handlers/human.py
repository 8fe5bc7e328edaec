"""Handing the conversation to a person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.conversation.effects import HandOverAsked
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from bot.hours import VIETNAM, parse_hours
from bot.law.wording import day
from handlers.menu import WithoutForm
from handlers.wording import texts

TEXTS = texts("human")


class Human(WithoutForm):
    """The bot says once that it steps back; staff see the person waiting."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Hand over. A form that is open is closed: the person said what they want now."""
        office = turn.office
        hours = parse_hours(office.hours)
        expected = turn.now + timedelta(minutes=office.handover_minutes)
        key = "handed_over" if hours.is_open(expected) else "near_closing"
        if not hours.is_open(turn.now):
            key, expected = "after_hours", turn.now
        opening = hours.next_opening(expected).astimezone(VIETNAM)
        text = TEXTS[key].format(
            office=office.name,
            minutes=office.handover_minutes,
            opening=f"{opening:%H:%M} ngày {day(opening.date())}",
            hotline=office.hotline,
        )
        reason = str(args.get("reason", ""))
        state = turn.state.without_form()
        return Outcome(state, (Reply(text, notice=True),), (HandOverAsked(reason),))
