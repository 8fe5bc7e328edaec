"""How well labelled questions are understood, by style."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faq.content import OUT_OF_SCOPE, STYLES, Content
from faq.errors import QuestionFileError
from faq.matcher import Match, Matcher

ALL = "all"


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled message; `also` are topics that are as right."""

    text: str
    topic: str
    also: tuple[str, ...]
    style: str

    @property
    def right(self) -> frozenset[str]:
        return frozenset((self.topic, *self.also))


@dataclass(frozen=True, slots=True)
class Result:
    """A question and what the matcher made of it."""

    question: Question
    match: Match

    @property
    def first(self) -> bool:
        """Whether the best topic is right."""
        return self.match.topic in self.question.right

    @property
    def in_three(self) -> bool:
        """Whether a right topic is among the first three."""
        return any(c.topic in self.question.right for c in self.match.candidates[:3])

    @property
    def answered(self) -> bool:
        return self.match.decision == "answer"

    @property
    def in_scope(self) -> bool:
        return self.question.topic != OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of one: None where there is nothing to count.

    `wrong` of those answered; `answered` of those in scope that are answered directly;
    `kept_out` of those out of scope that are not answered as something else.
    """

    count: int
    top1: float | None
    top3: float | None
    wrong: float | None
    answered: float | None
    kept_out: float | None


def read_questions(path: Path, content: Content) -> list[Question]:
    """The labelled questions of a file. Raises `QuestionFileError` naming the bad line."""
    questions: list[Question] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question = Question(
                row["text"], row["topic"], tuple(row.get("also") or ()), row.get("style", STYLES[0])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionFileError(f"{path.name}, dòng {number}: {error!r}") from error
        unknown = question.right - set(content.topic_ids)
        if unknown:
            raise QuestionFileError(
                f"{path.name}, dòng {number}: không có chủ đề {sorted(unknown)}"
            )
        questions.append(question)
    return questions


def evaluate(matcher: Matcher, questions: Iterable[Question]) -> list[Result]:
    """What the matcher makes of each question."""
    return [Result(question, matcher.match(question.text)) for question in questions]


def score(results: Sequence[Result]) -> Score:
    """The shares over these results."""
    answered = [r for r in results if r.answered]
    inside = [r for r in results if r.in_scope]
    outside = [r for r in results if not r.in_scope]
    return Score(
        count=len(results),
        top1=_share(r.first for r in results),
        top3=_share(r.in_three for r in results),
        wrong=_share(not r.first for r in answered),
        answered=_share(r.answered for r in inside),
        kept_out=_share(r.first or not r.answered for r in outside),
    )


def by_style(results: Sequence[Result]) -> dict[str, Score]:
    """The score of each style that occurs, and of all."""
    styles = [s for s in STYLES if any(r.question.style == s for r in results)]
    scores = {s: score([r for r in results if r.question.style == s]) for s in styles}
    return {**scores, ALL: score(results)}


def report(results: Sequence[Result], *, errors: bool = False) -> str:
    """A table of the scores by style, and on request the questions that were not understood."""
    lines = [
        f"{'style':10} {'n':>5} {'top-1':>7} {'top-3':>7} {'wrong':>7} {'direct':>7} {'kept':>7}"
    ]
    for style, s in by_style(results).items():
        shares = (s.top1, s.top3, s.wrong, s.answered, s.kept_out)
        lines.append(f"{style:10} {s.count:5d} " + " ".join(map(_cell, shares)))
    if errors:
        lines += [
            f"{r.question.topic} -> {r.match.topic} ({r.match.decision} {r.match.confidence:.2f}): "
            f"{r.question.text}"
            for r in results
            if not r.first
        ]
    return "\n".join(lines)


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return sum(counted) / len(counted) if counted else None


def _cell(share: float | None) -> str:
    return f"{'–':>7}" if share is None else f"{share:7.3f}"
