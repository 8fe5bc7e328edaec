"""A comment under a post of the Page: public, so it is answered privately, once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot import phones
from bot.conversation.contract import Handler, Router
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.turn import Outcome, Turn
from handlers.basics import buttons, plain
from handlers.menu import TEXTS as MENU
from handlers.menu import WithoutForm
from handlers.papers import hold_papers
from handlers.wording import texts

TEXTS = texts("comment")


class Comment(WithoutForm):
    """Answers what is asked, else invites to write. A number of a phone or of papers is hidden.

    A phone number is kept only in the open form that asks for consent; without consent it is no
    lead.
    """

    def __init__(self, router: Router, handlers: Mapping[str, Handler]) -> None:
        self._router = router
        self._handlers = {
            name: handler for name, handler in handlers.items() if name not in TEXTS["private_only"]
        }

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Give the private answer, before it the hiding where a number stands."""
        comment = turn.inbound.info.get("comment_id", "")
        if not comment or not plain(turn.inbound.text):
            return Outcome(turn.state)
        # The comment is read as if it were said in private, whatever form is open there.
        said = replace(
            turn,
            state=turn.state.without_form(),
            inbound=replace(turn.inbound, kind=Kind.TEXT),
        )
        shows_phone = bool(phones.find_all(turn.inbound.text))
        shows_papers = not shows_phone and hold_papers(turn.inbound.text)
        outcome = self._with_phone(said) if shows_phone else self._answered(said)
        if shows_papers:
            outcome = Outcome(said.state, (_invitation("hidden_papers"),))
        if turn.state.handler and outcome.state.handler:
            invited = _invitation("hidden_invite" if shows_phone else "invite")
            outcome = replace(outcome, replies=(invited,))
        state = turn.state if turn.state.handler else outcome.state
        hides = shows_phone or shows_papers
        hiding = (Reply(TEXTS["for_staff"], comment_id=comment, hides=True),) if hides else ()
        private = (
            replace(_in_one_message(reply), comment_id=comment) for reply in outcome.replies[:1]
        )
        return Outcome(state, (*hiding, *private), outcome.effects)

    def _with_phone(self, said: Turn) -> Outcome:
        """Tell that it is hidden, and ask for consent to keep the number."""
        asked = self._handlers["register"].begin(said, {})
        first = asked.replies[0]
        return replace(asked, replies=(replace(first, text=f"{TEXTS['hidden']}\n{first.text}"),))

    def _answered(self, said: Turn) -> Outcome:
        route = self._router.route(said)[0]
        if route.handler == "smalltalk" and route.args.get("topic") in TEXTS["unanswered"]:
            return Outcome(said.state)
        if route.sure and route.handler in self._handlers:
            return self._handlers[route.handler].begin(said, route.args)
        return Outcome(said.state, (_invitation("invite"),))


def _in_one_message(reply: Reply) -> Reply:
    """A comment takes one private message: a picture's words, and a button to see it."""
    if reply.picture is None:
        return reply
    kind = {"pension-chart": "pension"}.get(reply.picture["kind"], reply.picture["kind"])
    see = Choice(TEXTS["see_picture"], f"#picture {kind}")
    text = f"{reply.text}\n{reply.alt}"
    return Reply(text, (see, *reply.choices))


def _invitation(key: str) -> Reply:
    return Reply(TEXTS[key], buttons(MENU["choices"]))
