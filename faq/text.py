"""Vietnamese text as people type it, brought to one form.

`clean` repairs the characters, `fold` drops the marks, `normalise` gives the plain words that
the model sees: marks folded, short forms and dialect spelled out, glued words parted.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from faq import encodings, spelling
from faq.datafiles import load

MAX_LENGTH = 2_000  # what Zalo and Messenger let people type
_IN_HAND = 64  # texts whose forms are kept: many rules look at the message in hand, and its parts
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|%")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\ufe0f]")
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])")  # "b.h.x.h"
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_MARKS = dict.fromkeys(range(0x0300, 0x0370))


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number of a message: as typed, folded, and where it stands."""

    text: str
    folded: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal()


def fold(text: str) -> str:
    """Small letters without marks: "Đóng" → "dong"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.lower())
    return decomposed.translate(_MARKS).replace("đ", "d")


@lru_cache(maxsize=_IN_HAND)
def clean(text: str) -> str:
    """The message in NFC, read in the right encoding, without invisible characters.

    No more than MAX_LENGTH characters are read, so that no message can hold up others.
    """
    composed = unicodedata.normalize("NFC", text[:MAX_LENGTH])
    repaired = encodings.repair(composed, _is_vietnamese)
    return _BLANKS.sub(" ", _INVISIBLE.sub("", repaired)).strip()


def words(text: str) -> list[Word]:
    """The words and numbers of a cleaned message, in order."""
    return [
        Word(m.group().lower(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)
    ]


@lru_cache(maxsize=_IN_HAND)
def normalise(text: str) -> str:
    """The message as plain folded words parted by single blanks; "" when it says nothing."""
    found = words(_DOTTED.sub(_undotted, clean(text)))
    marked = any(w.text != w.folded for w in found)
    pieces = _replace_phrases([w.text for w in found], _tables().short_phrases)
    if not marked:
        pieces = _replace_phrases(pieces, _tables().phrases)
    out: list[str] = []
    after_number = False
    for piece in pieces:
        if piece[0].isdecimal():
            out.append(piece.replace(".", "") if piece.count(".") > 1 else piece)
        else:
            out.extend(_spell_out(piece, marked, after_number))
        after_number = piece[0].isdecimal()
    return " ".join(out)


def _undotted(match: re.Match[str]) -> str:
    return match.group().replace(".", "")


def _is_vietnamese(piece: str) -> bool:
    """Whether a piece is a syllable of Vietnamese as written, with at most one tone."""
    if any("\u00a0" <= c < "\u00c0" or c in "×÷ßøåæñöüëïþðäîçû" for c in piece):
        return False
    tones = sum(c in "\u0300\u0301\u0303\u0309\u0323" for c in unicodedata.normalize("NFD", piece))
    return tones <= 1 and spelling.is_syllable(fold(piece))


@lru_cache(maxsize=20_000)
def _spell_out(word: str, marked: bool, after_number: bool) -> tuple[str, ...]:
    """One word as the plain folded words that it stands for."""
    table = _tables()
    folded = fold(word)
    plain = word == folded
    if after_number and folded in table.after_number:
        return table.after_number[folded]
    if word in table.exact and (marked or not plain):
        return table.exact[word]
    if word in table.short:
        return table.short[word]
    if plain or not spelling.is_syllable(folded):
        for key in (folded, spelling.squeeze(folded)):
            if key in table.folded:
                return table.folded[key]
            if key in table.short:
                return table.short[key]
    parts = spelling.correct(folded, table.glued)
    if len(parts) == 1:
        return parts
    return tuple(word for part in parts for word in table.short.get(part, (part,)))


@dataclass(frozen=True)
class _Tables:
    exact: dict[str, tuple[str, ...]]
    folded: dict[str, tuple[str, ...]]
    short: dict[str, tuple[str, ...]]
    glued: frozenset[str]
    after_number: dict[str, tuple[str, ...]]
    short_phrases: dict[tuple[str, ...], tuple[str, ...]]
    phrases: dict[tuple[str, ...], tuple[str, ...]]


@cache
def _tables() -> _Tables:
    def folded_words(mapping: dict[str, str]) -> dict[str, tuple[str, ...]]:
        return {key: tuple(fold(value).split()) for key, value in mapping.items()}

    def runs(mapping: dict[str, str]) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {tuple(key.split()): value for key, value in folded_words(mapping).items()}

    dialect, short = load("dialect"), load("abbreviations")
    plain_short = folded_words(short["words"])
    plain_short |= {fold(k): v for k, v in plain_short.items() if fold(k) not in plain_short}
    return _Tables(
        exact=folded_words(dialect["exact"]),
        folded=folded_words(dialect["folded"]),
        short=plain_short,
        glued=frozenset(plain_short),
        after_number=folded_words(short["after_number"]),
        short_phrases=runs(short["phrases"]),
        phrases=runs(dialect["phrases"]),
    )


def _replace_phrases(
    pieces: list[str], phrases: dict[tuple[str, ...], tuple[str, ...]]
) -> list[str]:
    """Runs of words replaced by what they stand for, longest first."""
    longest = max(map(len, phrases))
    folded = [fold(piece) for piece in pieces]
    out: list[str] = []
    at = 0
    while at < len(pieces):
        for size in range(min(longest, len(pieces) - at), 0, -1):
            found = phrases.get(tuple(folded[at : at + size]))
            if found:
                out.extend(found)
                at += size
                break
        else:
            out.append(pieces[at])
            at += 1
    return out
