"""The product with a handler that counts: what is lost, doubled or out of order shows.

`python -m bench.counting run|serve|worker` is `python -m bot run|serve|worker` but for the handler,
which answers each message with its number in the conversation and the words that it heard.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import commands
from bot.conversation.effects import Effect
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Person, Turn
from bot.delivery.services import Services
from bot.settings import Settings
from bot.storage.models import Conversation


class Counting:
    """Answers "7 tin 12": the seventh message of this conversation, which said "tin 12"."""

    def handle(self, turn: Turn) -> Outcome:
        count = turn.state.memory.get("count", 0) + 1
        reply = Reply(f"{count} {turn.inbound.text}")
        return Outcome(turn.state.remembering(count=count), (reply,))


def _snapshot(session: Session, conversation: Conversation) -> Person:
    return Person(conversation.channel)


def _apply(session: Session, conversation: Conversation, effect: Effect, now: datetime) -> None:
    raise AssertionError("the counting handler has no effects")


def main() -> None:
    build = commands.build_services

    def counting(settings: Settings) -> Services:
        parts = {"snapshot": _snapshot, "apply_effect": _apply, "parameters": lambda now: None}
        return replace(build(settings), handler=Counting(), **parts)

    def child(pipe: int) -> Sequence[str]:
        return (sys.executable, "-m", "bench.counting", "worker", "--wake-pipe", str(pipe))

    commands.build_services = counting
    commands._worker_on_pipe = child
    command = {
        "run": commands.run_command,
        "serve": commands.serve_command,
        "worker": commands.worker_command,
    }[sys.argv[1]]
    command(sys.argv[2:])


if __name__ == "__main__":
    main()
