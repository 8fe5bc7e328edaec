"""What the engine works with: routes, the router, handlers, and the words of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.conversation.messages import Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn


@dataclass(frozen=True)
class Route:
    """Who answers a text. `sure` = the router understood; `own` = a request in its own right,
    which interrupts a form (a question, not a greeting or an answer to the form's question).
    `asks` = False: it says something about the last answer, and is not remembered as asked.
    """

    handler: str
    args: Mapping[str, Any] = field(default_factory=dict)
    sure: bool = True
    own: bool = True
    asks: bool = True


class Router(Protocol):
    """Decides from the words (and what was said before) who answers."""

    def route(self, turn: Turn) -> tuple[Route, ...]:
        """Give one route, or two when the message asks two things."""
        ...


class Handler(Protocol):
    """One thing that a citizen can do. Pure: everything it needs is in the turn."""

    version: int

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Start, or answer at once, with what the router found out."""
        ...

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take the answer to the open form's question; None when the message is no such answer."""
        ...

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open form's question again; `unclear`: first say what was not understood."""
        ...

    def doing(self, state: State) -> str:
        """Name the open form in a few words, after "cô/chú đang"."""
        ...


@dataclass(frozen=True)
class Words:
    """What the engine itself says; `introduction` may hold {office}."""

    introduction: str
    resume: str  # {doing}
    resume_yes: str
    resume_no: str
    cancelled: str
    still_waiting: str
    flood: str
    link_asked: str
    cancel_words: frozenset[str]
    restart_words: frozenset[str]
    menu_words: frozenset[str]


class Fold(Protocol):
    """Gives a text in another form: comparable (small letters without marks), or masked."""

    def __call__(self, text: str) -> str:
        """Give the text in that form."""
        ...
