"""Before a visit the person hears who comes; where no message can go, staff are asked to phone."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.delivery.drain import Drain
from bot.leads.snapshot import snapshot
from bot.storage.models import Conversation, OutboxMessage
from bot.storage.outreach import LeadEvent, User
from bot.storage.units import Organisation

DAY = "2026-11-28"


@pytest.fixture
def sep(office):
    return office.staff("sep")


@pytest.fixture
def lan(office):
    """A collector of the post office with a card."""
    number = office.user("lan", "member", 1)

    def change(session):
        post = Organisation(name="Bưu điện Tam Kỳ", created_at=office.clock())
        session.add(post)
        session.flush()
        values = {"full_name": "Nguyễn Thị Lan", "organisation_id": post.id, "card": "DN-0123"}
        session.execute(update(User).where(User.id == number).values(**values))

    office.database.write(change)
    return number


def agreed(sep, code, day=DAY, **more):
    answer = sep.post(f"/leads/{code}/follow-up", status="visit-agreed", next_step_on=day, **more)
    assert answer.status_code == 302
    return sep.get(f"/leads/{code}").text


def given(sep, code, number):
    assert sep.post(f"/leads/{code}/team", to=f"user:{number}").status_code == 302


def messages(office):
    with office.database.read() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        return [json.loads(row.body)["text"] for row in rows]


def sent(office):
    """Let the outbox go out."""
    office.clock.pass_by(seconds=1)
    with office.database.read() as session:
        numbers = session.scalars(select(Conversation.id)).all()
    for number in numbers:
        Drain(office.services).run(number)


def change(office, **values):
    office.database.write(lambda s: s.execute(update(Conversation).values(**values)) and None)


def test_a_visit_with_a_day_and_a_person_is_told_in_the_conversation(office, sep, lan):
    code = office.lead("Trần Văn Thử")
    given(sep, code, lan)
    page = agreed(sep, code)
    (said,) = messages(office)
    assert "Nguyễn Thị Lan, Bưu điện Tam Kỳ, thẻ số DN-0123 sẽ tới gặp Trần Văn Thử" in said
    assert "ngày 28/11/2026" in said
    assert "biên lai" in said
    assert "1900 9068" in said
    assert "Đang gửi tin báo" in page
    with office.database.read() as session:
        texts = session.scalars(select(LeadEvent.text)).all()
    assert any("Báo người dân: Nguyễn Thị Lan" in text for text in texts)


def test_when_it_was_sent_the_page_says_so(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    sent(office)
    assert "Đã nhắn báo người dân ai sẽ tới" in sep.get(f"/leads/{code}").text


def test_it_is_told_once_and_again_only_when_something_changed(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    agreed(sep, code, note="gọi trước khi tới")
    assert len(messages(office)) == 1
    agreed(sep, code, day="2026-11-29")
    first, second = messages(office)
    assert not first.startswith("Lịch hẹn có thay đổi")
    assert second.startswith("Lịch hẹn có thay đổi. ")
    assert "29/11/2026" in second


def test_who_is_given_the_visit_later_is_told_then(office, sep, lan):
    code = office.lead()
    assert "khách chưa giao cho ai" in agreed(sep, code)
    assert messages(office) == []
    given(sep, code, lan)
    assert len(messages(office)) == 1


def test_a_visit_without_a_day_asks_for_it(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    assert "hẹn gặp mà chưa có ngày" in agreed(sep, code, day="")
    assert messages(office) == []


def test_a_person_who_wants_no_messages_is_to_be_phoned(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    change(office, stopped_at=office.clock())
    page = agreed(sep, code)
    assert "đã xin dừng nhận tin" in page
    assert "Hãy gọi điện báo: Nguyễn Thị Lan, Bưu điện Tam Kỳ, thẻ số DN-0123" in page
    assert messages(office) == []


def test_outside_the_platforms_window_staff_are_asked_to_phone(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    long_ago = office.clock() - timedelta(hours=60)
    change(office, channel="zalo", last_inbound_at=long_ago)
    page = agreed(sep, code)
    assert "Đã quá 48 giờ" in page
    assert "Hãy gọi điện báo" in page
    assert messages(office) == []


def test_a_visit_noted_at_the_door_is_told_as_well(office, lan):
    desk = office.staff("lan")
    code = office.lead(ward="Phường Tân Thạnh")
    given(office.staff("sep"), code, lan)
    page = desk.get("/visits").text
    number = page.split('name="entry_id" value="')[1].split('"')[0]
    answer = desk.post(f"/visits/{code}", entry_id=number, status="visit-agreed", next_step_on=DAY)
    assert answer.status_code == 302
    assert len(messages(office)) == 1


def test_the_assistant_knows_of_the_visit_when_the_person_asks(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    with office.database.read() as session:
        conversation = session.scalars(select(Conversation)).one()
        [visit] = snapshot(session, conversation).visits
    assert (visit.name, visit.organisation) == ("Nguyễn Thị Lan", "Bưu điện Tam Kỳ")
    assert (visit.card, visit.day.isoformat()) == ("DN-0123", DAY)


def saved(sep, code, **form):
    assert sep.post(f"/leads/{code}/follow-up", **form).status_code == 302
    return sep.get(f"/leads/{code}").text


def test_who_was_told_of_a_visit_hears_that_nobody_comes(office, sep, lan):
    code = office.lead("Trần Văn Thử")
    given(sep, code, lan)
    agreed(sep, code)
    page = saved(sep, code, status="later", next_step_on="2026-12-15")
    _, said = messages(office)
    assert "ngày 28/11/2026 không còn nữa" in said
    assert "Nguyễn Thị Lan, Bưu điện Tam Kỳ, thẻ số DN-0123 không tới như đã hẹn" in said
    assert "1900 9068" in said
    assert "Đang gửi tin báo người dân không ai tới nữa" in page
    sent(office)
    assert "Đã nhắn báo người dân không ai tới nữa, lúc" in sep.get(f"/leads/{code}").text
    page = saved(sep, code, status="later", next_step_on="2026-12-15", note="đã gọi, hẹn lại")
    assert "không ai tới nữa, lúc" not in page
    assert len(messages(office)) == 2


@pytest.mark.parametrize(
    "form", [{"status": "visit-agreed"}, {"status": "declined"}, {"status": "contacted"}]
)
def test_a_visit_is_off_without_a_day_and_with_another_status(office, sep, lan, form):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    saved(sep, code, **form)
    assert "không còn nữa" in messages(office)[-1]


def test_a_visit_that_is_given_to_nobody_is_off_until_somebody_has_it(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    assert sep.post(f"/leads/{code}/team", to="team:1").status_code == 302
    page = sep.get(f"/leads/{code}").text
    assert "không ai tới nữa" in page
    assert "khách chưa giao cho ai" in page
    given(sep, code, lan)
    first, off, again = messages(office)
    assert "không còn nữa" in off
    assert again == first


def test_who_cannot_be_written_to_is_to_be_phoned_when_a_visit_is_off(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    change(office, channel="zalo", last_inbound_at=office.clock() - timedelta(hours=60))
    page = saved(sep, code, status="contacted")
    assert "Đã quá 48 giờ" in page
    assert "Hãy gọi điện báo: Nguyễn Thị Lan, Bưu điện Tam Kỳ, thẻ số DN-0123 không tới" in page
    assert len(messages(office)) == 1


def test_what_waits_for_the_person_to_write_is_not_said_once_it_is_not_true(office, sep, lan):
    code = office.lead()
    given(sep, code, lan)
    agreed(sep, code)
    office.database.write(lambda s: s.execute(update(OutboxMessage).values(status="held")) and None)
    change(office, stopped_at=office.clock())
    assert "đã xin dừng nhận tin" in saved(sep, code, status="contacted")
    with office.database.read() as session:
        assert session.scalars(select(OutboxMessage.status)).all() == ["dropped"]


def test_what_a_visit_came_to_is_no_news_to_who_was_visited(office, sep, lan):
    today = office.clock().date().isoformat()
    code = office.lead(ward="Phường Tân Thạnh")
    given(sep, code, lan)
    agreed(sep, code, day=today)
    saved(sep, code, status="joined", joined_on=today, receipt="BL-1")
    assert len(messages(office)) == 1


def test_what_is_noted_at_the_door_is_no_news_to_who_was_visited(office, sep, lan):
    desk = office.staff("lan")
    code = office.lead(ward="Phường Tân Thạnh")
    given(sep, code, lan)
    agreed(sep, code, day=office.clock().date().isoformat())
    number = desk.get("/visits").text.split('name="entry_id" value="')[1].split('"')[0]
    form = {"entry_id": number, "status": "later", "next_step_on": "2026-12-15"}
    assert desk.post(f"/visits/{code}", **form).status_code == 302
    assert len(messages(office)) == 1
