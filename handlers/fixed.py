"""Messages that mean one thing only, whatever the model says."""

from bot.conversation.contract import Route
from bot.conversation.turn import Turn
from faq.text import fold
from handlers import not_meant, urgent
from handlers.basics import plain
from handlers.papers import hold_papers, without_papers
from handlers.phrases import PHRASES, known, named
from handlers.wording import texts

ROUTING = texts("router")
ENGLISH = frozenset(ROUTING["english_words"])
FEWEST_ENGLISH = 3
LONGEST_NAME = 6  # words
FEW_WORDS = 6  # beside a number of papers, that ask nothing


def fixed_route(turn: Turn) -> Route | None:
    """Give the route of a fixed phrase, None for everything else."""
    text = turn.inbound.text
    words = plain(text)
    for do, phrases in ROUTING["privacy"].items():
        if words in phrases:
            return Route("privacy", {"do": do})
    if missed := not_meant.wanted(text):
        return missed
    if hold_papers(text) and len(plain(without_papers(text)).split()) <= FEW_WORDS:
        return Route("smalltalk", {"topic": "papers"})
    if about := urgent.wanted(text):
        return about
    topic = _social(text, words)
    return Route("smalltalk", {"topic": topic}, own=topic in ROUTING["own"]) if topic else None


def _is_name(text: str) -> bool:
    """Whether a message is nothing but somebody's name, "Phạm Thị Xóa": no wish to delete."""
    said = text.split()
    named_so = 1 < len(said) <= LONGEST_NAME and fold(said[0]) in PHRASES["surnames"]
    return named_so and all(word.isalpha() and word[0].isupper() for word in said)


def _social(text: str, words: str) -> str:
    """What is no question of the service: emoji, a nudge, English, abuse, a trick."""
    if not any(sign.isalnum() for sign in text):
        return "nudge" if "?" in text or "." in text else "emoji"
    for topic, phrases in ROUTING["whole"].items():
        if words in phrases:
            return str(topic)
    if _is_name(text):
        return "lone_answer"
    said = named(text)
    if known(said, "trick") or known(fold(text), "trick"):
        return "trick"
    if known(said, "distress") and not known(said, "service"):
        return "distress"
    if known(words, "abuse") and not known(said, "service"):
        return "abuse"
    english = sum(word in ENGLISH for word in words.split())
    return "english" if english >= FEWEST_ENGLISH and 2 * english >= len(words.split()) else ""
