"""One module for each thing that a citizen can do; `table` and `engine` wire them together."""

from faq.matcher import Matcher

from bot.conversation.engine import Engine, Handler, Words
from faq.content import Content
from handlers.basics import plain
from handlers.contribution import Contribution
from handlers.faq import Faq
from handlers.human import Human
from handlers.menu import Menu
from handlers.pension import Pension
from handlers.privacy import Privacy
from handlers.register import Register
from handlers.router import MatcherRouter
from handlers.smalltalk import Other, Smalltalk
from handlers.withdrawal import Withdrawal
from handlers.wording import texts


def table(content: Content) -> dict[str, Handler]:
    """Give the handlers by the name that states and payloads use."""
    return {
        "menu": Menu(),
        "faq": Faq(content),
        "contribution": Contribution(),
        "pension": Pension(),
        "withdrawal": Withdrawal(),
        "register": Register(),
        "human": Human(),
        "privacy": Privacy(),
        "smalltalk": Smalltalk(),
        "other": Other(),
    }


def build_engine(content: Content, matcher: Matcher) -> Engine:
    """Give the engine with all handlers, on one content and matcher."""
    said = dict(texts("engine"))
    cancel, restart = frozenset(said.pop("cancel_words")), frozenset(said.pop("restart_words"))
    words = Words(**said, cancel_words=cancel, restart_words=restart)
    return Engine(table(content), MatcherRouter(matcher), words, plain)
