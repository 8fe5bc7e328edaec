"""Handing the conversation to a person."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.effects import HandOverAsked
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from handlers.menu import WithoutForm
from handlers.wording import texts

TEXTS = texts("human")


class Human(WithoutForm):
    """The bot says once that it steps back; staff see the person waiting."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Hand over. A form that is open is closed: the person said what they want now."""
        office = turn.office
        text = TEXTS["handed_over"].format(
            office=office.name, hours=office.hours, hotline=office.hotline
        )
        reason = str(args.get("reason", ""))
        state = turn.state.without_form()
        return Outcome(state, (Reply(text, notice=True),), (HandOverAsked(reason),))
