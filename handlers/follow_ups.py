"""What a short message means after an answer: "còn hộ nghèo?", "nếu 3 triệu thì sao"."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.turn import Turn
from bot.law.reading import Reading
from faq.details import Details, extract
from faq.matcher import Match
from handlers.basics import today
from handlers.phrases import known, level_said, named, only_details
from handlers.wording import texts

FOLLOW_UPS: Mapping[str, Any] = texts("follow_ups")
OF_ACTION: Mapping[str, str] = FOLLOW_UPS["calculator_of_action"]
OF_TOPIC: Mapping[str, str] = FOLLOW_UPS["calculator_of_topic"]
OF_CAREER = frozenset(FOLLOW_UPS["of_career"])
FEW_WORDS = 4
SURE = 0.9
_YEAR_OF_BIRTH = re.compile(r"(?:[^\W\d_]+\s+){0,3}(19[3-9]\d|200\d|201[01])\s*[^\W\d_]*")
CALCULATORS = frozenset(OF_ACTION.values()) | frozenset(FOLLOW_UPS["calculators"])


def follow_up(turn: Turn, details: Details, match: Match) -> Route | None:
    """Give what a short message asks about the last answer; None when it stands by itself."""
    last: Mapping[str, Any] = turn.state.memory.get("last") or {}
    said = named(turn.inbound.text)
    if not last or len(said.split()) > FOLLOW_UPS["most_words"]:
        return None
    if bare(said) in FOLLOW_UPS["how_much_to_pay"] and last["handler"] in OF_CAREER:
        return _to_pay(last)
    if bare(said) in (*FOLLOW_UPS["how_much"], *FOLLOW_UPS["how_much_to_pay"]):
        return _more_exactly(last)
    about = last["handler"]
    if about not in CALCULATORS:
        about = OF_TOPIC.get(last.get("topic", ""), "")
    details = _with_year(turn, details) if about in OF_CAREER else details
    told = _told(details) or level_said(said) or known(said, "alone")
    if not about or not told or (about == "contribution" and not _of_paying(details, said)):
        return None
    alone = only_details(turn.inbound.text, details) or len(said.split()) <= FEW_WORDS
    goes_on = _opens_or_ends(said) or alone or OF_ACTION.get(match.topic) == about
    asks = not alone or "khong" in said.split()
    calculator = _fitting(turn, about, details, said)
    if not goes_on or (asks and not details.amount and _sure_of_another(match, calculator)):
        return None
    return Route(calculator, {"details": _as_income(details), "follow_up": True})


def _of_paying(details: Details, said: str) -> bool:
    """Whether anything was said that a payment depends on."""
    detail = details.amount or details.category or details.mode or details.persons or details.spans
    return bool(detail or level_said(said) or known(said, "alone"))


def _fitting(turn: Turn, calculator: str, details: Details, said: str) -> str:
    """Give the calculator that what was said belongs to, which may be another than the last."""
    longest = max((span.value for span in details.spans), default=0)
    on = today(turn.now)
    ahead = 12 * Reading(turn.parameters).whole("years_ahead_max", on)
    if calculator == "contribution" and longest > ahead and not details.months_paid:
        return "contribution" if details.mode else "pension"
    if calculator in OF_CAREER and calculator != "wished" and (details.mode or details.category):
        return "contribution"
    if calculator != "retirement":
        return calculator
    if level_said(said):
        return "contribution"
    planned = details.spans and not details.months_paid and known(said, "planned")
    return "pension" if details.amount or planned else calculator


def _sure_of_another(match: Match, calculator: str) -> bool:
    """Whether the model is sure of a topic that has nothing to do with the last answer."""
    belongs = match.topic in OF_ACTION or OF_TOPIC.get(match.topic) == calculator
    return match.decision == "answer" and match.confidence >= SURE and not belongs


def _with_year(turn: Turn, details: Details) -> Details:
    """ "Tôi 1971" after an answer about a pension is a year of birth."""
    year = _YEAR_OF_BIRTH.fullmatch(turn.inbound.text)
    if details.birth or not year:
        return details
    born = extract(f"sinh {year[1]}", today(turn.now))
    return replace(details, birth=born.birth)


def _to_pay(last: Mapping[str, Any]) -> Route:
    """ "Mỗi tháng đóng mấy" after a pension: the payment for its income."""
    income = last.get("data", {}).get("income")
    if income:
        return Route("contribution", {"payload": f"income={income}"})
    return Route("contribution", {"follow_up": True})


def _more_exactly(last: Mapping[str, Any]) -> Route | None:
    """ "Bao nhiêu?" asks for the figures of what was answered."""
    topic = last.get("topic", "")
    if last["handler"] in CALCULATORS:
        return Route(last["handler"], {"follow_up": True})
    if calculator := OF_TOPIC.get(topic):
        return Route(calculator, {"follow_up": True})
    return Route("faq", {"payload": f"{topic} full"}) if topic else None


def bare(said: str) -> str:
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
