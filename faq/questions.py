"""Several questions in one message: where it may be cut in two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from faq.datafiles import load
from faq.phrases import PhraseTable, is_marked
from faq.text import clean, normalise, words

_STOPS = re.compile(r"[?!;\n]+|\.(?=\s|$)|,(?=\s)")
_SHORTEST, _SHORTEST_AT_WEAK = 3, 4  # words in a question that stands by itself
_MOST_TRIED = 12  # so that a long story holds nobody up


@dataclass(frozen=True, slots=True)
class Cut:
    """A message in two parts. `weak`: at a comma, or a word that joins other things as well."""

    first: str
    second: str
    weak: bool


@cache
def _table(*names: str) -> PhraseTable:
    data = load("questions")
    return PhraseTable({name: data[name] for name in names})


def cuts(text: str) -> Iterator[Cut]:
    """The places where a message may be two questions: each part asks, and is long enough."""
    cleaned = clean(text)
    if not _asks(cleaned, 2 * _SHORTEST):
        return
    plain_first = sorted(_places(cleaned), key=lambda cut: cut.weak)
    for cut in plain_first[:_MOST_TRIED]:
        shortest = _SHORTEST_AT_WEAK if cut.weak else _SHORTEST
        if _asks(cut.first, shortest) and _asks(cut.second, shortest):
            yield cut


def _places(cleaned: str) -> Iterator[Cut]:
    for stop in _STOPS.finditer(cleaned):
        weak = stop.group() == ","
        yield Cut(cleaned[: stop.start()].strip(), cleaned[stop.end() :].strip(), weak)
    ws = words(cleaned)
    for hit in _table("joins", "weak_joins").find(ws, is_marked(ws)):
        if hit.start > 0 and hit.end < len(ws):
            first = cleaned[: ws[hit.start].start].strip(" ,")
            yield Cut(first, cleaned[ws[hit.end].start :], hit.key == "weak_joins")


def _asks(part: str, shortest: int) -> bool:
    """Whether a part is long enough and has a word that asks or bids."""
    plain = words(normalise(part))
    return len(plain) >= shortest and bool(_table("asks", "bids").find(plain, marked=False))
