"""Sessions of staff: seen as a list, ended with one tap; required codes; accounts of a campaign."""

import re

import pyotp
import pytest

from bot.console.devices import device_of
from tests.console.office import PASSWORD, OfficeAtWork

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/1"


def signed_in(office, name, device):
    desk = office.visitor()
    desk.client.environ_base["HTTP_USER_AGENT"] = device
    assert desk.sign_in(name).status_code == 302
    return desk


def listed(page):
    """Give the devices of a page's list with the number of each session."""
    found = re.findall(r"<span>([^<]+ trên [^<]+)<.*?name=\"session\" value=\"(\d+)\"", page, re.S)
    return {name.strip(): number for name, number in found}


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (PHONE, "Chrome trên Android"),
        (DESK, "Edge trên Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1",
            "Safari trên iPhone",
        ),
        (f"{PHONE} Zalo android/2409", "Zalo trên Android"),
        ("", "Trình duyệt khác trên máy khác"),
    ],
)
def test_a_browser_has_a_name_in_words(agent, said):
    assert device_of(agent) == said


def test_a_lost_phone_is_signed_out_from_the_desk_with_one_tap(office):
    phone, desk = signed_in(office, "hoa", PHONE), signed_in(office, "hoa", DESK)
    page = desk.get("/account").text
    sessions = listed(page)
    assert list(sessions) == ["Edge trên Windows", "Chrome trên Android"]
    assert "Edge trên Windows <strong>(máy này)" in page
    desk.post("/account/end-sessions", session=sessions["Chrome trên Android"])
    assert phone.get("/leads").status_code == 302
    assert desk.get("/leads").status_code == 200
    assert list(listed(desk.get("/account").text)) == ["Edge trên Windows"]
    [entry] = office.audit("sessions-ended")
    assert (entry.target, entry.detail) == ("hoa", {"sessions": 1})


def test_all_sessions_end_at_once_this_one_too(office):
    phone, desk = signed_in(office, "hoa", PHONE), signed_in(office, "hoa", DESK)
    answer = desk.post("/account/end-sessions")
    assert answer.headers["Location"].startswith("/staff/sign-in")
    assert phone.get("/leads").status_code == 302
    assert desk.get("/leads").status_code == 302


@pytest.mark.parametrize("number", ["1", "99", "x", "-1"])
def test_nobody_ends_a_session_that_is_not_theirs_by_its_number(office, number):
    boss, hoa = office.staff("sep"), office.staff("hoa")
    assert hoa.post("/account/end-sessions", session=number).status_code in (302, 404)
    assert boss.get("/leads").status_code == 200
    assert hoa.get("/leads").status_code == 200


def test_the_last_click_is_kept_to_the_minute(office):
    desk = office.staff("hoa")
    office.clock.pass_by(minutes=42)
    desk.get("/leads")
    assert "Dùng lần cuối 09:42 24/11/2026, đăng nhập 09:00 24/11/2026" in desk.get("/account").text


@pytest.fixture
def strict(sqlite_database):
    """An office that asks its administrators for codes."""
    opened = OfficeAtWork(sqlite_database, settings={"ADMIN_TOTP": "required"})
    opened.user("sep")
    opened.user("hoa", "member", opened.team("tan-thanh"))
    return opened


def test_an_administrator_must_set_up_a_code_before_anything_else(strict):
    desk = strict.staff("sep")
    for path in ("/", "/leads", "/users", "/audit", "/door/state"):
        assert desk.get(path).headers["Location"] == "/staff/account#second-factor"
    answer = desk.post("/users", username="lan", role="officer")
    assert answer.headers["Location"] == "/staff/account#second-factor"
    assert not [entry for entry in strict.audit("user-created") if entry.target == "lan"]
    assert "phải có mã xác thực" in desk.get("/account").text
    desk.post("/account/second-factor")
    app = pyotp.TOTP(re.search(r"<code>([A-Z2-7]{32})</code>", desk.get("/account").text)[1])
    desk.post("/account/second-factor/on", code=app.at(strict.clock()))
    assert desk.get("/users").status_code == 200
    strict.clock.pass_by(seconds=90)
    answer = desk.post("/account/second-factor/off", code=app.at(strict.clock()))
    assert answer.status_code == 422
    assert "phải có mã xác thực" in answer.text


def test_others_need_no_code_where_administrators_do(strict):
    assert strict.staff("hoa").get("/leads").status_code == 200


def test_signing_out_works_without_the_code(strict):
    desk = strict.staff("sep")
    assert desk.post("/sign-out").headers["Location"] == "/staff/sign-in"


def test_an_account_of_a_campaign_is_out_when_it_is_over_and_is_told_so_kindly(office):
    boss = office.staff("sep")
    campaign = {"code": "d1", "name": "Đợt 1", "rank_by": "count", "target-1": "15"}
    boss.post("/campaigns", begins="2026-11-24", ends="2026-11-24", **campaign)
    boss.post("/users", username="lan", role="member", team="1", campaign="d1")
    page = boss.get("/users").text
    assert "đến hết 24/11/2026" in page
    password = re.search(r'secret number">([^<]+)<', boss.post("/users/3", do="password").text)[1]
    code = office.lead(former_ward="Phường Tân Thạnh")
    assert 'value="user:3"' in boss.get(f"/leads/{code}").text
    lan = office.visitor()
    assert lan.sign_in("lan", password).status_code == 302
    office.clock.pass_by(hours=7)
    lan.get("/leads")
    office.clock.pass_by(hours=7, minutes=59)
    assert lan.get("/leads").status_code == 200
    office.clock.pass_by(minutes=1)
    said = lan.client.get(lan.get("/leads").headers["Location"]).text
    assert "Đợt vận động đã kết thúc" in said
    assert "Cảm ơn" in said
    answer = office.visitor().sign_in("lan", password)
    assert answer.status_code == 403
    assert "“Đợt 1” đã kết thúc ngày 24/11/2026" in answer.text
    assert office.visitor().sign_in("lan", PASSWORD).status_code == 403
    assert 'value="user:3"' not in office.staff("sep").get(f"/leads/{code}").text
