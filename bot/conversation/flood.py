"""A flood: over 30 messages a minute from one person, by our time of receipt.

One kind word is said, then only the newest message is answered, as soon as no more come. All of
them stay in the record.
"""

from datetime import datetime, timedelta

from bot.conversation.state import State
from bot.conversation.turn import Turn

MOST = 30
WITHIN = timedelta(minutes=1)
QUIET = timedelta(seconds=3)  # nothing newer for so long: the newest is answered
UNCOUNTED = "terminal"  # one's own machine: lines may be piped in


def noted(state: State, received_at: datetime) -> State:
    """Remember that a message came in, and forget those of over a minute before it."""
    at = received_at.timestamp()
    lately = [then for then in state.memory.get("lately", ()) if at - then < WITHIN.total_seconds()]
    return state.remembering(lately=[*lately, at][-MOST - 1 :])


def is_on(state: State, received_at: datetime) -> bool:
    """Whether the message that came in then is one of a flood."""
    return len(noted(state, received_at).memory["lately"]) > MOST


def is_told(state: State, received_at: datetime) -> bool:
    """Whether the kind word of this flood was said."""
    told = state.memory.get("flood")
    return told is not None and received_at.timestamp() - told < WITHIN.total_seconds()


def goes_on(state: State, received_at: datetime) -> State:
    """Remember that the flood lasted until then, with its kind word said."""
    return state.remembering(flood=received_at.timestamp())


def quiet_at(turn: Turn) -> datetime:
    """When the message may be answered if nothing newer comes."""
    return max(turn.now, (turn.received_at or turn.now) + QUIET)
