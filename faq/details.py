"""The details of a message: `extract(text, today)` gives what was said, with the words that say it.

Nothing is guessed: sex comes from words that name it and never from a person's name, doubt is
None, and "diện ưu tiên" gives the category `hinted`, for the conversation to ask which.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from faq import categories, persons
from faq.amounts import Amount, find_amounts
from faq.dates import Birth, find_age, find_birth, find_spans
from faq.modes import Mode, find_mode
from faq.phrases import is_marked
from faq.text import clean, words

T = TypeVar("T")

PHONE = re.compile(r"(?<![\d.,])(?:\+?84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3}){2,}(?!\d)")  # "1 500 000"
_IDENTITY = re.compile(r"(?<!\d)\d{9}(?:\d{3})?(?!\d)")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A detail and the words of the message that say it."""

    value: T
    words: str


@dataclass(frozen=True, slots=True)
class Details:
    """What a message says. Months are whole months, amounts whole đồng, call times a part of the
    day ("morning", "noon", "afternoon", "evening", "any", "office") or "HH:MM"."""

    amounts: tuple[Amount, ...] = ()
    categories: tuple[Found[str], ...] = ()
    mode: Found[Mode] | None = None
    sex: Found[str] | None = None
    birth: Found[Birth] | None = None
    age: Found[int] | None = None
    spans: tuple[Found[int], ...] = ()
    months_paid: Found[int] | None = None
    persons: Found[int] | None = None
    phones: tuple[Found[str], ...] = ()
    answer: Found[bool] | None = None
    call_time: Found[str] | None = None

    @property
    def amount(self) -> Amount | None:
        """The amount meant: the last one ("trước đóng 1tr5, chừ lên 3tr")."""
        return self.amounts[-1] if self.amounts else None

    @property
    def category(self) -> Found[str] | None:
        """The category meant, named ones before `hinted` and `other`; all are in `categories`."""
        return min(self.categories, key=lambda f: categories.ORDER.index(f.value), default=None)


@lru_cache(maxsize=16)  # several rules ask for the details of the message in hand
def extract(text: str, today: date) -> Details:
    """The details of a message, told against `today` (Asia/Ho_Chi_Minh)."""
    cleaned = clean(text)
    phones = tuple(Found(_digits(m.group()), m.group()) for m in PHONE.finditer(cleaned))
    masked = _IDENTITY.sub(_blank, PHONE.sub(_blank, cleaned))
    masked = _SPACED.sub(lambda match: match.group().replace(" ", "."), masked)
    ws = words(masked)
    marked = is_marked(ws)

    def found(value: T, start: int, end: int) -> Found[T]:
        return Found(value, masked[ws[start].start : ws[end - 1].end])

    amounts = find_amounts(ws, marked, masked)
    money = {at for amount in amounts for at in range(amount.start, amount.end)}
    spans = [span for span in find_spans(ws, marked) if span.start not in money]
    age, birth = find_age(ws, marked), find_birth(ws, today, marked)
    mode = find_mode(ws, spans, marked, money)
    paid = persons.find_paid(ws, spans, marked)
    sex, people = persons.find_sex(ws, marked), persons.find_persons(ws, marked)
    answer, call = persons.find_answer(ws, marked), persons.find_call_time(ws, marked, masked)
    return Details(
        amounts=amounts,
        categories=tuple(found(h.key, h.start, h.end) for h in categories.find(ws, marked)),
        mode=found(*mode) if mode else None,
        sex=found(sex.key, sex.start, sex.end) if sex else None,
        birth=found(*birth) if birth else None,
        age=found(*age) if age else None,
        spans=tuple(found(s.months, s.start, s.end) for s in spans),
        months_paid=found(paid.months, paid.start, paid.end) if paid else None,
        persons=found(*people) if people else None,
        phones=phones,
        answer=found(answer.key == "yes", answer.start, answer.end) if answer else None,
        call_time=Found(*call) if call else None,
    )


def _digits(phone: str) -> str:
    """A phone number in figures alone, with the national 0 in front."""
    digits = "".join(char for char in phone if char.isdigit())
    return "0" + digits[2:] if digits.startswith("84") else digits


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
