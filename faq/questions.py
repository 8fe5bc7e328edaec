"""Several questions in one message: where it may be parted."""

import re
from functools import cache

from faq.datafiles import load
from faq.phrases import Hit, PhraseTable, is_marked
from faq.text import Word, clean, normalise, words

_STOPS = re.compile(r"[?!;\n]+|\.(?=\s|$)")
_COMMAS = re.compile(r",(?=\s)")
_SHORTEST = 3  # words in a question that stands by itself
_MOST = 3


@cache
def _table(*names: str) -> PhraseTable:
    data = load("questions")
    return PhraseTable({name: data[name] for name in names})


def split_questions(text: str) -> list[str]:
    """The questions of a message in order; a story stays with the question that follows it.

    One element (the cleaned message) where there is one question, or none.
    """
    cleaned = clean(text)
    questions: list[str] = []
    story = ""
    for sentence in _STOPS.split(cleaned):
        for part in _clauses(sentence):
            story = f"{story} {part}".strip()
            if _asks(part, "asks", "bids"):
                questions.append(story)
                story = ""
    if story and questions:
        questions[-1] = f"{questions[-1]} {story}"
    return questions if 1 < len(questions) <= _MOST else [cleaned]


def _clauses(sentence: str) -> list[str]:
    """A sentence parted at commas and joining words, where a question stands on both sides."""
    clauses: list[str] = []
    for piece in _COMMAS.split(sentence):
        for clause in _at_joins(piece.strip()):
            if clauses and not (_asks(clauses[-1], "asks") and _asks(clause, "asks")):
                clauses[-1] = f"{clauses[-1]}, {clause}"
            elif clause:
                clauses.append(clause)
    return clauses


def _at_joins(piece: str) -> list[str]:
    ws = words(piece)
    for hit in _table("joins").find(ws, is_marked(ws)):
        first, second = _around(piece, ws, hit)
        if _asks(first, "asks") and _asks(second, "asks", "bids"):
            return [first, *_at_joins(second)]
    return [piece]


def _around(piece: str, ws: list[Word], hit: Hit) -> tuple[str, str]:
    second = piece[ws[hit.end].start :] if hit.end < len(ws) else ""
    return piece[: ws[hit.start].start].strip(), second


def _asks(part: str, *ways: str) -> bool:
    """Whether a part stands by itself: long enough, with a word that asks (or bids)."""
    plain = words(normalise(part))
    return len(plain) >= _SHORTEST and bool(_table(*ways).find(plain, marked=False))
