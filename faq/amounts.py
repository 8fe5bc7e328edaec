"""Amounts of money in a message, and whether each is an income or a payment.

Amounts are whole đồng. "2tr5" and "hai triệu rưỡi" are 2,500,000; "hai trăm rưỡi" is 250,000
(bare hundreds mean thousands in talk of money); vague ones ("mấy triệu") are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from faq.datafiles import load
from faq.numbers import Number, follows_closely, is_counted, read_number, stands
from faq.phrases import PhraseTable
from faq.text import Word

Meaning = Literal["income", "payment"]

_MILLION, _THOUSAND = Decimal(1_000_000), Decimal(1_000)
_PLAIN_FROM = 10_000  # figures from here on are money without a unit
_CUE_DISTANCE = 6
_RHYTHMS = ("thang", "quy", "nam", "theo", "hang", "moi", "tung", "ca", "luon", "truoc", "nua")
_YEARS = range(1930, 2101)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole đồng, what it is where the message says so, and its words."""

    value: int
    meaning: Meaning | None
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Read:
    value: Decimal
    end: int


def find_amounts(words: Sequence[Word], marked: bool, text: str) -> tuple[Amount, ...]:
    """The amounts in the words of a cleaned message, in order. `text` is that message."""
    found: list[tuple[int, _Read]] = []
    at = 0
    while at < len(words):
        read = _read_amount(words, at, marked)
        if read and read.value == int(read.value) and read.value > 0:
            found.append((at, read))
        at = read.end if read else at + 1
    asked = {hit.key for hit in _table("asks_payment", "asks_income").find(words, marked)}
    return tuple(
        Amount(
            value=int(read.value),
            meaning=_meaning(words, start, read.end, marked, asked),
            words=text[words[start].start : words[read.end - 1].end],
            start=start,
            end=read.end,
        )
        for start, read in found
    )


def _read_amount(words: Sequence[Word], at: int, marked: bool) -> _Read | None:
    """The amount that starts at this word, if one does."""
    if stands("half_of", words, at, marked) and (
        scale := _scale(words, at + 1, marked, digits=False)
    ):
        return _Read(scale / 2, at + 2)
    if scale := _scale(words, at, marked, digits=False):
        return _leading_scale(words, at, scale, marked)
    number = read_number(words, at, marked)
    if number is None:
        return None
    if at and stands("vague", words, at - 1, marked) and not number.digits:
        return None
    scale = _scale(words, number.end, marked, digits=number.digits)
    if scale:
        return _behind(words, number.end + 1, number.value * scale, scale, marked)
    if is_counted(words, number.end, marked):
        return None
    dong, end = stands("dong", words, number.end, marked), _skip_dong(words, number.end, marked)
    if number.hundreds:
        return _Read(number.value * _THOUSAND, end)
    if number.digits and (number.value >= _PLAIN_FROM or (dong and number.value >= _THOUSAND)):
        return _Read(number.value, end)
    return _bare_thousands(words, at, number, marked)


def _bare_thousands(words: Sequence[Word], at: int, number: Number, marked: bool) -> _Read | None:
    """ "đóng 300 một tháng": three or four figures right behind a cue are thousands of đồng."""
    if not number.digits or not 100 <= number.value < _PLAIN_FROM or number.value in _YEARS:
        return None
    near = _cues().find(words[max(0, at - 4) : at], marked)
    if near and near[-1].end == min(at, 4):
        return _Read(number.value * _THOUSAND, number.end)
    return None


def _scale(words: Sequence[Word], at: int, marked: bool, *, digits: bool) -> Decimal | None:
    """What the unit of money at this place is worth, or None."""
    form = stands("money", words, at, marked)
    if form:
        return Decimal(load("numbers")["money"][form])
    if not digits:
        return None
    for name in ("after_digits", "between_digits") if _is_between(words, at) else ("after_digits",):
        if form := stands(name, words, at, marked):
            return Decimal(load("numbers")[name][form])
    return None


def _is_between(words: Sequence[Word], at: int) -> bool:
    """Whether digits stand on both sides of the word at `at` without a blank."""
    if not 0 < at < len(words) - 1 or not words[at + 1].is_number:
        return False
    return words[at - 1].end == words[at].start and words[at].end == words[at + 1].start


def _leading_scale(words: Sequence[Word], at: int, scale: Decimal, marked: bool) -> _Read | None:
    """ "triệu rưỡi", "triệu hai": one unit, said without its number."""
    if scale < _MILLION or (at and stands("vague", words, at - 1, marked)):
        return None
    read = _behind(words, at + 1, scale, scale, marked)
    return read if read.end > at + 1 else None


def _behind(words: Sequence[Word], at: int, value: Decimal, scale: Decimal, marked: bool) -> _Read:
    """What follows a number with its unit: a half, a smaller unit, or the next digits."""
    if not follows_closely(words, at):
        return _Read(value, at)
    if stands("half", words, at, marked):
        return _Read(value + scale / 2, _skip_dong(words, at + 1, marked))
    rest = read_number(words, at, marked)
    if rest is None or scale < _MILLION:
        return _Read(value, _skip_dong(words, at, marked))
    smaller = _scale(words, rest.end, marked, digits=rest.digits)
    if smaller and smaller < scale:
        return _behind(words, rest.end + 1, value + rest.value * smaller, smaller, marked)
    glued = words[at - 1].end == words[at].start
    if smaller or (is_counted(words, rest.end, marked) and not glued):
        return _Read(value, at)
    return _Read(value + _next_digits(words[at], rest, scale), _skip_dong(words, rest.end, marked))


def _next_digits(word: Word, rest: Number, scale: Decimal) -> Decimal:
    """The digits right behind a unit: "2tr5" → 500,000; "2tr05" → 50,000; "2tr550" → 550,000."""
    if rest.hundreds:
        return rest.value * scale / 1000
    places = len(word.text) if rest.digits else len(str(rest.value))
    return rest.value * scale / Decimal(10) ** places


def _skip_dong(words: Sequence[Word], at: int, marked: bool) -> int:
    """Behind a "đồng"; a "dong" without marks before a rhythm is to pay: "3tr dong thang"."""
    pays = at + 1 < len(words) and words[at].text == "dong" and words[at + 1].folded in _RHYTHMS
    return at + bool(not pays and stands("dong", words, at, marked))


@cache
def _table(*names: str) -> PhraseTable:
    data = load("cues")
    return PhraseTable({name: data[name] for name in names})


def _cues() -> PhraseTable:
    return _table("income", "payment", "unsure", "payment_weak")


def _meaning(
    words: Sequence[Word], start: int, end: int, marked: bool, asked: set[str]
) -> Meaning | None:
    """What the amount is: by the nearest cue before it, else one behind, else what is asked."""
    before = _cues().find(words[max(0, start - _CUE_DISTANCE) : start], marked)
    behind = _table("income_after", "payment_after").find(words[end : end + _CUE_DISTANCE], marked)
    after = {hit.key for hit in behind if hit.start == 0}
    nearest = before[-1].key if before else None
    if nearest == "income" or "income_after" in after:
        return "income"
    if nearest == "payment":
        return "payment"
    if "asks_payment" in asked and "payment_after" not in after:
        return "income"
    if nearest == "unsure":
        return None
    if nearest == "payment_weak" or "payment_after" in after or "asks_income" in asked:
        return "payment"
    return None
