"""From words to a handler: fixed phrases, what was said before, details, then the matcher."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.contract import Route
from bot.conversation.turn import Turn
from faq.content import OUT_OF_SCOPE
from faq.details import Details, extract
from faq.matcher import Match, Matcher
from handlers import nearest, own_lead, picture, visitor
from handlers.basics import plain, today
from handlers.fixed import fixed_route
from handlers.follow_ups import OF_ACTION, follow_up
from handlers.intents import intent
from handlers.papers import hold_papers, without_papers
from handlers.phrases import says
from handlers.wording import texts

ROUTING = texts("router")
STOP = "stop-messages"
SOCIAL = ("greeting", "thanks", "goodbye", "bot-identity", "abuse")
# A phone number beside a question for these is left to be called back as well.
ANSWERED = frozenset(
    {"contribution", "pension", "withdrawal", "retirement", "wished", "faq", "nearest"}
)
ACTIONS: Mapping[str, Route] = {
    "register-lead": Route("register"),
    "talk-to-human": Route("human"),
    "menu": Route("menu", own=False),
}


class MatcherRouter:
    """Routes with a matcher; fixed phrases, follow-ups and details go before it."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def route(self, turn: Turn) -> tuple[Route, ...]:
        """Give one route, or two where the message asks two things."""
        text = turn.inbound.text
        fixed = fixed_route(turn) or own_lead.wanted(turn) or visitor.wanted(text)
        if fixed := fixed or picture.wanted(text):
            return (fixed,)
        if hold_papers(text):
            bare = replace(turn, inbound=replace(turn.inbound, text=without_papers(text)))
            return (Route("smalltalk", {"topic": "papers"}), *self.route(bare))
        details = extract(text, today(turn.now))
        routes = self._asked(turn, text, details)
        leaves_phone = details.phones and not turn.state.handler and routes[0].handler in ANSWERED
        return (routes[0], Route("register")) if leaves_phone else routes

    def _asked(self, turn: Turn, text: str, details: Details) -> tuple[Route, ...]:
        """What is asked: a place, something about the last answer, a calculation, a topic."""
        matches = self._matcher.match_all(text)
        if near := nearest.wanted(matches[0].topic, text, turn.office.province):
            return (near,)
        if asked := follow_up(turn, details, matches[0]):
            return (asked,)
        if len(matches) == 1 and (asked := intent(text, details, matches[0])):
            return (replace(asked, args={**asked.args, "others": _likely(matches[0])}),)
        return tuple(self._routed(match, turn, details) for match in matches)

    def _routed(self, match: Match, turn: Turn, details: Details) -> Route:
        text = turn.inbound.text
        if match.topic == STOP and _asks_for_more(text):
            wants_back = turn.person.stopped
            return Route("privacy", {"do": "resume"}) if wants_back else ACTIONS["menu"]
        if match.decision == "refuse":
            kind = self._matcher.kind_of(text) if match.topic == OUT_OF_SCOPE else ""
            found = {"kind": kind, "candidates": tuple(c.topic for c in match.candidates)}
            return Route("faq", found, sure=False, own=False)
        if match.decision == "suggest":
            return Route("faq", {"suggest": _likely(match)[:3]}, sure=False, own=False)
        if match.topic in SOCIAL:
            return Route("smalltalk", {"topic": match.topic}, own=False)
        others = [topic for topic in _likely(match) if topic != match.topic]
        if match.topic in OF_ACTION:
            return Route(OF_ACTION[match.topic], {"details": details, "others": others})
        if match.topic in ("delete-data", STOP):
            return Route("privacy", {"do": _privacy_wish(match.topic, plain(text))})
        if match.topic in nearest.TOPICS:
            return Route("nearest", {"topic": match.topic, "others": others, "known": True})
        asked = {"topic": match.topic, "category": details.category, "others": others}
        return ACTIONS.get(match.topic) or Route("faq", asked)


def _likely(match: Match) -> list[str]:
    """The candidates that may be answered, best first."""
    topics = (candidate.topic for candidate in match.candidates)
    return [topic for topic in topics if topic not in (*SOCIAL, OUT_OF_SCOPE)]


def _privacy_wish(topic: str, words: str) -> str:
    if topic == STOP:
        return "stop"
    return "delete" if says(words, ROUTING["delete_words"]) else "view"


def _asks_for_more(text: str) -> bool:
    """Whether a message is about more messages: "gửi tin nữa", but not "đừng gửi tin nữa"."""
    said = plain(text)
    return says(said, ROUTING["more_words"]) and not says(said, ROUTING["stop_words"])
