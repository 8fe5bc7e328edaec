"""Messages that mean one thing only, whatever the model says."""

from bot.conversation.engine import Route
from bot.conversation.turn import Turn
from handlers.basics import plain
from handlers.wording import texts

NOT_MEANT = frozenset(texts("faq")["not_meant"])
ROUTING = texts("router")


def fixed_route(turn: Turn) -> Route | None:
    """Give the route of a fixed phrase, None for everything else."""
    words = plain(turn.inbound.text)
    for do, phrases in ROUTING["privacy"].items():
        if words in phrases:
            return Route("privacy", {"do": do})
    if words in NOT_MEANT:
        candidates = turn.state.memory.get("candidates")
        return Route("faq", {"suggest": candidates} if candidates else {"payload": "none"})
    return None
