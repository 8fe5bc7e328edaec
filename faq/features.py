"""What the linear model sees of a message, in six blocks.

Words and word pairs; letters (n-grams over blanks, for misspelling); skips (pairs of words with
one or two between them); the words of the last clause by themselves, for stories say at their end
what they ask; concepts of `concepts.yaml` and their pairs, for other words saying the same; and
signals of the extracted details, for what words do not show (an amount, an age past sixty, a
phone number).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import combinations, pairwise

from faq.datafiles import load
from faq.details import Details, extract
from faq.text import clean, fold, normalise

# The weight of each block against the words (measured: bench/understanding).
BLOCKS: Mapping[str, float] = {
    "words": 1.0,
    "letters": 0.7,
    "skips": 0.5,
    "last": 0.5,
    "concepts": 0.5,
    "signals": 0.3,
}
_LETTERS = (3, 4)
_SKIPS = (2, 3)
_STOPS = re.compile(r"[.?!;,\n]+(?!\d)")
# Signals say that a birth or age was given, never how long ago: any day will do.
_ANY_DAY = date(2026, 1, 1)
_PENSION_MONTHS = 180
_MANY_MONTHS = 372
_LENGTH_STEP, _LONGEST = 4, 6


def features(text: str, normalised: str) -> dict[str, list[str]]:
    """The features of a message by block, with repetitions."""
    return {
        "words": _words(normalised),
        "letters": _letters(normalised),
        "skips": _skips(normalised),
        "last": _last(text, normalised),
        "concepts": _concepts(normalised),
        "signals": _signals(extract(text, _ANY_DAY), normalised),
    }


def _words(normalised: str) -> list[str]:
    words = normalised.split()
    return words + [f"{a} {b}" for a, b in pairwise(("^", *words, "$"))]


def _letters(normalised: str) -> list[str]:
    text = f"_{normalised.replace(' ', '_')}_"
    return ["#" + text[at : at + n] for n in _LETTERS for at in range(len(text) - n + 1)]


def _skips(normalised: str) -> list[str]:
    words = normalised.split()
    return [f"{a}_{b}" for gap in _SKIPS for a, b in zip(words, words[gap:], strict=False)]


def _last(text: str, normalised: str) -> list[str]:
    """The words and pairs of the last clause; of the whole where there is but one."""
    clauses = [part for part in _STOPS.split(clean(text)) if part.strip()]
    words = (normalise(clauses[-1]) if len(clauses) > 1 else normalised).split()
    return [f"<{word}" for word in words] + [f"<{a} {b}" for a, b in pairwise(words)]


@cache
def _concept_table() -> tuple[dict[tuple[str, ...], list[str]], int]:
    table: dict[tuple[str, ...], list[str]] = {}
    for concept, phrases in load("concepts").items():
        for phrase in phrases:
            for form in {fold(phrase), normalise(phrase)}:
                table.setdefault(tuple(form.split()), []).append(concept)
    return table, max(map(len, table))


def _concepts(normalised: str) -> list[str]:
    """The concepts named anywhere in the message, and their pairs."""
    table, longest = _concept_table()
    words = tuple(normalised.split())
    named: set[str] = set()
    for at in range(len(words)):
        for size in range(1, min(longest, len(words) - at) + 1):
            named.update(table.get(words[at : at + size], ()))
    ordered = sorted(named)
    return [f"*{c}" for c in ordered] + [f"*{a}+{b}" for a, b in combinations(ordered, 2)]


def _signals(details: Details, normalised: str) -> list[str]:
    """What was extracted, as names and pairs of names, and about how long the message is."""
    names = [*_said(details), *_ages(details), *_lengths(details)]
    length = min(_LONGEST, len(normalised.split()) // _LENGTH_STEP)
    return [*_with_pairs(names), f"@length{length}"]


def _said(details: Details) -> Iterable[str]:
    if details.amounts:
        yield "@amount"
        yield from (f"@{amount.meaning}" for amount in details.amounts if amount.meaning)
    if details.categories:
        yield "@category"
    if details.mode:
        yield f"@mode:{details.mode.value.key}"
    for name in ("sex", "birth", "phones"):
        if getattr(details, name):
            yield f"@{name}"


def _ages(details: Details) -> Iterable[str]:
    if details.age:
        yield "@age"
        if details.age.value >= 60:
            yield "@age60"
        elif details.age.value < 20:
            yield "@age<20"


def _lengths(details: Details) -> Iterable[str]:
    if details.spans:
        yield "@span"
    for span in details.spans:
        if span.value < _PENSION_MONTHS:
            yield "@span<15"
        elif span.value == _PENSION_MONTHS:
            yield "@span15"
        elif span.value >= _MANY_MONTHS:
            yield "@span>30"


def _with_pairs(names: list[str]) -> list[str]:
    return names + [f"{a}{b}" for a, b in combinations(names, 2)]
