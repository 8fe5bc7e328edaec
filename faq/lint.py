"""Rules that the content keeps: grounds, length, no typed-in figures, no shared phrasing, NFC."""

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from faq.content import ENTRY_WRITER, OUT_OF_SCOPE, STYLES, Content, Entry
from faq.text import normalise

MAX_TITLE, MAX_BUTTON, MAX_SHORT, MAX_FULL = 60, 20, 400, 1_800
MIN_PHRASINGS, MIN_OUT_OF_SCOPE = 25, 200
# A figure that the law may change: money, a share, or a number of years, months, days or times.
_FIGURE = re.compile(
    r"\d(?:[\d.,]*\d)?\s*(?:%|đ\b|đồng|triệu|nghìn|ngàn|năm\b|tháng\b|ngày\b|tuổi|lần\b)",
    re.IGNORECASE,
)
# Names of modes, dates, numbers of documents and articles, hours: these may stand as text.
_ALLOWED = re.compile(
    r"\{[^}]*\}|\b(?:3|6|12) tháng\b|\d{1,2}/\d{1,2}/\d{4}|\b(?:ngày|tháng|năm) \d[\d/]*"
    r"|\d+/\d{4}/[\w-]+|(?:Điều|khoản|mẫu) [\w.-]+|\b1 năm\b|\b1 lần\b|\d+\s*giờ",
    re.IGNORECASE,
)
_USUAL_FIGURE = 14  # characters of "1.500.000 đồng"
_BANNED = ("chắc chắn", "hoàn vốn", "lãi")


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule broken: where, which rule, and what."""

    topic: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.rule}: {self.detail}"


def lint(content: Content, today: date, *, approvals: bool = False) -> list[Problem]:
    """Every broken rule, by topic. `today` (Asia/Ho_Chi_Minh) tells which reviews are due.

    `approvals`: every answer must be approved by an officer.
    """
    problems: list[Problem] = []
    for topic in content.topics:
        entry = content.entries.get(topic.id)
        if entry is None:
            problems.append(Problem(topic.id, "thiếu mục", f"faq/entries/{topic.id}.yaml"))
            continue
        problems += _of_entry(entry)
        if topic.kind == "faq":
            problems += _of_answer(entry, content, today)
            if approvals and entry.approved is None:
                problems.append(Problem(topic.id, "chưa duyệt", entry.title))
    return problems + list(_of_buttons(content)) + list(_of_phrasings(content))


def _of_entry(entry: Entry) -> Iterator[Problem]:
    if len(entry.title) > MAX_TITLE:
        yield Problem(entry.id, "tiêu đề dài", f"{len(entry.title)} > {MAX_TITLE} ký tự")
    if len(entry.button) > MAX_BUTTON:
        yield Problem(entry.id, "nút dài", f"{len(entry.button)} > {MAX_BUTTON} ký tự")


def _of_answer(entry: Entry, content: Content, today: date) -> Iterator[Problem]:
    yield from _of_text(entry, "short", entry.short, MAX_SHORT)
    yield from _of_text(entry, "full", entry.full, MAX_FULL)
    if not entry.sources:
        yield Problem(entry.id, "thiếu căn cứ", "chưa ghi nguồn")
    if entry.valid_from is None:
        yield Problem(entry.id, "thiếu ngày hiệu lực", "valid_from")
    if entry.approved and entry.approved.review_by < today:
        yield Problem(entry.id, "quá hạn rà soát", entry.approved.review_by.isoformat())
    for other in (*entry.follow_ups, *filter(None, [entry.next_step])):
        if other not in content.topic_kinds:
            yield Problem(entry.id, "liên kết sai", other)


def _of_text(entry: Entry, name: str, text: str, most: int) -> Iterator[Problem]:
    length = _filled_length(text)
    if not text:
        yield Problem(entry.id, f"thiếu {name}", "câu trả lời trống")
    if length > most:
        yield Problem(entry.id, f"{name} dài", f"khoảng {length} > {most} ký tự khi điền số")
    if text != unicodedata.normalize("NFC", text):
        yield Problem(entry.id, "không phải NFC", name)
    for figure in _FIGURE.findall(_ALLOWED.sub(" ", text)):
        yield Problem(entry.id, "số gõ thẳng", f"{name}: {figure.strip()}")
    for word in _BANNED:
        if re.search(rf"\b{word}\b", text, re.IGNORECASE):
            yield Problem(entry.id, "từ không dùng", f"{name}: {word}")


def _filled_length(text: str) -> int:
    """The length of a text once its placeholders hold figures of usual length."""
    parts = string.Formatter().parse(text)
    return sum(len(literal) + (_USUAL_FIGURE if name else 0) for literal, name, _, _ in parts)


def _of_buttons(content: Content) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for entry in content.entries.values():
        other = seen.setdefault(entry.button, entry.id)
        if other != entry.id:
            yield Problem(entry.id, "nút trùng", f"{entry.button!r} cũng của {other}")


def _of_phrasings(content: Content) -> Iterator[Problem]:
    topics: dict[str, dict[str, str]] = {}
    for phrasing in content.phrasings:
        if phrasing.text != unicodedata.normalize("NFC", phrasing.text):
            yield Problem(phrasing.topic, "không phải NFC", phrasing.text)
        normalised = normalise(phrasing.text)
        if normalised:
            topics.setdefault(normalised, {})[phrasing.topic] = phrasing.text
    for shared in topics.values():
        if len(shared) > 1:
            text = next(iter(shared.values()))
            yield Problem(", ".join(sorted(shared)), "chung cách hỏi", text)
    for topic in content.topics:
        mine = [p for p in content.phrasings if p.topic == topic.id and p.writer == ENTRY_WRITER]
        least = MIN_OUT_OF_SCOPE if topic.id == OUT_OF_SCOPE else MIN_PHRASINGS
        if len(mine) < least:
            yield Problem(topic.id, "ít cách hỏi", f"{len(mine)} < {least}")
        missing = [s for s in STYLES if not any(p.style == s for p in mine)]
        if missing and topic.kind == "faq":
            yield Problem(topic.id, "thiếu văn phong", ", ".join(missing))
