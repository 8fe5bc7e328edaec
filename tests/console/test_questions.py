"""Officers look through what the bot did not understand, and teach it."""

import re

import pytest

from bot.conversation.effects import Answered, NotUnderstood
from bot.live import LiveContent
from bot.storage.models import ContentChange
from bot.taught import shipped
from tests.test_live import answer

ASKED = "vụ sổ xanh ông già"


@pytest.fixture
def asked(office):
    """An office with three messages that ask the same and one that does not."""
    number = office.conversation()
    office.apply(number, NotUnderstood("cho vay nóng không", "refuse", (), "other"))
    for text in (ASKED, "vu so xanh ong gia", f"{ASKED}?"):
        office.apply(number, NotUnderstood(text, "suggest", ("what-is", "tax")))
    office.user("can-bo", "officer")
    return office


def ids(page):
    return re.findall(r'name="question" value="([\d,]+)"', page)


def test_like_questions_stand_together_with_how_often_they_came(asked):
    page = asked.staff("can-bo").get("/questions").text
    assert len(re.findall(r'<li class="card"', page)) == 2
    assert "3 lần" in page
    assert page.index("vụ sổ xanh") < page.index("cho vay nóng")
    assert "trợ lý đã gợi ý: BHXH tự nguyện là gì" in page


def test_what_an_officer_teaches_holds_for_the_next_message(asked):
    live = LiveContent(asked.database)
    assert "Lương hưu = " not in answer(live, ASKED)
    desk = asked.staff("can-bo")
    chosen = ids(desk.get("/questions").text)[:-1]
    done = desk.post("/questions/decide", question=chosen, topic="pension-amount", do="teach")
    assert done.status_code == 302
    assert "Lương hưu = " in answer(live, "vu so xanh ong gia")
    page = desk.get("/questions").text
    assert "vụ sổ xanh" not in page
    assert "cho vay nóng" in page
    [entry] = asked.audit("phrasing-taught")
    assert (entry.target, entry.detail) == ("pension-amount", {"questions": 3})


def test_teaching_that_would_turn_a_known_question_wrong_is_refused_with_the_question(asked):
    asked.apply(asked.conversation(), NotUnderstood("mức đóng bao nhiêu", "suggest"))
    desk = asked.staff("can-bo")
    newest = ids(desk.get("/questions").text)[0]
    refused = desk.post("/questions/decide", question=newest, topic="tax", do="teach")
    assert refused.status_code == 422
    assert "chưa dạy: câu này sẽ làm sai" in refused.text
    assert "mức đóng bao nhiêu" in desk.get("/questions").text
    with asked.database.read() as session:
        assert session.query(ContentChange).count() == 0


def test_what_did_not_help_is_shown_with_its_answer_and_taught_as_elsewhere(asked):
    text = "nuôi heo có đóng thuế không"
    seen = NotUnderstood(text, "unhelpful", ("level-advice",), answered="tax")
    asked.apply(asked.conversation(), seen)
    live, desk = LiveContent(asked.database), asked.staff("can-bo")
    elsewhere = "Việc này thuộc cơ quan, đơn vị khác"
    assert elsewhere not in answer(live, text)
    page = desk.get("/questions").text
    assert "không đúng ý; đã trả lời: Thuế và BHXH tự nguyện" in page
    desk.post("/questions/decide", question=ids(page)[0], do="outside")
    assert elsewhere in answer(live, text)


def test_what_is_set_aside_teaches_nothing(asked):
    desk = asked.staff("can-bo")
    for chosen in ids(desk.get("/questions").text):
        desk.post("/questions/decide", question=chosen, do="ignore")
    assert "Không còn câu nào" in desk.get("/questions").text
    assert "phrasing" not in str(asked.audit("phrasing-taught"))
    assert sum(e.detail["questions"] for e in asked.audit("questions-set-aside")) == 4


@pytest.mark.parametrize(
    "fields", [{}, {"do": "promote"}, {"do": "teach"}, {"do": "teach", "topic": "none"}]
)
def test_a_form_that_says_nothing_changes_nothing(asked, fields):
    desk = asked.staff("can-bo")
    answered = desk.post("/questions/decide", question="1,x,99999999999", **fields)
    assert answered.status_code == 422
    assert desk.get("/questions").text.count('<li class="card"') == 2


def test_what_was_refused_is_counted_by_kind_for_thirty_days(asked):
    number = asked.conversation()
    for kind in ("health-insurance", "health-insurance", ""):
        asked.apply(number, NotUnderstood("x", "refuse", (), kind))
    page = asked.staff("can-bo").get("/questions").text
    counted = re.findall(r"<dt>([^<]+)</dt><dd class=\"number\">(\d+)", page)
    assert counted[0] == ("Bảo hiểm y tế", "2")
    assert ("Không rõ việc gì", "1") in counted
    asked.clock.pass_by(days=31)
    assert "30 ngày qua" not in asked.staff("can-bo").get("/questions").text


def test_what_people_ask_most_is_shown_for_thirty_days(asked):
    for person, topic in (("a", "what-is"), ("b", "tax"), ("c", "what-is"), ("d", "what-is")):
        asked.apply(asked.conversation(person=person), Answered(topic))
    page = asked.staff("can-bo").get("/questions").text
    titles = shipped().content.entries
    asked_most = page[page.index("Được hỏi nhiều nhất") :]
    assert re.findall(r"<dt>([^<]+)</dt><dd class=\"number\">(\d+)", asked_most)[:2] == [
        (titles["what-is"].title, "3"),
        (titles["tax"].title, "1"),
    ]
    asked.clock.pass_by(days=32)
    assert "Được hỏi nhiều nhất" not in asked.staff("can-bo").get("/questions").text


def test_many_questions_have_pages(asked):
    number = asked.conversation()
    for topic in shipped().content.topics[:40]:
        asked.apply(number, NotUnderstood(topic.asks, "refuse"))
    desk = asked.staff("can-bo")
    first, second = (desk.get(f"/questions?page={n}&order=most").text for n in (1, 2))
    assert "3 lần" in first
    assert "3 lần" not in second
    assert "Trang 2" in second
    assert set(ids(first)).isdisjoint(ids(second))
