"""The mode of payment that a message asks for: monthly to yearly, years ahead, missing years."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from faq.datafiles import load
from faq.dates import Span, is_calendar
from faq.numbers import follows_closely
from faq.phrases import Hit, PhraseTable
from faq.text import Word

MONTHLY, YEARS_AHEAD, MISSING = "monthly", "years-ahead", "missing-years"
_ALIKE = "alike"
_NEAR = 6
_YEAR = 12
_NO_YEAR_BEHIND = ("viet", "quang", "mien", "la", "toi", "tui", "em", "gioi", "bao", "may", "nhieu")


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode; `years` for years-ahead, `months` for missing-years (whole months in all)."""

    key: str
    years: int | None = None
    months: int | None = None


@cache
def _table(name: str) -> PhraseTable:
    """The phrases of a list, and those that only sound like one of it ("thiểu số": "thiếu")."""
    data = load("details")
    alike = {_ALIKE: data[_ALIKE]}
    return PhraseTable(data["modes"] if name == "modes" else {name: data[name], **alike})


def says(name: str, words: Sequence[Word], marked: bool) -> bool:
    """Whether a phrase of the list `name` stands among the words."""
    return any(hit.key == name for hit in _table(name).find(words, marked))


def near(name: str, words: Sequence[Word], span: Span, marked: bool, behind: int = 0) -> bool:
    """Whether a phrase of the list `name` stands shortly before the span, or right behind it."""
    before = words[max(0, span.start - _NEAR) : span.start]
    after = words[span.end : span.end + behind]
    return any(says(name, part, marked) for part in (before, after))


def find_mode(
    words: Sequence[Word], spans: Sequence[Span], marked: bool, money: set[int]
) -> tuple[Mode, int, int] | None:
    """The mode said and where its words stand; a plain "tháng" gives way to any other mode."""
    if (missing := _missing(words, spans, marked)) is not None:
        return missing
    for span in spans:
        if _is_ahead(words, span, marked):
            return Mode(YEARS_AHEAD, years=span.months // _YEAR), span.start, span.end
    taken = {at for s in spans if s.months not in (1, 3, 6, 12) for at in range(s.start, s.end)}
    paid = {
        at
        for s in spans
        if s.months > 1 and near("paid", words, s, marked) and not _is_rhythm(words, s)
        for at in range(s.start, s.end)
    }
    hits = [hit for hit in _table("modes").find(words, marked)
            if not {*range(hit.start, hit.end)} & (taken | paid | money)]  # fmt: skip
    hits += _lone_year(words, marked, money, spans)
    other = [hit for hit in hits if hit.key != MONTHLY]
    monthly = [hit for hit in hits if hit.key == MONTHLY and not _is_date(words, hit)]
    chosen = (other or monthly)[:1]
    return (Mode(chosen[0].key), chosen[0].start, chosen[0].end) if chosen else None


def _missing(
    words: Sequence[Word], spans: Sequence[Span], marked: bool
) -> tuple[Mode, int, int] | None:
    """ "còn thiếu 20 tháng", "cho 10 tháng còn thiếu", "3 năm nữa đủ 15 năm, đóng một lần"."""
    once = says("once", words, marked)
    for span in spans:
        still = once and says("still", words[span.end : span.end + 3], marked)
        if still or near("missing", words, span, marked, behind=2):
            return Mode(MISSING, months=span.months), span.start, span.end
    return None


def _is_ahead(words: Sequence[Word], span: Span, marked: bool) -> bool:
    if span.months < 2 * _YEAR or span.months % _YEAR:
        return False
    before = words[max(0, span.start - _NEAR) : span.start]
    after = words[span.end : span.end + 3]
    if says("paid", before[-3:], marked):
        return False
    return says("ahead", before, marked) or says("ahead", after, marked)


def _is_rhythm(words: Sequence[Word], span: Span) -> bool:
    """ "3 tháng một lần", "sáu tháng nộp một lượt"."""
    behind = [w.folded for w in words[span.end : span.end + 4]]
    return "lan" in behind or "luot" in behind


def _is_date(words: Sequence[Word], hit: Hit) -> bool:
    """Whether a "tháng" belongs to a date: a number stands right behind it ("tháng 9")."""
    one_word = hit.end - hit.start == 1
    return (
        one_word
        and follows_closely(words, hit.end)
        and len(words[hit.end].text) <= 2
        and is_calendar(words, hit.end)
    )


def _lone_year(
    words: Sequence[Word], marked: bool, money: set[int], spans: Sequence[Span]
) -> list[Hit]:
    """A "năm" that stands alone as the mode: at the end of a clause, behind no number."""
    in_span = {at for span in spans for at in range(span.start, span.end)}
    hits: list[Hit] = []
    for at, word in enumerate(words):
        if word.folded != "nam" or at in money or at in in_span or (marked and word.text != "năm"):
            continue
        before = words[at - 1].folded if at else ""
        last = at + 1 == len(words) or not follows_closely(words, at + 1)
        asks = not last and words[at + 1].folded in ("thi", "het", "tinh", "dong")
        if before not in _NO_YEAR_BEHIND and (last or asks) and len(words) > 1:
            hits.append(Hit("12-months", at, at + 1))
    return hits
