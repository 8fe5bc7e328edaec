"""What a person wants to pay, gathered from messages and buttons."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from faq.details import Details
from handlers.basics import whole_number
from handlers.phrases import known, level_said, named, paid_every
from handlers.wording import texts

TEXTS = texts("contribution")


@dataclass(frozen=True)
class Wish:
    """What a person wants to pay. `meaning` of the amount: income, payment or None (doubt).

    `support` and `mode` are None while nobody said them; `hinted` says that a category was hinted
    at; `taken` holds the words ("Cơ Tu") that were taken as the category. `every` is for how many
    months a named payment is; `level` says that the lowest or highest was asked for. `paid` are
    the months paid before, `used` those of them with State support (None: nobody said). `guided`:
    began without a level, so that category and mode are asked for as well.
    """

    amount: int | None = None
    meaning: str | None = None
    support: str | None = None
    mode: str | None = None
    years: int | None = None
    months: int | None = None
    persons: int = 1
    hinted: bool = False
    taken: str = ""
    every: int = 1
    level: str = ""
    paid: int = 0
    used: int | None = None
    guided: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the form kept in the state; what has its default is left out."""
        return {key: value for key, value in asdict(self).items() if value != getattr(Wish, key)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Wish":
        """Read the form kept in the state; unknown keys are dropped."""
        return cls(**{key: value for key, value in data.items() if hasattr(cls, key)})


def hear(wish: Wish, text: str, details: Details) -> Wish:
    """Add what a message says of amount, category, mode, people and months paid before."""
    if details.amount is not None:
        amount = details.amount
        every = paid_every(text, details) if amount.meaning == "payment" else 1
        wish = replace(wish, amount=amount.value, meaning=amount.meaning, every=every, level="")
    elif level := level_said(named(text)):
        wish = replace(wish, level=level, amount=None, meaning=None)
    category = details.category
    if category is not None and category.value == "hinted":
        wish = replace(wish, hinted=True)
    elif category is not None:
        spoken = [found.words for found in details.categories if found.value == category.value]
        taken = spoken[-1] if category.value in ("ethnic-minority", "island") else ""
        wish = replace(wish, support=category.value, taken=taken)
    if details.mode is not None:
        mode = details.mode.value
        wish = replace(wish, mode=mode.key, years=mode.years, months=mode.months)
    if details.persons is not None:
        wish = replace(wish, persons=details.persons.value)
    elif known(named(text), "alone"):
        wish = replace(wish, persons=1)
    if details.months_paid is not None:
        wish = replace(wish, paid=details.months_paid.value, used=None)
    return wish


def hear_button(wish: Wish, given: Mapping[str, str]) -> Wish:
    """Take what a button carries; anything odd in it is left out."""
    income = whole_number(given.get("income", ""))
    if income is not None:
        wish = replace(wish, amount=income, meaning="income", every=1, level="")
    if given.get("support") in TEXTS["supports"]:
        wish = replace(wish, support=given["support"], taken="")
    if given.get("mode") in TEXTS["modes"]:
        wish = replace(wish, mode=given["mode"], years=None, months=None)
    years = whole_number(given.get("years", ""))
    if years is not None:
        wish = replace(wish, mode="years-ahead", years=years)
    return wish
