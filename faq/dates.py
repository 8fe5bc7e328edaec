"""Births, ages and durations in a message. Months are whole; years come as the calendar's.

An age ("năm ni 54 tuổi") is told against the day passed in and marked approximate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from faq.numbers import Number, follows_closely, read_number, stands
from faq.text import Word

_MONTHS_A_YEAR = 12
_COMMA = 3  # characters of " , " at most
_OLDEST, _YOUNGEST_TYPED_SHORT = 110, 10
# Two figures behind the sex or "tuổi" are an age or a year of birth; between these, either.
_SURELY_AGES, _SURELY_YEARS = range(18, 60), range(66, 100)
_BOUNDS = ("den", "toi", "do", "du", "qua", "tren", "duoi", "tu", "hon", "truoc", "het")
_BEFORE_FIGURES = ("nu", "nam", "tuoi")
_COUNTED = ("tuoi", "t", "nam", "n", "thang", "th", "thg", "trieu", "tr", "cu", "k", "nghin")
_WHICH_YEAR = ("nay", "ni", "ngoai", "roi", "qua", "truoc", "sau", "toi", "kia", "do", "nao", "mo")
_RHYTHM = ("mot", "1", "lan", "nop", "dong", "nua", "toi", "luot")


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as far as it was told; `approximate` when worked out from an age."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in months, and where its words stand."""

    months: int
    start: int
    end: int


def _word(words: Sequence[Word], at: int) -> str:
    return words[at].folded if 0 <= at < len(words) else ""


def find_age(words: Sequence[Word], marked: bool) -> tuple[int, int, int] | None:
    """An age in years and where it stands: "54 tuổi", "năm mươi tư tuổi", "54t"."""
    for at in range(len(words)):
        number = read_number(words, at, marked)
        if number is None or not _whole(number) or not 0 < number.value <= _OLDEST:
            continue
        behind = _word(words, number.end)
        misspelt = number.end < len(words) and words[number.end].text == "tủi"
        if behind == "tuoi" or misspelt or (number.digits and behind in ("t", "tui") and
                                words[number.end - 1].end == words[number.end].start):  # fmt: skip
            return int(number.value), at, number.end + 1
        if _bare_figures(words, at) in _SURELY_AGES:
            return int(number.value), at - 1, number.end
    return None


def _bare_figures(words: Sequence[Word], at: int) -> int | None:
    """Two figures right behind "tuổi", "nữ" or "nam" that count nothing ("tuổi 54", "nữ 72")."""
    text = words[at].text
    if len(text) != 2 or not text.isdecimal() or _word(words, at - 1) not in _BEFORE_FIGURES:
        return None
    if _word(words, at - 1) == "nam" and (words[at - 1].text != "nam" or at > 1):
        return None
    bound = _word(words, at - 2) in _BOUNDS
    counts = follows_closely(words, at + 1) and _word(words, at + 1) in _COUNTED
    return None if bound or counts else int(text)


def find_birth(words: Sequence[Word], today: date, marked: bool) -> tuple[Birth, int, int] | None:
    """When someone was born and where it stands; an age counts as an approximate birth."""
    for at in range(len(words)):
        if _is_birth_word(words[at]) or _is_birth_year_word(words, at):
            found = _date_behind(words, at + 1, today, marked)
            if found:
                return found[0], at, found[1]
    age = find_age(words, marked)
    if age:
        return Birth(today.year - age[0], approximate=True), age[1], age[2]
    return None


def _is_birth_word(word: Word) -> bool:
    return word.folded in ("sinh", "sn", "ns") or word.text == "đẻ"


def _is_birth_year_word(words: Sequence[Word], at: int) -> bool:
    """ "tuổi 72" and "nữ 1972", "nam 68": a year right behind the sex or the word for age."""
    if at + 1 >= len(words) or _word(words, at) not in _BEFORE_FIGURES:
        return False
    behind = words[at + 1].text
    whole = behind.isdecimal() and len(behind) == 4 and behind.startswith("19")
    return whole or _bare_figures(words, at + 1) in _SURELY_YEARS


def _date_behind(
    words: Sequence[Word], at: int, today: date, marked: bool
) -> tuple[Birth, int] | None:
    """A date that starts within two words: "năm 72", "5/3/1972", "tháng 9 năm 1970"."""
    numbers: list[int] = []
    end = at
    month_named = False
    while end < len(words) and len(numbers) < 3:
        spoken = _spoken_year(words, end, marked) if not numbers else None
        number = read_number(words, end, marked) if words[end].is_number else None
        if spoken:
            numbers.append(spoken[0])
            end = spoken[1]
        elif number and _whole(number):
            numbers.append(int(number.value))
            end = number.end
        elif _word(words, end) in ("nam", "thang", "ngay", "vao", "hoi", "th"):
            month_named |= _word(words, end) in ("thang", "th")
            end += 1
        else:
            break
    if not numbers:
        return None
    year = _full_year(numbers[-1], today)
    if year is None:
        return None
    month = numbers[-2] if len(numbers) > 1 and 1 <= numbers[-2] <= _MONTHS_A_YEAR else None
    day = numbers[-3] if month and len(numbers) > 2 and 1 <= numbers[-3] <= 31 else None
    return Birth(year, month, day), end


def _spoken_year(words: Sequence[Word], at: int, marked: bool) -> tuple[int, int] | None:
    """A year of the last century behind "năm", in two spoken digits or tens: "bảy hai"."""
    typed_whole = words[at].is_number and len(words[at].text) > 1
    if at == 0 or words[at - 1].folded != "nam" or typed_whole:
        return None
    number = read_number(words, at, marked)
    if number is None or not _whole(number) or not 0 < number.value < 100:
        return None
    if number.value >= 10:
        return int(number.value), number.end
    last = read_number(words, number.end, marked)
    if last is None or last.digits or not _whole(last) or not 0 <= last.value < 10:
        return None
    return int(number.value * 10 + last.value), last.end


def _full_year(value: int, today: date) -> int | None:
    """ "72" is 1972 and "05" 2005; None where no one alive was born in that year."""
    if value < 100:
        century = today.year // 100 * 100
        value += century if value <= today.year % 100 - _YOUNGEST_TYPED_SHORT else century - 100
    return value if today.year - _OLDEST <= value <= today.year else None


def find_spans(words: Sequence[Word], marked: bool) -> tuple[Span, ...]:
    """The lengths of time in order: "15 năm 7 tháng", "năm rưỡi", "nửa năm", "20 tháng"."""
    spans: list[Span] = []
    at = 0
    while at < len(words):
        span = _span(words, at, marked)
        if span:
            spans.append(span)
        at = span.end if span else at + 1
    return tuple(spans)


def _span(words: Sequence[Word], at: int, marked: bool) -> Span | None:
    if stands("half_of", words, at, marked) and _word(words, at + 1) == "nam":
        return Span(_MONTHS_A_YEAR // 2, at, at + 2)
    if _is_lone_year(words, at, marked) and stands("half", words, at + 1, marked):
        return Span(_MONTHS_A_YEAR * 3 // 2, at, at + 2)
    number = read_number(words, at, marked)
    if number is None or number.value > 1000 or is_calendar(words, at):
        return None
    behind = _word(words, number.end)
    if behind in ("thang", "thg", "th") and _whole(number):
        return Span(int(number.value), at, number.end + 1)
    if behind not in ("nam", "n") or (behind == "n" and not number.digits):
        return None
    months, end = number.value * _MONTHS_A_YEAR, number.end + 1
    if stands("half", words, end, marked):
        return Span(int(months) + _MONTHS_A_YEAR // 2, at, end + 1)
    odd = end + 1 if _word(words, end) in ("le", "va") else end
    rest = read_number(words, odd, marked) if _joined(words, end) else None
    units = ("thang", "thg", "th", "t") if behind == "n" else ("thang", "thg", "th")
    if rest and _whole(rest) and rest.value < _MONTHS_A_YEAR and _word(words, rest.end) in units:
        rhythm = not follows_closely(words, end) and _word(words, rest.end + 1) in _RHYTHM
        if not rhythm:  # "2 năm, 6 tháng một lần" is two things
            months, end = months + rest.value, rest.end + 1
    return Span(int(months), at, end)


def _joined(words: Sequence[Word], at: int) -> bool:
    """Whether no more than a comma parts the word at `at` from the one before it."""
    return 0 < at < len(words) and words[at].start - words[at - 1].end <= _COMMA


def _is_lone_year(words: Sequence[Word], at: int, marked: bool) -> bool:
    """Whether the word at `at` is "năm" with no number before it ("năm rưỡi" is 18 months)."""
    named = words[at].text == "năm" if marked else words[at].folded == "nam"
    return named and (at == 0 or read_number(words, at - 1, marked) is None)


def is_calendar(words: Sequence[Word], at: int) -> bool:
    """Whether the figures at `at` name a day or month of the calendar ("tháng 9 năm 1970").

    In "2 triệu một tháng 20 năm" they are a length of time: no year follows, or no month has them.
    """
    before = _word(words, at - 1)
    if before not in ("thang", "ngay") or not words[at].is_number:
        return False
    if before == "ngay" or _word(words, at + 1) != "nam":
        return True
    month = words[at].text.isdecimal() and int(words[at].text) <= _MONTHS_A_YEAR
    year = at + 2 < len(words) and words[at + 2].is_number
    return month and (year or _word(words, at + 2) in _WHICH_YEAR)


def _whole(number: Number) -> bool:
    return number.value == Decimal(int(number.value))
