"""People who wait for a colleague."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.conversation.state import State
from bot.delivery import outbox
from bot.delivery.drain import Drain
from bot.storage.models import Alert, Conversation, OutboxMessage


def conversation(office, number):
    with office.database.read() as session:
        return session.get_one(Conversation, number)


def sent(office):
    with office.database.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        return [(row.origin, row.status, json.loads(row.body)["text"]) for row in rows]


def test_the_list_shows_urgent_ones_first_then_who_waits_longest(office):
    office.asks_for_a_human("one", "Sổ của tôi đâu?")
    office.clock.pass_by(minutes=5)
    office.asks_for_a_human("two", "Chào em", "Đóng ở đâu?")
    office.clock.pass_by(minutes=5)
    office.asks_for_a_human("three", "Có người đòi mã OTP", urgent=True)
    page = office.staff("sep").get("/waiting").text
    said = re.findall(r'class="last">([^<]+)<', page)
    assert said == ["Có người đòi mã OTP", "Sổ của tôi đâu?", "Đóng ở đâu?"]
    assert "10 phút" in page
    assert office.staff("sep").get("/waiting/count").json == {"waiting": 3}


def test_a_colleagues_answer_goes_out_and_the_person_waits_no_longer(office):
    number = office.asks_for_a_human("one")
    desk = office.staff("sep")
    assert (
        desk.post(f"/conversations/{number}/reply", text="Chào chú,\nem đây ạ").status_code == 302
    )
    assert conversation(office, number).human == "taken"
    office.clock.pass_by(seconds=1)
    Drain(office.services).run(number)
    [(origin, status, body)] = sent(office)
    assert (origin, status) == (outbox.STAFF, outbox.SENT)
    assert "em đây" in body
    page = desk.get(f"/conversations/{number}").text
    assert "Chào chú,\nem đây ạ" in page
    assert "Cán bộ ·" in page
    assert desk.get("/waiting/count").json == {"waiting": 0}


def test_a_double_click_answers_once(office):
    number = office.asks_for_a_human("one")
    desk = office.staff("sep")
    token = desk.token()
    for _ in range(2):
        desk.post(f"/conversations/{number}/reply", token, text="Chào chú")
    assert len(sent(office)) == 1
    office.clock.pass_by(minutes=1)
    desk.post(f"/conversations/{number}/reply", token, text="Chào chú")
    assert len(sent(office)) == 2


def test_an_empty_answer_is_not_sent(office):
    number = office.asks_for_a_human("one")
    answer = office.staff("sep").post(f"/conversations/{number}/reply", text=" \n ")
    assert answer.status_code == 422
    assert sent(office) == []


def zalo_waits(office):
    number = office.conversation("z", "zalo")

    def wait(session):
        session.get_one(Conversation, number).human = "waiting"
        session.get_one(Conversation, number).human_since = office.clock()

    office.database.write(wait)
    return number


def test_outside_the_platforms_window_nothing_is_sent_and_the_page_says_what_to_do(office):
    number = zalo_waits(office)
    office.clock.pass_by(hours=49)
    desk = office.staff("sep")
    page = desk.get(f"/conversations/{number}").text
    assert "quá 48 giờ" in page
    assert "<textarea" not in page
    answer = desk.post(f"/conversations/{number}/reply", text="Chào chú")
    assert answer.status_code == 422
    assert sent(office) == []


def test_what_was_typed_survives_a_window_that_closed_meanwhile(office):
    number = zalo_waits(office)
    desk = office.staff("sep")
    for count in range(8):
        desk.post(f"/conversations/{number}/reply", text=f"Tin {count}")

    def all_sent(session):
        for row in session.scalars(select(OutboxMessage)):
            row.status, row.parts_sent, row.sent_at = outbox.SENT, 1, office.clock()

    office.database.write(all_sent)
    answer = desk.post(f"/conversations/{number}/reply", text="Tin 9")
    assert answer.status_code == 422
    assert "Đã gửi đủ 8 tin" in answer.text


def test_somebody_who_blocked_us_is_not_written_to(office):
    number = office.asks_for_a_human("one")

    def block(session):
        session.get_one(Conversation, number).blocked_at = office.clock()

    office.database.write(block)
    assert "không nhận tin" in office.staff("sep").get(f"/conversations/{number}").text


def test_handed_back_the_bot_speaks_again_and_introduces_itself(office):
    number = office.asks_for_a_human("one", urgent=True)

    def remember(session):
        state = State().remembering(introduced=1.0, last={"topic": "what-is"})
        session.get_one(Conversation, number).state = state.to_json()

    office.database.write(remember)
    desk = office.staff("sep")
    assert desk.post(f"/conversations/{number}/hand-back").status_code == 302
    row = conversation(office, number)
    assert (row.human, row.human_since, row.human_reason, row.urgent) == (None, None, None, False)
    assert State.from_json(row.state).memory == {"last": {"topic": "what-is"}}
    assert desk.post(f"/conversations/{number}/hand-back").status_code == 404
    assert len(office.audit("handed-back")) == 1


def test_reading_a_conversation_is_in_the_audit_log(office):
    number = office.asks_for_a_human("one")
    desk = office.staff("sep")
    desk.get(f"/conversations/{number}")
    desk.get(f"/conversations/{number}/lines")
    assert len(office.audit("conversation-viewed")) == 1


def test_a_conversation_that_nobody_handed_over_is_closed_to_staff(office):
    number = office.says("one", "Chuyện riêng")
    for path in ("", "/lines"):
        assert office.staff("sep").get(f"/conversations/{number}{path}").status_code == 404


@pytest.mark.parametrize("text", ["", "Tin mới"])
def test_the_open_page_asks_for_what_is_new(office, text):
    number = office.asks_for_a_human("one", "Tin cũ")
    desk = office.staff("sep")
    before = desk.get(f"/conversations/{number}/lines").text
    if text:
        office.clock.now += timedelta(seconds=3)
        office.says("one", text)
    after = desk.get(f"/conversations/{number}/lines").text
    assert text in after
    assert "Tin cũ" in after
    assert (after != before) == bool(text)


def test_what_is_broken_is_said_to_the_office_only(office):
    def break_down(session):
        session.add(Alert(key="token", message="Token Zalo hết hạn", opened_at=office.clock()))

    office.database.write(break_down)
    assert "Token Zalo hết hạn" in office.staff("sep").get("/leads").text
    assert "Token Zalo" not in office.staff("hoa").get("/leads").text


def test_a_team_sees_who_waits_among_its_own_but_never_an_urgent_case(office):
    office.lead(person="one", ward="Phường Tân Thạnh")
    number = office.asks_for_a_human("one", "Cho hỏi chút")
    team = office.staff("hoa")
    assert team.get("/waiting/count").json == {"waiting": 1}
    assert team.get(f"/conversations/{number}").status_code == 200
    office.asks_for_a_human("one", "Người thu không đưa biên lai", urgent=True)
    assert team.get("/waiting/count").json == {"waiting": 0}
    assert team.get(f"/conversations/{number}").status_code == 404
    assert office.staff("sep").get(f"/conversations/{number}").status_code == 200


def test_a_complaint_stays_with_the_office_also_after_it_was_handed_back(office):
    code = office.lead(person="one", ward="Phường Tân Thạnh")
    office.clock.pass_by(minutes=1)
    number = office.asks_for_a_human("one", "Chị Lan tổ này không đưa biên lai", urgent=True)
    office.staff("sep").post(f"/conversations/{number}/hand-back")
    assert "không đưa biên lai" in office.staff("sep").get(f"/leads/{code}").text
    assert "không đưa biên lai" not in office.staff("hoa").get(f"/leads/{code}").text
