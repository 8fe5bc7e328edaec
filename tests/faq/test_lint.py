"""`faq lint` finds what must not ship, and the content that ships passes."""

from dataclasses import replace
from datetime import date

import pytest

from faq.content import Approval, Content, Entry, Phrasing
from faq.lint import Problem, lint

TODAY = date(2026, 11, 24)


def problems(content: Content, entry: Entry) -> list[Problem]:
    changed = replace(content, entries={**content.entries, entry.id: entry})
    return [p for p in lint(changed, TODAY) if entry.id in p.topic]


@pytest.fixture
def entries_only(content: Content) -> Content:
    """The content without its phrasings, which take long to read and most rules do not concern."""
    return replace(content, phrasings=())


@pytest.fixture
def entry(content: Content) -> Entry:
    return content.entries["what-is"]


def test_the_content_that_ships_breaks_no_rule(content: Content) -> None:
    assert [str(problem) for problem in lint(content, TODAY)] == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"sources": ()}, "thiếu căn cứ"),
        ({"valid_from": None}, "thiếu ngày hiệu lực"),
        ({"short": "a" * 401}, "short dài"),
        ({"full": "a" * 1801}, "full dài"),
        ({"short": ""}, "thiếu short"),
        ({"title": "a" * 61}, "tiêu đề dài"),
        ({"button": "a" * 21}, "nút dài"),
        ({"button": "Mức hỗ trợ"}, "nút trùng"),
        ({"short": "Đóng 1.500.000 đồng một tháng."}, "số gõ thẳng"),
        ({"short": "Nhà nước hỗ trợ 30% tiền đóng."}, "số gõ thẳng"),
        ({"full": "Cần đóng đủ 15 năm."}, "số gõ thẳng"),
        ({"short": "Đóng chắc chắn có lợi."}, "từ không dùng"),
        ({"short": "Bảo hiê\u0309m"}, "không phải NFC"),
        ({"follow_ups": ("nowhere",)}, "liên kết sai"),
        ({"approved": Approval("A", date(2025, 1, 1), date(2026, 1, 1))}, "quá hạn rà soát"),
    ],
)
def test_a_broken_rule_is_listed(
    entries_only: Content, entry: Entry, change: dict[str, object], rule: str
) -> None:
    other = replace(entries_only.entries["state-support"], button="Mức hỗ trợ")
    content = replace(entries_only, entries={**entries_only.entries, other.id: other})
    assert rule in {p.rule for p in problems(content, replace(entry, **change))}


@pytest.mark.parametrize(
    "allowed",
    [
        "Từ ngày 1/7/2025 đóng theo 3 tháng, 6 tháng hoặc 12 tháng.",
        "Theo Điều 36 khoản 2 Luật BHXH 41/2024/QH15.",
        "Đóng {rate}, tức {min_payment} một tháng.",
        "Gọi từ 7 giờ 30.",
    ],
)
def test_dates_documents_and_names_of_modes_may_be_typed(
    entries_only: Content, entry: Entry, allowed: str
) -> None:
    found = problems(entries_only, replace(entry, short=allowed))
    assert [p for p in found if p.rule == "số gõ thẳng"] == []


def test_a_phrasing_of_two_topics_is_listed(content: Content) -> None:
    twice = Phrasing("BHXH tự nguyện là gì?", "tax", "standard", "an")
    same = Phrasing("bhxh tn la gi", "what-is", "nodia", "an")
    changed = replace(content, phrasings=(twice, same))
    assert "chung cách hỏi" in {p.rule for p in lint(changed, TODAY)}


def test_a_topic_without_an_entry_is_listed(entries_only: Content) -> None:
    fewer = {k: v for k, v in entries_only.entries.items() if k != "tax"}
    before, after = lint(entries_only, TODAY), lint(replace(entries_only, entries=fewer), TODAY)
    assert [p.rule for p in after if p not in before] == ["thiếu mục"]
