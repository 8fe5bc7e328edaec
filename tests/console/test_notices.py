"""The account page: where one is told of leads, and that nobody sends to just any address."""

import re

import pytest
from sqlalchemy import select

from bot.conversation.effects import StaffLinkAsked
from bot.delivery.notices import Notices
from bot.push.keys import public_key, server_key
from bot.storage.models import OutboxMessage
from bot.storage.notices import PushDevice
from tests.console.office import START, OfficeAtWork
from tests.push.push_service import Browser, PushService


@pytest.fixture
def service():
    running = PushService(START)
    yield running
    running.close()


@pytest.fixture
def office(sqlite_database, service):
    opened = OfficeAtWork(
        sqlite_database,
        settings={
            "PUSH_SERVICES": (service.origin, "fcm.googleapis.com"),
            "ZALO_OA_ID": "111",
            "PUBLIC_URL": "https://bhxh.example.vn",
        },
    )
    service.server_key = public_key(server_key(sqlite_database, START))
    opened.user("sep")
    opened.user("hoa", "member", opened.team("tan-thanh", "Phường Tân Thạnh"))
    yield opened
    opened.close()


def devices(office):
    with office.database.read() as session:
        return session.scalars(select(PushDevice).order_by(PushDevice.id)).all()


def test_a_browser_is_added_tried_and_removed(office, service):
    desk, browser = office.staff("hoa"), service.subscribe()
    assert service.server_key in desk.get("/account").text
    answer = desk.client.post(
        "/staff/account/devices",
        data={"csrf_token": desk.token(), **browser.subscription},
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile"},
    )
    assert answer.status_code == 302
    assert "Chrome trên Android" in desk.get("/account").text
    desk.post("/account/notices/test")
    Notices(office.services).once()
    assert [push.shown["title"] for push in service.received] == ["Thông báo thử"]
    page = desk.get("/account").text
    assert "đã gửi" in page
    assert browser.endpoint not in page  # whoever has it can send
    (device,) = devices(office)
    office.staff("sep").post(f"/account/devices/{device.id}")
    assert devices(office), "somebody else removed it"
    desk.post(f"/account/devices/{device.id}")
    assert not devices(office)
    assert len(office.audit("notices-changed")) == 3


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("https://192.168.1.1/push", "không hỗ trợ"),
        ("http://fcm.googleapis.com/x", "không hỗ trợ"),
        ("https://fcm.googleapis.com.evil.example/x", "không hỗ trợ"),
        ("", "không hỗ trợ"),
    ],
)
def test_addresses_that_are_no_push_service_are_refused(office, endpoint, said):
    desk = office.staff("hoa")
    sent = Browser("https://fcm.googleapis.com/x").subscription | {"endpoint": endpoint}
    answer = desk.post("/account/devices", **sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert not devices(office)


def test_keys_that_are_none_are_refused(office):
    sent = Browser("https://fcm.googleapis.com/x").subscription | {"public_key": "AAAA"}
    answer = office.staff("hoa").post("/account/devices", **sent)
    assert answer.status_code == 422
    assert "Bật lại thông báo" in answer.text


def test_a_browser_that_another_person_signs_in_with_is_that_persons(office, service):
    browser = service.subscribe()
    for name in ("sep", "hoa"):
        office.staff(name).post("/account/devices", **browser.subscription)
    (device,) = devices(office)
    desk = office.staff("hoa")
    assert f"/account/devices/{device.id}" in desk.get("/account").text


def test_an_account_has_ten_devices_at_most(office, service):
    desk = office.staff("hoa")
    answers = [
        desk.post("/account/devices", **service.subscribe(f"d{number}").subscription).status_code
        for number in range(11)
    ]
    assert answers == [302] * 10 + [422]


def test_ending_all_sessions_ends_pushes_to_a_lost_phone(office, service):
    desk = office.staff("hoa")
    desk.post("/account/devices", **service.subscribe().subscription)
    desk.post("/account/end-sessions")
    assert not devices(office)


def test_the_code_on_the_page_links_the_conversation_and_a_test_arrives_there(office):
    desk = office.staff("hoa")
    page = desk.post("/account/notices/link").text
    code = re.search(r'id="link-code">(LK \d{4} \d{4})<', page)[1]
    assert "https://zalo.me/111" in page
    number = office.conversation("zalo hoa", "zalo")
    office.apply(number, StaffLinkAsked(code))
    Notices(office.services).once()
    with office.database.read() as session:
        row = session.scalars(select(OutboxMessage)).one()
        assert row.conversation_id == number
        assert "https://bhxh.example.vn/staff/account" in row.body
    assert "Đã liên kết Zalo" in desk.get("/account").text
    assert code not in desk.get("/account").text
    desk.post("/account/notices/unlink")
    assert "Đã liên kết" not in desk.get("/account").text


def test_one_chooses_how_to_be_told(office):
    desk = office.staff("hoa")
    assert desk.post("/account/notices", prefers="chat").status_code == 302
    assert re.search(r'value="chat" checked', desk.get("/account").text)
    answer = desk.post("/account/notices", prefers="pigeon")
    assert answer.status_code == 422
    assert "Chọn một cách" in answer.text


def test_the_page_of_a_lead_says_who_was_told(office, service):
    desk = office.staff("hoa")
    desk.post("/account/devices", **service.subscribe().subscription)
    code = office.lead(former_ward="Phường Tân Thạnh")
    assert "Đã báo cho ai" not in desk.get(f"/leads/{code}").text
    Notices(office.services).once()
    page = desk.get(f"/leads/{code}").text
    assert "Đã báo cho ai" in page
    assert "đã gửi qua thông báo trên máy" in page


def test_ending_the_session_of_a_lost_phone_ends_pushes_to_it_and_to_no_other(office, service):
    phone, desk = office.visitor(), office.staff("hoa")
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/140"
    phone.sign_in("hoa")
    phone.post("/account/devices", **service.subscribe("phone").subscription)
    desk.post("/account/devices", **service.subscribe("desk").subscription)
    office.clock.pass_by(days=1)
    service.now = office.clock()  # both are over; the phone is used again before it is lost
    phone.sign_in("hoa")
    desk.sign_in("hoa")
    page = desk.get("/account").text
    found = re.search(r"<span>Chrome trên Android<.*?name=\"session\" value=\"(\d+)\"", page, re.S)
    desk.post("/account/end-sessions", session=found[1])
    assert phone.get("/leads").status_code == 302
    (left,) = devices(office)
    assert left.endpoint.endswith("/desk")
    desk.post("/account/notices/test")
    Notices(office.services).once()
    assert [push.endpoint for push in service.received] == [left.endpoint]
