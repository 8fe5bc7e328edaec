"""Numbers as people write and say them: "2", "1.500.000", "2,5", "mười lăm", "hai trăm hai"."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from faq.datafiles import load
from faq.phrases import same_word
from faq.text import Word, fold


@dataclass(frozen=True, slots=True)
class Number:
    """A number read at some place, and the index of the word behind it.

    `hundreds` says that it was spoken in bare hundreds ("hai trăm rưỡi" is 250), which in talk
    of money means thousands of đồng.
    """

    value: Decimal
    end: int
    digits: bool = False
    hundreds: bool = False


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """Folded word → the marked forms that it may bear, of a list or mapping of the data file."""
    table: dict[str, tuple[str, ...]] = {}
    forms = load("numbers")[name]
    for form in forms.split() if isinstance(forms, str) else forms:
        key = fold(form).rstrip("=")
        table[key] = (*table.get(key, ()), form)
    return table


def stands(name: str, words: Sequence[Word], at: int, marked: bool) -> str | None:
    """The form of the data list `name` that stands at this place, or None."""
    if at >= len(words):
        return None
    for form in _table(name).get(words[at].folded, ()):
        if same_word(words[at], form, marked):
            return form
    return None


@cache
def _first_words() -> frozenset[str]:
    """The folded words that a spoken number may begin with; most words of a message are none."""
    return frozenset(key for name in ("hundred", "ten", "units") for key in _table(name))


def follows_closely(words: Sequence[Word], at: int) -> bool:
    """Whether there is a word at `at` that no comma or stop parts from the one before it."""
    return 0 < at < len(words) and words[at].start - words[at - 1].end <= 1


def is_counted(words: Sequence[Word], at: int, marked: bool) -> bool:
    """Whether the word at `at` is what a number right before it counts: years, people, times."""
    return follows_closely(words, at) and stands("counted", words, at, marked) is not None


def read_digits(word: Word) -> Decimal:
    """A number in figures: dots and commas part thousands when three digits follow each."""
    for separator in ".,":
        parts = word.text.split(separator)
        if len(parts) > 1 and all(len(p) == 3 for p in parts[1:]) and parts[0] != "0":
            return Decimal("".join(parts).replace(",", "."))
    text = word.text.replace(",", ".")
    if text.count(".") > 1:
        text = text.replace(".", "")
    return Decimal(text)


def read_number(words: Sequence[Word], at: int, marked: bool) -> Number | None:
    """The number below a thousand in words, or any number in figures, that starts at `at`."""
    if at >= len(words):
        return None
    if words[at].is_number:
        value = read_digits(words[at])
        if stands("hundred", words, at + 1, marked) and value < 10:
            return _hundreds(words, at + 2, int(value), marked)
        if stands("tens", words, at + 1, marked) and value < 10:
            return Number(value * 10, at + 2)
        return Number(value, at + 1, digits=True)
    if words[at].folded not in _first_words():
        return None
    if stands("hundred", words, at, marked):
        return _hundreds(words, at + 1, 1, marked)
    unit = _unit(words, at, marked)
    if unit is not None and stands("hundred", words, at + 1, marked):
        return _hundreds(words, at + 2, unit, marked)
    below = _below_hundred(words, at, marked)
    return Number(Decimal(below[0]), below[1]) if below else None


def _unit(words: Sequence[Word], at: int, marked: bool) -> int | None:
    form = stands("units", words, at, marked)
    if form is None or _is_year_word(words, at, marked):
        return None
    return int(load("numbers")["units"][form])


def _below_hundred(words: Sequence[Word], at: int, marked: bool) -> tuple[int, int] | None:
    """A number under 100 in words and the index behind it: "mười lăm", "hai mươi", "ba lăm"."""
    if stands("ten", words, at, marked):
        value, behind = 10, at + 1
    else:
        unit = _unit(words, at, marked)
        if unit is None:
            return None
        value, behind = unit, at + 1
        if stands("tens", words, behind, marked):
            value, behind = unit * 10, behind + 1
        elif not (behind < len(words) and words[behind].folded in ("lam", "nham")):
            return value, behind
        else:
            value = unit * 10
    last = _unit(words, behind, marked)
    if last:
        return value + last, behind + 1
    return value, behind


def _is_year_word(words: Sequence[Word], at: int, marked: bool) -> bool:
    """Whether a word "năm" at this place is a year, not a five: nothing to be counted follows."""
    if words[at].folded != "nam":
        return False
    if is_counted(words, at + 1, marked):
        return False
    return not any(stands(name, words, at + 1, marked) for name in ("money", "hundred", "tens"))


def _hundreds(words: Sequence[Word], at: int, hundreds: int, marked: bool) -> Number:
    """The rest of a number behind its hundreds: "rưỡi", "hai" (= 20), "linh năm", "năm mươi"."""
    value = hundreds * 100
    if stands("half", words, at, marked):
        return Number(Decimal(value + 50), at + 1, hundreds=True)
    if stands("zero_between", words, at, marked):
        unit = _unit(words, at + 1, marked)
        if unit is not None:
            return Number(Decimal(value + unit), at + 2, hundreds=True)
    if at < len(words) and not words[at].is_number:
        rest = _below_hundred(words, at, marked)
        if rest and not (rest[1] == at + 1 and is_counted(words, rest[1], marked)):
            spoken_tens = rest[0] < 10 and rest[1] == at + 1
            return Number(Decimal(value + rest[0] * (10 if spoken_tens else 1)), rest[1],
                          hundreds=True)  # fmt: skip
    return Number(Decimal(value), at, hundreds=True)
