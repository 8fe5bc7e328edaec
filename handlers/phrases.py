"""What a message says by its words: known phrases, nothing but details, the lowest level."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from faq.details import Details
from faq.text import clean, fold, normalise, words
from handlers.wording import texts

PHRASES: Mapping[str, Any] = texts("phrases")
_CLAUSE = 6  # words before a payment in which its time is named


def says(said: str, phrases: Iterable[str]) -> bool:
    """Whether a normalised message (`faq.text.normalise`) holds one of the phrases."""
    padded = f" {said} "
    return any(f" {phrase} " in padded for phrase in phrases)


def known(said: str, name: str) -> bool:
    """Whether a normalised message holds a phrase of the list `name` of phrases.yaml."""
    return says(said, PHRASES[name])


def only_details(text: str, details: Details) -> bool:
    """Whether a message is nothing but details: "hộ nghèo, 2tr, theo quý"."""
    told = _told(details)
    if not told:
        return False
    rest = fold(clean(text))
    for words_told in sorted(told, key=len, reverse=True):
        rest = rest.replace(fold(words_told), " ")
    return all(word.folded in _fillers() for word in words(rest))


def level_said(said: str) -> str:
    """Give "lowest" or "highest" where a normalised message names such a level, else ""."""
    return next((level for level in ("lowest", "highest") if known(said, level)), "")


def paid_every(text: str, details: Details) -> int:
    """For how many months the payment is that a message names: "mỗi năm 4 triệu" is for 12."""
    amount = details.amount
    if amount is None:
        return 1
    before, _, after = clean(text).lower().partition(amount.words.lower())
    clause = normalise(re.split("[,.;]", before)[-1]).split()[-_CLAUSE:]
    behind = normalise(after)
    for months, phrases in PHRASES["paid_every"].items():
        spoken = [phrase for phrase in phrases if " " in phrase]
        if says(" ".join(clause), spoken) or any(f"{behind} ".startswith(f"{p} ") for p in phrases):
            return int(months)
    return 1


def named(text: str) -> str:
    """Give a message as rules compare it: normalised, on one line."""
    return normalise(text)


@cache
def _fillers() -> frozenset[str]:
    return frozenset(PHRASES["fillers"])


def _told(details: Details) -> list[str]:
    found = [amount.words for amount in details.amounts]
    found += [category.words for category in details.categories]
    found += [span.words for span in details.spans]
    single = (details.mode, details.sex, details.birth, details.age, details.months_paid)
    found += [item.words for item in (*single, details.persons) if item]
    return [item for item in found if item]
