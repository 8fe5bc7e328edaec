"""An answer that was not what the person meant: keep the question for staff, offer what is next."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.effects import NotUnderstood
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from faq.learning import mask
from faq.text import normalise
from handlers.basics import buttons
from handlers.faq import TEXTS, Faq
from handlers.follow_ups import bare
from handlers.menu import WithoutForm
from handlers.phrases import says

NAME = "not_meant"
WHOLE = frozenset(map(normalise, TEXTS["not_meant"]))
SAID = tuple(map(normalise, TEXTS["not_meant_said"]))
MOST_WORDS = 12


def wanted(text: str) -> Route | None:
    """Give the route of a message that only says that the last answer missed its meaning."""
    said = normalise(text)
    short = len(said.split()) <= MOST_WORDS
    if said in WHOLE or bare(said) in WHOLE or (short and says(said, SAID)):
        return Route(NAME, asks=False)
    return None


class NotMeant(WithoutForm):
    """Records what was asked and what was answered, once; offers what else it may have been."""

    def __init__(self, faq: Faq) -> None:
        self._faq = faq

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Offer the next candidates for the last question, or ask to say it otherwise."""
        asked: Mapping[str, Any] = turn.state.memory.get("asked") or {}
        state = turn.state.without_form().remembering(asked=None)
        others = tuple(asked.get("others", ()))
        choices = self._faq.suggested(others)
        reply = Reply(TEXTS["not_meant_reply"], choices)
        if not others:
            reply = Reply(TEXTS["unclear"], buttons(TEXTS["way_on"]))
        if not asked:
            return Outcome(state, (reply,))
        seen = NotUnderstood(mask(asked["text"]), "unhelpful", others, answered=asked["topic"])
        return Outcome(state, (reply,), (seen,))
