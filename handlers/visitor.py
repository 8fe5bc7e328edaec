"""Who came to the house: whether what the person tells is in the roster, and nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn, VisitView
from bot.directory.entries import Collector, Directory
from bot.law.wording import day
from handlers.basics import buttons, is_question, plain, today
from handlers.visitor_words import TEXTS, Said, read

NAME = "visitor"


def wanted(text: str) -> Route | None:
    """Give the route for a message that asks who somebody at the door is, else None."""
    said = f" {plain(text)} "

    def holds(key: str) -> bool:
        return any(f" {phrase} " in said for phrase in TEXTS[key])

    if holds("asks"):
        return Route(NAME)
    if not holds("coming"):
        return None
    told = read(text)
    full_name = len(told.name.split()) > 1 or told.name[:1].isupper()
    if (told.card or told.team or full_name) and holds("doubting"):
        return Route(NAME)
    return Route(NAME) if told.organisation and holds("doubting_organisation") else None


class Visitor:
    """Compares with the roster of collectors and team members."""

    version = 1

    def __init__(self, directory: Directory) -> None:
        self._roster = directory.collectors

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer by what is told, or ask for it; first who was agreed to come."""
        agreed = [visit for visit in turn.person.visits if visit.day >= today(turn.now)]
        said = read(turn.inbound.text)
        outcome = _ask(turn, "ask") if self._roster or agreed else _say(turn, "no_list")
        if said.words and (self._roster or turn.person.visits):
            outcome = self._compared(turn, said)
            if said.of_person:
                return outcome
        return _with_visits(turn, agreed, outcome) if agreed else outcome

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take name and card number."""
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, NAME):
            return None
        before = Said(**turn.state.data)
        now = read(turn.inbound.text, asked=True)
        said = Said(**{key: told or vars(before)[key] for key, told in vars(now).items()})
        return self._compared(turn, said) if now.words else None

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask for name and card number."""
        return Reply(TEXTS["ask"].format(hotline=turn.office.hotline))

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(TEXTS["doing"])

    def _compared(self, turn: Turn, said: Said) -> Outcome:
        roster = (*self._roster, *map(_collector, turn.person.visits))
        fitting = [collector for collector in roster if said.fits(collector)]
        if not fitting and any(said.is_part_of_the_card(one) for one in roster):
            return _ask(turn, "ask_whole_card", replace(said, card=""))
        if not fitting:
            return _say(turn, "not_listed" if self._roster else "no_list", said)
        if not said.of_person:
            return _ask(turn, "ask_who", said)
        if said.card or said.team:
            return _say(turn, "listed", said)
        if any(said.is_full_name_of(collector) for collector in fitting):
            return _say(turn, "listed_name", said)
        return _ask(turn, "ask_card", said)


def _collector(visit: VisitView) -> Collector:
    """Who was agreed to come is as good as listed."""
    return Collector(visit.name, visit.card, visit.organisation)


def _with_visits(turn: Turn, agreed: Sequence[VisitView], outcome: Outcome) -> Outcome:
    """Say before the question who was agreed to come."""
    lines = [
        TEXTS["agreed" if visit.card else "agreed_without_card"].format(
            name=visit.name,
            organisation=visit.organisation or turn.office.name,
            card=visit.card,
            day=day(visit.day),
        )
        for visit in agreed
    ]
    asked = outcome.replies[0]
    return replace(outcome, replies=(replace(asked, text="\n".join([*lines, asked.text])),))


def _say(turn: Turn, key: str, said: Said | None = None) -> Outcome:
    text = TEXTS[key].format(said=said.words if said else "", hotline=turn.office.hotline)
    state = turn.state.without_form() if turn.state.handler == NAME else turn.state
    if key == "listed_name":  # the card may follow
        state = _waiting(turn, said)
    return Outcome(state, (Reply(text, buttons(TEXTS["choices"])),))


def _ask(turn: Turn, key: str, said: Said | None = None) -> Outcome:
    text = TEXTS[key].format(said=said.words if said else "", hotline=turn.office.hotline)
    return Outcome(_waiting(turn, said), (Reply(text, buttons(TEXTS["choices"])),))


def _waiting(turn: Turn, said: Said | None) -> State:
    """Wait for more, unless another form is open."""
    if turn.state.handler not in ("", NAME):
        return turn.state
    return turn.state.at_step(NAME, "who", vars(said or Said()))
