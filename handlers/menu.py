"""Welcome and menu."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from handlers.basics import buttons
from handlers.wording import texts

TEXTS = texts("menu")


class WithoutForm:
    """A handler that answers at once and never asks back."""

    version = 1

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """There is no form to answer."""
        return None

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Offer the menu: there is no question to repeat."""
        return Reply(TEXTS["help"], buttons(TEXTS["choices"]))

    def doing(self, state: State) -> str:
        """There is no form to name."""
        return ""


class Menu(WithoutForm):
    """What the bot can do, as buttons."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Show the menu; with a welcome to who just came."""
        text = TEXTS["welcome"] if args.get("welcome") else TEXTS["help"]
        return Outcome(turn.state.without_form(), (Reply(text, buttons(TEXTS["choices"])),))
