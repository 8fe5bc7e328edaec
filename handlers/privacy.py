"""Own data: see it, have it deleted, stop and resume messages. Each asked once to confirm."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.effects import DataErasureAsked, MessagesResumed, MessagesStopped
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.phones import masked
from handlers.basics import plain
from handlers.wording import texts

NAME = "privacy"
TEXTS = texts("privacy")
YES, NO = frozenset(texts("register")["yes_words"]), frozenset(texts("register")["no_words"])


class Privacy:
    """Works also while a human has the conversation."""

    version = 1

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """`do` (or a button's payload) is view, delete, withdraw, stop or resume."""
        wish = args.get("do") or args.get("payload") or "view"
        if wish == "resume":
            return self._done(turn, "resumed", MessagesResumed())
        if wish in ("delete", "withdraw", "stop"):
            state = turn.state.at_step(NAME, wish, {}, self.version)
            return Outcome(state, (_question(wish),))
        return Outcome(turn.state, (_kept(turn),))

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Only a clear yes does it; anything that is no answer leaves all as it was."""
        said = plain(turn.inbound.text)
        if turn.inbound.kind is Kind.CHOICE:
            said = turn.inbound.payload.removeprefix(f"#{NAME} ")
        if said in YES or said == plain(TEXTS[f"yes_{turn.state.step}"]):
            if turn.state.step == "stop":
                return self._done(turn, "stopped", MessagesStopped())
            return self._erased("withdrawn" if turn.state.step == "withdraw" else "deleted")
        if said in NO:
            return Outcome(turn.state.without_form(), (Reply(TEXTS["nothing_done"]),))
        return None

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask for the confirmation again."""
        return _question(turn.state.step)

    def doing(self, state: State) -> str:
        """Name what waits for a confirmation."""
        return str(TEXTS[f"doing_{state.step}"])

    def _erased(self, key: str) -> Outcome:
        """Nothing is remembered any more, not even that the bot introduced itself."""
        return Outcome(State(), (Reply(TEXTS[key]),), (DataErasureAsked(),))

    def _done(self, turn: Turn, key: str, effect: MessagesStopped | MessagesResumed) -> Outcome:
        return Outcome(turn.state.without_form(), (Reply(TEXTS[key]),), (effect,))


def _question(wish: str) -> Reply:
    yes = Choice(TEXTS[f"yes_{wish}"], f"#{NAME} co")
    return Reply(TEXTS[f"ask_{wish}"], (yes, Choice(TEXTS["no"], f"#{NAME} khong")))


def _kept(turn: Turn) -> Reply:
    if not turn.person.leads:
        return Reply(TEXTS["nothing_kept"])
    lines = [
        TEXTS["lead"].format(
            name=lead.name,
            phone=masked(lead.phone_last),
            place=lead.place or TEXTS["unknown_place"],
            code=lead.code,
        )
        for lead in turn.person.leads
    ]
    text = TEXTS["kept"].format(leads="\n".join(lines))
    return Reply(text, (Choice(TEXTS["delete_button"], f"#{NAME} delete"),))
