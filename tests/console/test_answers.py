"""Officers approve the answers that the bot gives."""

import re
from dataclasses import replace
from datetime import date

import pytest

from bot import approvals
from bot.taught import shipped
from faq.lint import lint


@pytest.fixture
def desk(office):
    office.user("can-bo", "officer")
    return office.staff("can-bo")


def approve(desk, topic="tax", **fields):
    page = desk.get(f"/answers/{topic}").text
    shown = dict(re.findall(r'name="(digest|review_by)"[^>]*value="([^"]+)"', page))
    return desk.post(f"/answers/{topic}", **{**shown, **fields})


def given(office):
    with office.database.read() as session:
        return approvals.given(session)


def test_an_answer_is_shown_as_people_read_it_with_its_grounds(desk):
    page = desk.get("/answers/contribution-rate").text
    assert "22%" in page
    assert "{" not in re.search(r"Trả lời ngắn.*?</section>", page, re.DOTALL)[0]
    assert "Luật BHXH 41/2024/QH15" in page
    assert "Chưa duyệt" in page


def test_an_approval_bears_name_day_and_review(desk, office):
    assert approve(desk, review_by="2027-06-30").status_code == 302
    page = desk.get("/answers?state=approved").text
    assert "Cán bộ can-bo, 24/11/2026; rà soát 30/06/2027" in page
    assert "Thuế và BHXH tự nguyện" in page
    assert "Thuế và BHXH tự nguyện" not in desk.get("/answers?state=waiting").text
    [entry] = office.audit("answer-approved")
    assert entry.target == "tax"


def test_an_approval_is_due_again_after_its_day(desk, office):
    approve(desk, review_by="2026-11-30")
    entry = shipped().content.entries["tax"]
    approved = given(office)
    assert approvals.state_of(entry, approved, date(2026, 11, 30)) == "approved"
    assert approvals.state_of(entry, approved, date(2026, 12, 1)) == "overdue"
    content = approvals.overlaid(shipped().content, approved)
    problems = [str(each) for each in lint(content, date(2026, 12, 1), approvals=True)]
    assert "tax: quá hạn rà soát: 2026-11-30" in problems
    waiting = [each for each in problems if "chưa duyệt" in each]
    assert len(waiting) == 58


def test_a_text_that_was_changed_waits_for_a_new_approval(desk, office):
    approve(desk)
    changed = replace(shipped().content.entries["tax"], short="Khác.")
    assert approvals.state_of(changed, given(office), date(2026, 11, 25)) == "changed"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"review_by": "2026-11-24"}, "phải sau hôm nay"),
        ({"review_by": "2036-01-01"}, "không quá 3 năm"),
        ({"review_by": "soon"}, "phải sau hôm nay"),
        ({"digest": "of another text"}, "Mời đọc lại"),
    ],
)
def test_what_cannot_be_approved_is_explained(desk, office, fields, said):
    answered = approve(desk, **fields)
    assert answered.status_code == 422
    assert said in answered.text
    assert given(office) == {}


def test_what_is_no_answer_is_not_found(desk):
    assert desk.get("/answers/menu").status_code == 404
    assert desk.get("/answers/no-such").status_code == 404
