"""What the bot learns from use: masking what is kept, checking what is taught.

Pure functions; who keeps the questions and the taught phrasings is not this package's business.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from faq.content import Content
from faq.details import PHONE
from faq.evaluation import Question
from faq.matcher import Matcher
from faq.text import clean, normalise

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){8,18}(?![\d])")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_MASK = re.compile(r"\[(?:email|số giấy tờ|số điện thoại)\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question of which the right topic is known, and its normalised text."""

    question: Question
    normalised: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A labelled question that is understood now and would be no longer."""

    text: str
    right: str
    becomes: str


def mask(text: str) -> str:
    """The text without phone numbers, e-mail addresses and numbers of papers or accounts."""

    def hide(match: re.Match[str]) -> str:
        return match.group() if _MONEY.fullmatch(match.group()) else "[số giấy tờ]"

    masked = _EMAIL.sub("[email]", clean(text))
    return _LONG_NUMBER.sub(hide, PHONE.sub("[số điện thoại]", masked))


def without_masks(text: str) -> str:
    """A masked text without the words that stand for what was hidden."""
    return clean(_MASK.sub(" ", text))


def labelled(content: Content) -> list[Labelled]:
    """The phrasings that ship, as labelled questions to check a teaching against."""
    questions = (Question(p.text, p.topic, (), p.style) for p in content.phrasings)
    return [Labelled(question, normalise(question.text)) for question in questions]


def check_teaching(before: Matcher, after: Matcher, questions: Iterable[Labelled]) -> list[Turned]:
    """The labelled questions that `before` understands and `after`, taught more, does not.

    Only questions that a taught phrasing now decides can change, so only these are matched.
    """
    turned: list[Turned] = []
    for labelled_one in questions:
        question = labelled_one.question
        becomes = after.topic_of_taught(labelled_one.normalised)
        if becomes is None or becomes in question.right:
            continue
        if before.match(question.text).topic in question.right:
            turned.append(Turned(question.text, question.topic, becomes))
    return turned
