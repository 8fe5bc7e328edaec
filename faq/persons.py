"""What a message says of people and of an answer: sex, how many, yes or no, when to call."""

import re
from collections.abc import Sequence
from functools import cache

from faq.datafiles import load
from faq.dates import Span
from faq.modes import says
from faq.numbers import follows_closely, read_number
from faq.phrases import Hit, PhraseTable, same_word
from faq.text import Word

_SHORT_ANSWER = 5
_MALE_OPENS = ("dong", "muon", "lam", "nghi", "huu", "da", "tham")
_MOST = 20
_HOUR = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3]) ?(?:h|g|giờ|gio|:)(?: ?([0-5]\d|rưỡi|ruoi))?(?![\w])",
    re.IGNORECASE,
)


@cache
def _table(*names: str) -> PhraseTable:
    data = load("details")
    if names in (("sex",), ("persons",), ("times",)):
        return PhraseTable(data[names[0]])
    return PhraseTable({name: data[name] for name in names})


def find_sex(words: Sequence[Word], marked: bool) -> Hit | None:
    """Female or male, from the first word that names it; a plain "nam" only where it cannot be
    a year or part of a name."""
    hits = _table("sex").find(words, marked)
    for at, word in enumerate(words):
        if word.text == "nam" and _is_male(words, at, marked):
            hits.append(Hit("male", at, at + 1))
    return min(hits, key=lambda hit: hit.start, default=None)


def _is_male(words: Sequence[Word], at: int, marked: bool) -> bool:
    before = words[at - 1].folded if at else ""
    after = words[at + 1] if at + 1 < len(words) else None
    opens = at == 0 or not follows_closely(words, at)
    if opens and after is not None and after.folded in _MALE_OPENS:
        return True  # "nam đóng 10 năm", "hộ nghèo, nam làm tự do"
    if before in ("toi", "em", "la", "tui", "gioi", "con", "minh"):
        return marked or after is None or after.folded not in ("nay", "ni", "sau", "truoc", "ngoai")
    if before.isdigit() and len(before) == 4 and before.startswith("19"):
        return True  # "sinh 5/1966 nam"
    if before.isdigit() or before in ("quang", "viet", "mien", "phia", "sinh", "dong", "moi"):
        return False
    return after is None or after.is_number or after.folded in ("sinh", "gioi", "tuoi")


def find_persons(words: Sequence[Word], marked: bool) -> tuple[int, int, int] | None:
    """For how many people, and where it stands: "hai vợ chồng" is 2, "bốn người" 4."""
    forms = load("details")["people_counted"]
    for at in range(len(words)):
        number = read_number(words, at, marked)
        if (
            number is None
            or not 1 < number.value <= _MOST
            or (not follows_closely(words, number.end))
        ):
            continue
        if any(same_word(words[number.end], form, marked) for form in forms):
            return int(number.value), at, number.end + 1
    hit = next(iter(_table("persons").find(words, marked)), None)
    return (int(hit.key), hit.start, hit.end) if hit else None


def find_paid(words: Sequence[Word], spans: Sequence[Span], marked: bool) -> Span | None:
    """How long someone has paid: a span behind "đã đóng", "đóng được" and the like."""
    for span in spans:
        before = words[max(0, span.start - 5) : span.start]
        after = words[span.end : span.end + 1]
        if says("missing", before, marked) or says("more", after, marked):
            continue
        if says("paid", before, marked):
            return span
    return None


def find_answer(words: Sequence[Word], marked: bool) -> Hit | None:
    """Yes or no, in a short message that is nothing but an answer."""
    if not words or len(words) > _SHORT_ANSWER:
        return None
    hits = _table("yes", "no").find(words, marked)
    if not hits or hits[0].start > 0:
        return None
    asks = words[-1].folded in ("khong", "ko", "k", "chua", "ha", "a", "hong", "hok")
    if hits[0].key == "yes" and hits[-1].key == "no" and asks and words[0].folded != "da":
        return None
    return next((hit for hit in hits if hit.key == "no" and hit.start <= 1), hits[0])


def find_call_time(words: Sequence[Word], marked: bool, text: str) -> tuple[str, str] | None:
    """When to call and the words that say so: "17:30", or a part of the day."""
    part = next(iter(_table("times").find(words, marked)), None)
    clock = _HOUR.search(text)
    if clock:
        hour = int(clock.group(1))
        half = clock.group(2) or "00"
        minute = int(half) if half.isdigit() else 30
        if part and part.key in ("afternoon", "evening") and hour < 12:
            hour += 12
        return f"{hour:02d}:{minute:02d}", clock.group()
    if part:
        return part.key, text[words[part.start].start : words[part.end - 1].end]
    return None
