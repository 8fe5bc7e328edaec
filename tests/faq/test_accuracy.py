"""Understanding does not fall below the recorded figures, and is measured on questions unseen.

`python -m bench.understanding --record` writes tests/questions/figures.yaml.
"""

from pathlib import Path

import pytest
import yaml

from faq.content import Content
from faq.evaluation import Question, Score, by_style, evaluate, read_questions
from faq.matcher import Matcher
from faq.text import normalise

FILES = ("dev.jsonl", "own.jsonl", "late.jsonl", "stories.jsonl", "village.jsonl")
FEW_WORDS = 4  # so few are no question that could be copied, outside the FAQ: "xin chào", "menu"


@pytest.fixture(scope="module", params=FILES)
def scores(
    request: pytest.FixtureRequest, matcher: Matcher, content: Content, questions_folder: Path
) -> tuple[str, dict[str, Score]]:
    questions = read_questions(questions_folder / request.param, content)
    return request.param, by_style(evaluate(matcher, questions))


def test_accuracy_by_style_is_no_lower_than_recorded(
    scores: tuple[str, dict[str, Score]], questions_folder: Path
) -> None:
    name, measured = scores
    text = (questions_folder / "figures.yaml").read_text(encoding="utf-8")
    recorded = yaml.safe_load(text)[name]
    assert set(recorded) == set(measured)
    for style, figures in recorded.items():
        for key in ("top1", "top3", "answered", "kept_out"):
            share = getattr(measured[style], key)
            assert (share is None) == (figures[key] is None)
            assert share is None or share >= figures[key], f"{style}: {key} {share:.4f}"
        wrong = measured[style].wrong
        assert wrong is None or wrong <= figures["wrong"], f"{style}: wrong {wrong:.4f}"


def test_no_labelled_question_is_used_for_training(
    content: Content, questions_folder: Path
) -> None:
    learned = {normalise(phrasing.text) for phrasing in content.phrasings}
    copied = [
        question.text
        for name in FILES
        for question in read_questions(questions_folder / name, content)
        if normalise(question.text) in learned - {""} and not _is_set_phrase(question, content)
    ]
    assert copied == []


def _is_set_phrase(question: Question, content: Content) -> bool:
    """Whether everyone says it in the same few words: a greeting, a command, keys at random."""
    few = len(question.text.split()) <= FEW_WORDS
    return few and content.topic_kinds[question.topic] != "faq"
