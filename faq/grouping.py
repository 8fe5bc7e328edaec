"""Grouping messages that ask the same in other words, for people to look through.

Alike are messages that share rare words and pairs of words: the cosine of their weights. Ways of
rapidfuzz were measured on labelled questions and put together what only shares "BHXH tự nguyện".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log, sqrt

from faq.learning import mask, without_masks
from faq.spelling import syllable_counts
from faq.text import normalise

ALIKE = 0.6  # of 1: from here on two messages are one group
_PAIR = 0.7  # the weight of a pair of words against its words


@dataclass(frozen=True, slots=True)
class Group:
    """Messages alike: the masked texts, and their places in what was grouped. The first leads."""

    questions: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def example(self) -> str:
        return self.questions[0]


def group_questions(texts: Iterable[str]) -> list[Group]:
    """The messages grouped by likeness, in the order of each group's first; numbers masked."""
    masked = [mask(text) for text in texts]
    leaders: list[Mapping[str, float]] = []
    members: list[list[int]] = []
    for place, text in enumerate(masked):
        weights = _weights(normalise(without_masks(text)))
        group = _nearest(weights, leaders)
        if group is None:
            leaders.append(weights)
            members.append([place])
        else:
            members[group].append(place)
    return [Group(tuple(masked[at] for at in places), tuple(places)) for places in members]


def _nearest(weights: Mapping[str, float], leaders: Sequence[Mapping[str, float]]) -> int | None:
    likeness = [sum(w * leader.get(name, 0.0) for name, w in weights.items()) for leader in leaders]
    best = max(range(len(leaders)), key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= ALIKE else None


def _weights(normalised: str) -> Mapping[str, float]:
    """Words and pairs of words of a message with their weights, as a vector of length one."""
    words = normalised.split()
    weights = {word: _weight(word) for word in words}
    for first, second in pairwise(words):
        weights[f"{first} {second}"] = _PAIR * (_weight(first) + _weight(second)) / 2
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


@cache
def _weight(word: str) -> float:
    """How much a word tells: the rarer, the more; single letters tell least."""
    counts = syllable_counts()
    most = max(counts.values(), default=1)
    seen = most if len(word) == 1 and word.isalpha() else counts.get(word, 0)
    return log(2 * most / (seen + 1))
