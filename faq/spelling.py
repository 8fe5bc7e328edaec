"""Spelling of single folded words: doubled letters, chat spelling, Telex, glued words."""

import re
from functools import cache, lru_cache
from math import log

from faq.datafiles import FOLDER, load

COUNTS = FOLDER / "data" / "counts.txt"
_RUN = re.compile(r"([^\W\d_])\1+")
_TELEX_PAIRS = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"), ("aw", "a"), ("ow", "o"),
                ("uw", "u"))  # fmt: skip
_CHAT_ONSETS = (("w", "qu"), ("z", "v"), ("f", "ph"), ("j", "gi"), ("dz", "v"))
_CHAT_ENDS = (("ink", "inh"), ("ank", "anh"), ("ek", "ech"), ("ik", "ich"), ("hk", "h"),
              ("j", "i"), ("ju", "ieu"), ("iu", "ieu"), ("w", ""), ("h", ""),
              ("g", "ng"))  # fmt: skip
_LONGEST_PIECE = 9
_SHORTEST_GLUED = 5


@cache
def _syllables() -> frozenset[str]:
    data = load("syllables")
    rimes = data["rimes"].split()
    joined = {onset + rime for onset in data["onsets"].split() for rime in rimes}
    return frozenset(joined | set(rimes))


@cache
def _foreign() -> frozenset[str]:
    return frozenset(load("syllables")["words"].split())


@cache
def syllable_counts() -> dict[str, int]:
    """How often each syllable occurs in the training phrasings (written by `faq build`)."""
    if not COUNTS.exists():
        return {}
    pairs = (line.split() for line in COUNTS.read_text(encoding="utf-8").splitlines())
    return {syllable: int(count) for syllable, count in pairs}


def is_syllable(folded: str) -> bool:
    """Whether a folded word can be a syllable of Vietnamese."""
    return folded in _syllables()


def squeeze(folded: str) -> str:
    """Letters written several times, written once: "quaaa" → "qua"."""
    return _RUN.sub(r"\1", folded)


@lru_cache(maxsize=20_000)
def correct(folded: str, known: frozenset[str]) -> tuple[str, ...]:
    """The words meant by one folded word; the word itself where nothing better is found.

    `known` are further words that may stand in a glued one (short forms).
    """
    if is_syllable(folded) or folded in _foreign() or len(folded) == 1:
        return (folded,)
    for candidate in _repairs(folded):
        if is_syllable(candidate):
            return (candidate,)
    if len(folded) >= _SHORTEST_GLUED:
        parted = _part(folded, known) or _part(squeeze(folded), known)
        if parted:
            return parted
    return (squeeze(folded),)


def _repairs(folded: str) -> list[str]:
    """What a misspelt word may be: squeezed, typed in Telex without its program, chat spelling."""
    single = squeeze(folded)
    telex = folded
    for pair, letter in _TELEX_PAIRS:
        telex = telex.replace(pair, letter)
    candidates = [single, telex]
    if len(telex) > 2 and telex[-1] in "sfrxj":
        candidates.append(telex[:-1])
    if len(telex) > 3:
        candidates += [telex[:at] + telex[at + 1 :] for at in range(2, len(telex))
                       if telex[at] in "sfrxjw"]  # fmt: skip
    for chat, plain in _CHAT_ONSETS:
        if single.startswith(chat):
            candidates.append(plain + single[len(chat) :])
    for chat, plain in _CHAT_ENDS:
        if single.endswith(chat) and len(single) > len(chat) + 1:
            candidates.append(single[: -len(chat)] + plain)
    return candidates


def _part(glued: str, known: frozenset[str]) -> tuple[str, ...] | None:
    """The likeliest parting of a glued word into syllables, or None."""
    counts = syllable_counts()
    total = sum(counts.values()) + 10_000
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(glued)
    for end in range(1, len(glued) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            before, piece = best[start], glued[start:end]
            short = len(piece) >= 3 and piece in known
            if before is None or not (short or (len(piece) > 1 and is_syllable(piece))):
                continue
            cost = before[0] + log(total / (counts.get(piece, 0) + 0.02))
            found = best[end]
            if found is None or cost < found[0]:
                best[end] = (cost, (*before[1], piece))
    result = best[-1]
    return result[1] if result and len(result[1]) > 1 else None
