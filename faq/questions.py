"""Several questions in one message: where it may be parted."""

import re
from functools import cache

from faq.datafiles import load
from faq.phrases import Hit, PhraseTable, is_marked
from faq.text import Word, clean, words

_ENDS = re.compile(r"[?!;\n]+|\.(?=\s|$)|,(?=\s)")
_SHORTEST = 3  # words in a question that stands by itself
_MOST = 3


@cache
def _table(name: str) -> PhraseTable:
    return PhraseTable({name: load("questions")[name]})


def split_questions(text: str) -> list[str]:
    """The questions of a message in order; a story stays with the question that follows it.

    One element (the cleaned message) where there is one question, or none.
    """
    cleaned = clean(text)
    questions: list[str] = []
    story = ""
    for part in _parts(cleaned):
        story = f"{story} {part}".strip()
        if _asks(part):
            questions.append(story)
            story = ""
    if story and questions:
        questions[-1] = f"{questions[-1]} {story}"
    return questions if 1 < len(questions) <= _MOST else [cleaned]


def _parts(text: str) -> list[str]:
    """The message parted at stops, and at words that join two questions."""
    parts: list[str] = []
    start = 0
    for stop in _ENDS.finditer(text):
        parts += _at_joins(text[start : stop.start()])
        start = stop.end()
    parts += _at_joins(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _at_joins(part: str) -> list[str]:
    ws = words(part)
    for hit in _table("joins").find(ws, is_marked(ws)):
        first, second = _around(part, ws, hit)
        if _asks(first) and _asks(second):
            return [first, *_at_joins(second)]
    return [part]


def _around(part: str, ws: list[Word], hit: Hit) -> tuple[str, str]:
    second = part[ws[hit.end].start :] if hit.end < len(ws) else ""
    return part[: ws[hit.start].start], second


def _asks(part: str) -> bool:
    """Whether a part is a question by itself: long enough, with a word that asks."""
    ws = words(part)
    return len(ws) >= _SHORTEST and bool(_table("asks").find(ws, is_marked(ws)))
