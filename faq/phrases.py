"""Finding known phrases in the words of a message.

A phrase that bears marks must stand with the same marks in a message that has marks (bà is not
ba); a phrase without marks is found however it is marked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from faq.text import Word, fold


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: what it means and the words from `start` up to `end` (excluded)."""

    key: str
    start: int
    end: int


def is_marked(words: Iterable[Word]) -> bool:
    """Whether a message was written with marks at all."""
    return any(word.text != word.folded for word in words)


def same_word(word: Word, pattern: str, marked: bool) -> bool:
    """Whether a word of a message is the pattern word."""
    if pattern.endswith("="):
        return word.text == pattern[:-1]
    if marked and not pattern.isascii():
        return word.text == pattern
    return word.folded == fold(pattern)


class PhraseTable:
    """Phrases by what they mean, found longest first and without overlap."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for key, texts in phrases.items():
            for text in texts:
                pattern = text.split()
                self._by_first.setdefault(fold(pattern[0]).rstrip("="), []).append((pattern, key))
        for patterns in self._by_first.values():
            patterns.sort(key=lambda item: -len(item[0]))

    def find(self, words: Sequence[Word], marked: bool) -> list[Hit]:
        """All phrases in the words, in order."""
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            hit = self._at(words, at, marked)
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        return hits

    def _at(self, words: Sequence[Word], at: int, marked: bool) -> Hit | None:
        for pattern, key in self._by_first.get(words[at].folded, ()):
            end = at + len(pattern)
            if end <= len(words) and all(
                same_word(word, part, marked)
                for word, part in zip(words[at:end], pattern, strict=True)
            ):
                return Hit(key, at, end)
        return None
