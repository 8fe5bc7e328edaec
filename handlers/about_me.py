"""Somebody tells of themselves ("em nữ 45 tuổi") and asks nothing yet."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from faq.details import extract
from handlers.basics import buttons, today
from handlers.career import Career
from handlers.menu import WithoutForm
from handlers.wording import texts

TEXTS = texts("about_me")


class AboutMe(WithoutForm):
    """The calculators behind the buttons go on with what was said."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Remember sex and birth as if a calculation had asked for them."""
        details = args.get("details") or extract(turn.inbound.text, today(turn.now))
        career = Career().hearing(turn.inbound.text, details)
        last = {"handler": "retirement", "title": TEXTS["title"], "data": career.to_json()}
        state = turn.state.remembering(last=last)
        return Outcome(state, (Reply(TEXTS["noted"], buttons(TEXTS["buttons"])),))
