"""Where the nearest place to register and pay is: by ward, by a location sent, or asked once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import phones
from bot.conversation.contract import Handler, Route
from bot.conversation.messages import Card, Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.directory.entries import Directory, Point
from bot.places.find import find
from bot.places.units import around
from handlers.basics import buttons, is_question, plain
from handlers.wording import texts

NAME = "nearest"
TEXTS = texts(NAME)
TOPIC = "where-to-register"
TOPICS = (TOPIC, "where-to-pay", "contact")
MOST = 3  # points in one answer
_ASKS: Sequence[str] = TEXTS["asks"]

Ward = tuple[str, str]
"""A ward of today and its province."""


def wanted(topic: str, text: str, province: str) -> Route | None:
    """Give the route for a message that asks for the nearest place or names one, else None."""
    said = f" {plain(text)} "
    names_place = topic in TOPICS and any(w[1] == province for w in _wards(text, province))
    if names_place or any(f" {phrase} " in said for phrase in _ASKS):
        return Route(NAME, {"topic": topic if topic in TOPICS else TOPIC})
    return None


class Nearest:
    """Answers from the directory; where that is empty, as the questions and answers do."""

    version = 1

    def __init__(self, directory: Directory, answers: Handler) -> None:
        self._directory = directory
        self._answers = answers

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer by what the message tells, or ask for the ward.

        `known`: nothing was said of a place; the ward that the person told before is meant.
        """
        topic = str(args.get("topic") or TOPIC)
        if args.get("known"):
            return self._where_known(turn, args)
        if not self._directory.points:
            return self._general(turn, topic)
        if turn.inbound.kind is Kind.LOCATION:
            return self._by_location(turn)
        ward, _, province = str(args.get("payload", "")).partition("|")
        if province:
            return self._answer(turn, [(ward, province)])
        here = turn.office.province
        wards = [ward for ward in _wards(turn.inbound.text, here) if ward[1] == here]
        return self._answer(turn, wards) if wards else self._ask(turn, topic)

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take the ward: typed, chosen or as a location. What is no ward is not asked again."""
        if turn.inbound.kind is Kind.LOCATION:
            return self._by_location(turn)
        if turn.inbound.kind is Kind.CHOICE:
            return self.begin(turn, route.args) if "|" in turn.inbound.payload else None
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, NAME):
            return None
        wards = _wards(turn.inbound.text, turn.office.province)
        if wards:
            return self._answer(turn, wards)
        general = self._general(turn, str(turn.state.data.get("topic", TOPIC)))
        first = general.replies[0]
        said = Reply(f"{TEXTS['unknown']}\n{first.text}", first.choices)
        return Outcome(general.state, (said,), general.effects)

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask for the ward."""
        return Reply(TEXTS["ask"])

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(TEXTS["doing"])

    def _where_known(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer from the directory where it has the person's ward, else as always."""
        ward = _told_before(turn)
        if ward and (self._directory.within([ward]) or self._directory.within(around(*ward))):
            return self._answer(turn, [ward])
        answer = self._answers.begin(turn, args)
        return Outcome(_closed(answer.state), answer.replies, answer.effects)

    # -- answers -------------------------------------------------------------------------------

    def _answer(self, turn: Turn, wards: Sequence[Ward]) -> Outcome:
        """Give the points of the wards; of many wards with many points, ask which is meant."""
        points = self._directory.within(wards)
        if len(wards) == 1:
            turn = replace(turn, state=turn.state.remembering(ward=list(wards[0])))
        if len(wards) > 1 and len(points) > MOST:
            choices = tuple(Choice(w[0], f"#{NAME} {w[0]}|{w[1]}") for w in wards)
            state = _waiting(turn, TOPIC) if _may_ask(turn) else turn.state
            return Outcome(state, (Reply(TEXTS["ask_which"], choices),))
        if points:
            key = "in_ward" if len(wards) == 1 else "in_several"
            return _told(turn, TEXTS[key].format(ward=wards[0][0]), points)
        near = self._directory.within(frozenset[Ward]().union(*(around(*w) for w in wards)))
        if near:
            return _told(turn, TEXTS["around"].format(ward=wards[0][0]), near)
        offices = self._directory.offices(wards[0][1])
        if offices:
            return _told(turn, TEXTS["offices"].format(ward=wards[0][0]), offices)
        return self._general(turn, TOPIC)

    def _by_location(self, turn: Turn) -> Outcome:
        info = turn.inbound.info
        try:
            latitude, longitude = float(info["latitude"]), float(info["longitude"])
        except (KeyError, ValueError):
            return self._ask(turn, TOPIC)
        near = self._directory.near(latitude, longitude, MOST)
        if not near:
            return self._ask(turn, TOPIC)
        return _told(
            turn, TEXTS["by_location"], [point for point, _ in near], [km for _, km in near]
        )

    def _ask(self, turn: Turn, topic: str) -> Outcome:
        """Ask for the ward, once; in the middle of another form answer in general."""
        if not _may_ask(turn) or turn.state.handler == NAME:
            return self._general(turn, topic)
        return Outcome(_waiting(turn, topic), (self.prompt(turn),))

    def _general(self, turn: Turn, topic: str) -> Outcome:
        answer = self._answers.begin(turn, {"topic": topic})
        return Outcome(_closed(answer.state), answer.replies, answer.effects)


def _told(turn: Turn, opening: str, points: Sequence[Point], away: Sequence[float] = ()) -> Outcome:
    cards = tuple(
        _card(number, point, away[number - 1] if away else None)
        for number, point in enumerate(points[:MOST], 1)
    )
    lines = [card.line for card in cards]
    hotline = turn.office.hotline
    if len(points) > MOST:
        lines.append(TEXTS["more"].format(count=len(points) - MOST, hotline=hotline))
    text = "\n".join([opening, *lines, TEXTS["closing"].format(hotline=hotline)])
    reply = Reply(text, buttons(TEXTS["choices"]), cards=cards)
    return Outcome(_closed(turn.state), (reply,))


def _card(number: int, point: Point, km: float | None) -> Card:
    """Give a point as a card, and as the line that says the same."""
    away = f"{km:.1f}".replace(".", ",") if km is not None else ""
    details = [
        TEXTS["away"].format(km=away) if away else "",
        TEXTS["phone"].format(phone=point.phone) if point.phone else "",
        TEXTS["hours"].format(hours=point.hours) if point.hours else "",
    ]
    address = point.address if point.ward in point.address else f"{point.address}, {point.ward}"
    kind = TEXTS["kinds"][point.kind]
    line: str = TEXTS["point"].format(
        number=number,
        name=point.name,
        kind=kind,
        address=address,
        details="".join(f"; {detail}" for detail in details if detail),
    )
    short = [address, point.phone, point.hours, f"{away} km" if away else ""]
    return Card(
        f"{point.name} ({kind})",
        "; ".join(detail for detail in short if detail),
        line,
        phones.parse(re.split("[,;/]", point.phone)[0]) or "",
    )


def _wards(text: str, province: str) -> list[Ward]:
    """Give the wards that a text may mean, each once; words of money are no places."""
    said = plain(text)
    if any(name in said for name in TEXTS["not_places"]):
        text = said
        for name in TEXTS["not_places"]:
            text = text.replace(name, " , ")
    return list(dict.fromkeys((place.ward, place.province) for place in find(text, province)))


def _told_before(turn: Turn) -> Ward | None:
    """Give the ward that was last named here, or that of the last lead."""
    named = turn.state.memory.get("ward")
    if named:
        return named[0], named[1]
    leads = [lead for lead in turn.person.leads if lead.ward]
    return (leads[-1].ward, leads[-1].province) if leads else None


def _may_ask(turn: Turn) -> bool:
    return turn.state.handler in ("", NAME)


def _waiting(turn: Turn, topic: str) -> State:
    return turn.state.at_step(NAME, "ward", {"topic": topic})


def _closed(state: State) -> State:
    return state.without_form() if state.handler == NAME else state
