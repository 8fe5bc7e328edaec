"""What a short message means after an answer: "còn hộ nghèo?", "nếu 3 triệu thì sao"."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.engine import Route
from bot.conversation.turn import Turn
from faq.details import Details
from faq.matcher import Match
from handlers.phrases import level_said, named, only_details
from handlers.wording import texts

FOLLOW_UPS: Mapping[str, Any] = texts("follow_ups")
OF_ACTION: Mapping[str, str] = FOLLOW_UPS["calculator_of_action"]
OF_TOPIC: Mapping[str, str] = FOLLOW_UPS["calculator_of_topic"]
FEW_WORDS = 4
CALCULATORS = frozenset(OF_ACTION.values()) | frozenset(FOLLOW_UPS["calculators"])


def follow_up(turn: Turn, details: Details, match: Match) -> Route | None:
    """Give what a short message asks about the last answer; None when it stands by itself."""
    last: Mapping[str, Any] = turn.state.memory.get("last") or {}
    said = named(turn.inbound.text)
    if not last or len(said.split()) > FOLLOW_UPS["most_words"]:
        return None
    if _bare(said) in FOLLOW_UPS["how_much"]:
        return _more_exactly(last)
    calculator = last["handler"]
    if calculator not in CALCULATORS:
        calculator = OF_TOPIC.get(last.get("topic", ""), "")
    if calculator == "retirement" and details.amount:
        calculator = "pension"
    if not calculator or not (_told(details) or level_said(said)):
        return None
    alone = only_details(turn.inbound.text, details) or len(said.split()) <= FEW_WORDS
    changes_one_thing = _opens_or_ends(said) or alone
    if not (changes_one_thing or OF_ACTION.get(match.topic) == calculator):
        return None
    return Route(calculator, {"details": _as_income(details), "follow_up": True})


def _more_exactly(last: Mapping[str, Any]) -> Route | None:
    """ "Bao nhiêu?" asks for the figures of what was answered."""
    topic = last.get("topic", "")
    if last["handler"] in CALCULATORS:
        return Route(last["handler"], {"follow_up": True})
    if calculator := OF_TOPIC.get(topic):
        return Route(calculator, {"follow_up": True})
    return Route("faq", {"payload": f"{topic} full"}) if topic else None


def _bare(said: str) -> str:
    """Give a message without the small words around it: "mà đóng mấy vậy em" → "dong may"."""
    words = said.split()
    while words and words[0] in FOLLOW_UPS["small_words"]:
        words.pop(0)
    while words and words[-1] in FOLLOW_UPS["small_words"]:
        words.pop()
    return " ".join(words)


def _told(details: Details) -> bool:
    return any((details.amount, details.category, details.mode, details.persons, details.spans,
                details.sex, details.birth))  # fmt: skip


def _opens_or_ends(said: str) -> bool:
    opens = any(said.startswith(f"{word} ") for word in FOLLOW_UPS["openings"])
    return opens or any(said.endswith(f" {word}") for word in FOLLOW_UPS["endings"])


def _as_income(details: Details) -> Details:
    """An amount of which nothing is said changes the level of income."""
    if details.amount is None or details.amount.meaning is not None:
        return details
    amount = replace(details.amount, meaning="income")
    return replace(details, amounts=(*details.amounts[:-1], amount))
