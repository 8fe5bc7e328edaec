"""One module for each thing that a citizen can do; `table` and `engine` wire them together."""

from bot.conversation.contract import Handler, Words
from bot.conversation.engine import Engine
from bot.directory.entries import Directory
from faq.content import Content
from faq.matcher import Matcher
from handlers.about_me import AboutMe
from handlers.basics import plain
from handlers.comment import Comment
from handlers.compare import Compare
from handlers.contribution import Contribution
from handlers.faq import Faq
from handlers.human import Human
from handlers.keep import Keep
from handlers.menu import Menu
from handlers.nearest import Nearest
from handlers.not_meant import NotMeant
from handlers.own_lead import OwnLead
from handlers.papers import without_papers
from handlers.pension import Pension
from handlers.picture import PictureShown
from handlers.privacy import Privacy
from handlers.register import Register
from handlers.retirement import Retirement
from handlers.router import MatcherRouter
from handlers.smalltalk import Other, Smalltalk
from handlers.urgent import Urgent
from handlers.visitor import Visitor
from handlers.wished import Wished
from handlers.withdrawal import Withdrawal
from handlers.wording import texts

NOBODY_LISTED = Directory()


def table(content: Content, directory: Directory = NOBODY_LISTED) -> dict[str, Handler]:
    """Give the handlers by the name that states and payloads use."""
    faq = Faq(content)
    nearest = Nearest(directory, faq)
    return {
        "menu": Menu(),
        "faq": faq,
        "nearest": nearest,
        "not_meant": NotMeant(faq),
        "visitor": Visitor(directory),
        "contribution": Contribution(),
        "compare": Compare(),
        "pension": Pension(),
        "retirement": Retirement(),
        "wished": Wished(),
        "withdrawal": Withdrawal(),
        "keep": Keep(),
        "picture": PictureShown(),
        "register": Register(directory),
        "about_me": AboutMe(),
        "own_lead": OwnLead(),
        "human": Human(),
        "urgent": Urgent(faq),
        "privacy": Privacy(),
        "smalltalk": Smalltalk(),
        "other": Other(nearest),
    }


def build_engine(
    content: Content, matcher: Matcher, directory: Directory = NOBODY_LISTED
) -> Engine:
    """Give the engine with all handlers, on one content, matcher and directory."""
    said = dict(texts("engine"))
    cancel, restart, menu = (
        frozenset(said.pop(f"{name}_words")) for name in ("cancel", "restart", "menu")
    )
    words = Words(**said, cancel_words=cancel, restart_words=restart, menu_words=menu)
    router = MatcherRouter(matcher)
    handlers = table(content, directory)
    handlers["comment"] = Comment(router, handlers)
    return Engine(handlers, router, words, plain, without_papers)
