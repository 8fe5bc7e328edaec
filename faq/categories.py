"""The category of State support that a message names: poor, island, near-poor and so on.

`hinted` is a mention of priority that does not say which ("nhà có diện ưu tiên").
Peoples count as ethnic-minority and island communes as island; the conversation says so.
"""

from collections.abc import Sequence
from functools import cache

from faq.datafiles import load
from faq.numbers import follows_closely
from faq.phrases import Hit, PhraseTable
from faq.text import Word

NAMES = ("poor", "island", "near-poor", "ethnic-minority", "other")
HINTED = "hinted"
ORDER = (*NAMES[:-1], HINTED, NAMES[-1])
_NEGATION_REACH = 4


@cache
def _tables() -> tuple[PhraseTable, PhraseTable]:
    named, places = load("details"), load("places")
    phrases = {key: list(texts) for key, texts in named["categories"].items()}
    phrases["island"] += places["islands"]
    phrases["ethnic-minority"] += places["peoples"]
    phrases["ethnic-minority"] += [
        f"{prefix} {people}"
        for prefix in places["people_prefix"]
        for people in (*places["peoples_behind_prefix"], *places["peoples"])
    ]
    return PhraseTable(phrases), PhraseTable({"no": named["negations"]})


def find(words: Sequence[Word], marked: bool) -> list[Hit]:
    """The categories named, in order; "không nghèo" is `other`, as is "hết nghèo"."""
    named, negations = _tables()
    hits: list[Hit] = []
    for hit in named.find(words, marked):
        start = max(0, hit.start - _NEGATION_REACH)
        denied = negations.find(words[start : hit.start], marked)
        denial = start + denied[-1].start if denied else hit.start
        denies = denied and not _is_thousands(words, denial)
        if denies and hit.key != "other" and _unbroken(words, denial, hit.start):
            hit = Hit("other", denial, hit.end)
        hits.append(hit)
    return hits


def _is_thousands(words: Sequence[Word], at: int) -> bool:
    """Whether a "k" belongs to the number before it: "500k hộ nghèo" denies nothing."""
    return at > 0 and words[at].folded == "k" and words[at - 1].is_number


def _unbroken(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether the words from `start` to `end` stand in one clause."""
    return all(follows_closely(words, at) for at in range(start + 1, end + 1))
