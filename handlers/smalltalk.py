"""Greeting, thanks, goodbye, who are you, anger; and what is no text at all."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.contract import Handler
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.turn import Outcome, Turn
from handlers.basics import buttons
from handlers.menu import TEXTS as MENU
from handlers.menu import WithoutForm
from handlers.wording import texts

SMALLTALK, OTHER = texts("smalltalk"), texts("other")


class Smalltalk(WithoutForm):
    """Short fixed replies to social talk."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Reply to the kind of talk that the router named."""
        topic = args.get("topic", "nudge")
        text = SMALLTALK[topic].format(office=turn.office.name, hotline=turn.office.hotline)
        return Outcome(turn.state, (Reply(text, _choices(topic)),))


class Other(WithoutForm):
    """Stickers, pictures, files, voice, places: a fitting short reply or silence."""

    def __init__(self, nearest: Handler) -> None:
        self._nearest = nearest

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Reply by the kind of what was sent; a location asks for the nearest place."""
        if turn.inbound.kind is Kind.LOCATION:
            return self._nearest.begin(turn, {})
        key = self._key(turn)
        if not OTHER[key]:
            return Outcome(turn.state)
        text = OTHER[key].format(office_hotline=turn.office.hotline)
        choices = OTHER.get(f"{key}_choices", OTHER["choices"])
        return Outcome(turn.state, (Reply(text, buttons(choices)),))

    def _key(self, turn: Turn) -> str:
        kind = turn.inbound.kind
        if kind in (Kind.INFO, Kind.COMMENT):
            return str(kind.value)
        if kind is Kind.ATTACHMENT and turn.inbound.attachments:
            sent = turn.inbound.attachments[0].type
            return {"gif": "sticker", "video": "file", "link": "file", "contact": "file"}.get(
                sent, sent if sent in OTHER else "file"
            )
        return "empty"


def _choices(topic: str) -> tuple[Choice, ...]:
    if topic in SMALLTALK["with_person"]:
        return buttons(SMALLTALK["person"])
    return buttons(MENU["choices"]) if topic in SMALLTALK["with_menu"] else ()
