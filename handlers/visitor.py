"""Who came to the house: whether what the person tells is in the roster, and nothing more."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn, VisitView
from bot.directory.entries import Collector, Directory, code
from bot.law.wording import day
from faq.text import Word, clean, fold, words
from handlers.basics import buttons, is_question, plain, today
from handlers.wording import texts

NAME = "visitor"
TEXTS = texts(NAME)
_NO_NAMES = frozenset(TEXTS["no_names"])
_NO_NAMES_FOLDED = frozenset(map(fold, _NO_NAMES)) - {"thi"}  # a middle name without its mark
_CARD = re.compile(r"(?:[A-ZĐ]{1,4} (?=\d))?[^\W_]+(?:[-./][^\W_]+)*")
_TEAM = re.compile(
    r"\b(?:mã tổ|ma to|tổ|to số|to)\s*(?:số|so)?\s*:?\s*((?:[a-z]+-)?\d{1,3})\b", re.I
)
_LIVES = re.compile(r"(?:\bở|\bo|\bnhà|\bnha|,)\s*$", re.I)  # "tui ở tổ 5" is where one lives
LONGEST_NAME = 5  # words
LONGEST_CARD = 9  # signs; a longer number that begins with 0 is a phone


@dataclass(frozen=True)
class Said:
    """What a person tells of a visitor, as written; "" for what is not told."""

    name: str = ""
    card: str = ""
    team: str = ""

    @property
    def words(self) -> str:
        """Give it back in words, with nothing added."""
        parts = [
            TEXTS[f"said_{key}"].format(**{key: value})
            for key, value in vars(self).items()
            if value
        ]
        return ", ".join(parts)

    def fits(self, collector: Collector) -> bool:
        """Whether all that is told fits this person; of a name the last words are enough."""
        if self.card and code(self.card) != code(collector.card):
            return False
        if self.team and code(self.team) not in _codes_of_team(collector.team):
            return False
        told, name = fold(self.name).split(), fold(collector.name).split()
        return not told or name[-len(told) :] == told

    def is_part_of_the_card(self, collector: Collector) -> bool:
        """Whether the number fits, but the letters of the card were left out."""
        digits = "".join(sign for sign in code(collector.card) if sign.isdigit())
        return bool(self.card) and code(self.card) == digits

    def is_full_name_of(self, collector: Collector) -> bool:
        """Whether the whole name is told."""
        return fold(self.name).split() == fold(collector.name).split()


def wanted(text: str) -> Route | None:
    """Give the route for a message that asks who somebody at the door is, else None."""
    said = f" {plain(text)} "

    def holds(key: str) -> bool:
        return any(f" {phrase} " in said for phrase in TEXTS[key])

    if holds("asks"):
        return Route(NAME)
    if not (holds("coming") and holds("doubting")):
        return None
    told = read(text)
    full_name = len(told.name.split()) > 1 or told.name[:1].isupper()
    return Route(NAME) if told.card or told.team or full_name else None


def read(text: str, *, asked: bool = False) -> Said:
    """Read name, card number and team code; `asked`: the message may be nothing but these."""
    rest = clean(text)
    teams = (m for m in _TEAM.finditer(rest) if not _LIVES.search(rest[: m.start()]))
    if team := next(teams, None):
        rest = _without(rest, team.span())
    if card := _card(rest, asked=asked):
        rest = _without(rest, card.span())
    name = _name(rest, asked=asked)
    return Said(name, card[0] if card else "", team[1] if team else "")


class Visitor:
    """Compares with the roster of collectors and team members."""

    version = 1

    def __init__(self, directory: Directory) -> None:
        self._roster = directory.collectors

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer by what is told, or ask for it; first who was agreed to come."""
        agreed = [visit for visit in turn.person.visits if visit.day >= today(turn.now)]
        said = read(turn.inbound.text)
        if said.words and (self._roster or turn.person.visits):
            return self._compared(turn, said)
        outcome = _ask(turn, "ask") if self._roster or agreed else _say(turn, "no_list")
        return _with_visits(turn, agreed, outcome) if agreed else outcome

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take name and card number."""
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, NAME):
            return None
        before = Said(**turn.state.data)
        now = read(turn.inbound.text, asked=True)
        said = Said(now.name or before.name, now.card or before.card, now.team or before.team)
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
    reply = Reply(TEXTS[key].format(hotline=turn.office.hotline), buttons(TEXTS["choices"]))
    return Outcome(_waiting(turn, said), (reply,))


def _waiting(turn: Turn, said: Said | None) -> State:
    """Wait for more, unless another form is open."""
    if turn.state.handler not in ("", NAME):
        return turn.state
    return turn.state.at_step(NAME, "who", vars(said or Said()))


def _codes_of_team(team: str) -> set[str]:
    whole = code(team)
    return {whole, whole.removeprefix("to")} - {""}


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} , {text[span[1] :]}"


def _card(text: str, *, asked: bool) -> re.Match[str] | None:
    """Find the number after "thẻ số"; when it was asked for, any that is no phone number."""
    found = words(text)
    folded = [word.folded for word in found]
    for phrase in TEXTS["cards"]:
        for end in _ends(folded, phrase.split()):
            number = _CARD.match(text, found[end].start) if end < len(found) else None
            if number and any(sign.isdigit() for sign in number[0]):
                return number
    bare = (m for m in _CARD.finditer(text) if sum(sign.isdigit() for sign in m[0]) > 1)
    no_phone = (m for m in bare if not m[0].startswith("0") or len(m[0]) < LONGEST_CARD)
    return next(no_phone, None) if asked else None


def _name(text: str, *, asked: bool) -> str:
    """Give the name after a title ("anh", "tên"); when it was asked for, the first words."""
    found = words(text)
    marked = any(word.text != word.folded for word in found)
    said = [word.text if marked else word.folded for word in found]
    titles = [title if marked else fold(title) for title in TEXTS["titles"]]
    starts = [end for title in titles for end in _ends(said, title.split())]
    longest = ""
    for start in starts or ([0] if asked else []):
        end = start
        while end < min(len(found), start + LONGEST_NAME) and _is_name(
            text, found, start, end, marked
        ):
            end += 1
        name = text[found[start].start : found[end - 1].end] if end > start else ""
        longest = max(longest, name, key=len)
    return longest


def _is_name(text: str, found: Sequence[Word], start: int, at: int, marked: bool) -> bool:
    """Whether the word at `at` belongs to the name that begins at `start`."""
    word = found[at]
    together = at == start or text[found[at - 1].end : word.start] == " "
    if not together or word.is_number:
        return False
    written = text[word.start : word.end]
    if marked and written[0].isupper():
        return len(written) == 1 or not written.isupper()
    return word.text not in _NO_NAMES if marked else word.folded not in _NO_NAMES_FOLDED


def _ends(said: Sequence[str], phrase: Sequence[str]) -> list[int]:
    """Give where each occurrence of a phrase ends."""
    size = len(phrase)
    return [at + size for at in range(len(said) - size + 1) if list(said[at : at + size]) == phrase]
