"""What the bot learns from use: masking, grouping unknown questions, checking what is taught.

Pure functions; who keeps the questions and the taught phrasings is not this package's business.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from faq.content import Content
from faq.details import PHONE
from faq.evaluation import Question
from faq.matcher import Matcher, Taught
from faq.text import clean, normalise

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LONG_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){8,18}(?![\d])")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LIKE = 82.0  # rapidfuzz token_set_ratio from which two unknown questions are one


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike; the first one stands for all."""

    questions: tuple[str, ...]

    @property
    def example(self) -> str:
        return self.questions[0]


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


def group_questions(texts: Iterable[str]) -> list[Group]:
    """The questions grouped by likeness, largest group first; phone numbers and the like masked."""
    groups: list[list[str]] = []
    leaders: list[str] = []
    for text in texts:
        masked = mask(text)
        normalised = normalise(masked)
        near = process.extractOne(
            normalised, leaders, scorer=fuzz.token_set_ratio, score_cutoff=_LIKE
        )
        if near and normalised:
            groups[near[2]].append(masked)
        else:
            groups.append([masked])
            leaders.append(normalised)
    return [Group(tuple(g)) for g in sorted(groups, key=lambda g: -len(g))]


def labelled(content: Content) -> list[Question]:
    """The phrasings that ship, as labelled questions to check a teaching against."""
    return [Question(p.text, p.topic, (), p.style) for p in content.phrasings]


def check_teaching(
    before: Matcher, after: Matcher, new: Taught, questions: Sequence[Question]
) -> list[Turned]:
    """The labelled questions that `before` understands and `after`, taught `new`, does not.

    Only questions that the taught phrasing now decides can change, so only these are matched.
    """
    turned: list[Turned] = []
    for question in questions:
        if new.topic in question.right or after.taught_topic(question.text) != new.topic:
            continue
        if before.match(question.text).topic in question.right:
            turned.append(Turned(question.text, question.topic, new.topic))
    return turned
