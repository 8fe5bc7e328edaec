"""From words to a handler: what the matcher understood, what was said before, what is typed in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.engine import Route
from bot.conversation.turn import Turn
from faq.details import Details, extract
from faq.matcher import Match, Matcher
from handlers.basics import plain, today
from handlers.wording import texts

NOT_MEANT = frozenset(texts("faq")["not_meant"])
ROUTING = texts("router")
SOCIAL = ("greeting", "thanks", "goodbye", "bot-identity", "abuse")
CALCULATORS: Mapping[str, str] = {
    "calc-contribution": "contribution",
    "calc-pension": "pension",
    "calc-withdrawal": "withdrawal",
}
ACTIONS: Mapping[str, Route] = {
    "register-lead": Route("register"),
    "talk-to-human": Route("human"),
    "menu": Route("menu", own=False),
}


class MatcherRouter:
    """Routes with a matcher; the phrases of privacy and follow-ups are its own."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def route(self, turn: Turn) -> tuple[Route, ...]:
        """Give one route, or two where the message asks two things."""
        words = plain(turn.inbound.text)
        if fixed := self._fixed(turn, words):
            return (fixed,)
        details = extract(turn.inbound.text, today(turn.now))
        matches = self._matcher.match_all(turn.inbound.text)
        if follow_up := _follow_up(turn, words, details, matches[0]):
            return (follow_up,)
        return tuple(self._routed(turn, match, turn.inbound.text) for match in matches)

    def _fixed(self, turn: Turn, words: str) -> Route | None:
        """Phrases that mean one thing only, whatever the model says."""
        for do, phrases in ROUTING["privacy"].items():
            if words in phrases:
                return Route("privacy", {"do": do})
        if words in NOT_MEANT:
            candidates = turn.state.memory.get("candidates")
            return Route("faq", {"suggest": candidates} if candidates else {"payload": "none"})
        return None

    def _routed(self, turn: Turn, match: Match, text: str) -> Route:
        candidates = tuple(candidate.topic for candidate in match.candidates)
        if match.decision == "refuse":
            kind = self._matcher.kind_of(text)
            return Route("faq", {"kind": kind, "candidates": candidates}, sure=False, own=False)
        if match.decision == "suggest":
            likely = [topic for topic in candidates if topic not in (*SOCIAL, "out-of-scope")]
            return Route("faq", {"suggest": likely[:3]}, sure=False, own=False)
        if match.topic in SOCIAL:
            return Route("smalltalk", {"topic": match.topic}, own=False)
        if match.topic in CALCULATORS:
            details = extract(text, today(turn.now))
            return Route(CALCULATORS[match.topic], {"details": details})
        if match.topic in ("delete-data", "stop-messages"):
            return Route("privacy", {"do": _privacy_wish(match.topic, plain(text))})
        return ACTIONS.get(match.topic) or Route("faq", {"topic": match.topic})


def _privacy_wish(topic: str, words: str) -> str:
    if topic == "stop-messages":
        return "stop"
    padded = f" {words} "
    return "delete" if any(f" {word} " in padded for word in ROUTING["delete_words"]) else "view"


def _follow_up(turn: Turn, words: str, details: Details, match: Match) -> Route | None:
    """After a calculation, "còn hộ nghèo?" or "nếu 3 triệu thì sao" calculates again."""
    last: Mapping[str, Any] = turn.state.memory.get("last") or {}
    handler = last.get("handler", "")
    if handler not in CALCULATORS.values() or len(words.split()) > ROUTING["follow_up_words"]:
        return None
    told = any((details.amount, details.category, details.mode, details.persons, details.spans,
                details.sex, details.birth))  # fmt: skip
    opens = any(words.startswith(f"{word} ") for word in ROUTING["follow_up_openings"])
    ends = any(words.endswith(f" {word}") for word in ROUTING["follow_up_endings"])
    if not told or not (opens or ends or CALCULATORS.get(match.topic) == handler):
        return None
    if details.amount and details.amount.meaning is None:
        amount = replace(details.amount, meaning="income")
        details = replace(details, amounts=(*details.amounts[:-1], amount))
    return Route(handler, {"details": details, "follow_up": True})
