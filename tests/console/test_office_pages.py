"""Pages of the office and the administrator: questions, teams, accounts, the audit log."""

import re

import pytest
from sqlalchemy import select

from bot.storage.outreach import Team, User
from tests.console.office import PASSWORD


def test_a_team_is_made_and_gets_the_leads_of_its_places(office):
    desk = office.staff("sep")
    desk.post("/teams", code="an-phu", name="Tổ An Phú", wards="Phường An Phú\n\n Xã Tam Phú \n")
    office.lead(former_ward="Phường An Phú")
    with office.database.read() as session:
        team = session.scalars(select(Team).where(Team.code == "an-phu")).one()
    assert team.wards == ["Phường An Phú", "Xã Tam Phú"]
    page = desk.get("/teams").text
    assert re.search(r'Tổ An Phú.*?data-label="Khách" class="number">1<', page, re.DOTALL)
    desk.post(f"/teams/{team.id}", name="Tổ An Phú 2", wards="")
    assert "Tổ An Phú 2" in desk.get("/teams").text
    assert [entry.target for entry in office.audit("team-changed")] == ["an-phu"]


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [("tan-thanh", "Tên khác", "Đã có tổ"), ("", "Tên", "mã và tên"), ("demo-1", "T", "minh họa")],
)
def test_a_team_that_cannot_be_made_is_explained_with_what_was_typed(office, code, name, said):
    answer = office.staff("sep").post("/teams", code=code, name=name, wards="Phường X")
    assert answer.status_code == 422
    assert said in answer.text
    assert "Phường X</textarea>" in answer.text


def test_a_team_without_a_name_or_that_is_gone_is_explained(office):
    desk = office.staff("sep")
    assert desk.post("/teams/1", name=" ").status_code == 422
    assert desk.post("/teams/99", name="X").status_code == 422


def test_a_new_accounts_password_is_shown_once_and_works(office):
    desk = office.staff("sep")
    page = desk.post("/users", username="Lan", role="member", team="1", full_name="Lê Thị Lan").text
    password = re.search(r'class="secret number">([^<]+)<', page)[1]
    assert password not in desk.get("/users").text
    assert office.visitor().sign_in("lan", password).status_code == 302
    [entry] = office.audit("user-created")
    assert (entry.target, entry.detail) == ("lan", {"role": "member"})


@pytest.mark.parametrize(
    ("username", "role", "team", "said"),
    [
        ("hoa", "member", "1", "Đã có tài khoản"),
        ("lan", "member", "", "thuộc một tổ"),
        ("lan", "king", "", "Vai trò"),
        ("Lan Anh", "admin", "", "không dấu"),
    ],
)
def test_an_account_that_cannot_be_made_is_explained(office, username, role, team, said):
    answer = office.staff("sep").post("/users", username=username, role=role, team=team)
    assert answer.status_code == 422
    assert said in answer.text


def test_an_account_is_closed_and_opened_again(office):
    desk, hoa = office.staff("sep"), office.staff("hoa")
    desk.post("/users/2", do="disable")
    assert hoa.get("/leads").status_code == 302
    assert office.visitor().sign_in("hoa").status_code == 403
    assert "Đã đóng" in desk.get("/users").text
    desk.post("/users/2", do="enable")
    assert office.visitor().sign_in("hoa").status_code == 302


def test_a_new_password_opens_the_lock_and_ends_sessions(office):
    desk, hoa = office.staff("sep"), office.staff("hoa")
    for _ in range(5):
        office.visitor().sign_in("hoa", "wrong")
    assert office.visitor().sign_in("hoa", PASSWORD).status_code == 403
    assert "Tạm khóa" in desk.get("/users").text
    page = desk.post("/users/2", do="password").text
    password = re.search(r'class="secret number">([^<]+)<', page)[1]
    assert office.visitor().sign_in("hoa", password).status_code == 302
    assert hoa.get("/leads").status_code == 302


def test_the_last_administrator_stays(office):
    answer = office.staff("sep").post("/users/1", do="disable")
    assert answer.status_code == 422
    assert "quản trị cuối cùng" in answer.text
    with office.database.read() as session:
        assert session.get_one(User, 1).disabled_at is None


@pytest.mark.parametrize(("number", "do"), [(99, "disable"), (2, "promote")])
def test_what_cannot_be_done_to_an_account_is_not_found(office, number, do):
    assert office.staff("sep").post(f"/users/{number}", do=do).status_code == 404


def test_the_audit_log_says_who_did_what_and_can_be_narrowed(office):
    code = office.lead(former_ward="Phường Tân Thạnh")
    office.staff("hoa").get(f"/leads/{code}")
    desk = office.staff("sep")
    desk.post("/leads/export", format="csv", status="new")
    rows = re.findall(r'<td data-label="Việc">([^<]+)<', desk.get("/audit").text)
    assert rows == ["Xuất danh sách", "Đăng nhập", "Xem số điện thoại", "Đăng nhập"]
    text = desk.get("/audit?action=exported").text
    assert "dạng: csv; số khách: 1; bộ lọc: trạng thái: Mới" in text
    rows = re.findall(r'<td data-label="Ai">([^<]+)<', desk.get("/audit?user=hoa").text)
    assert rows == ["hoa", "hoa"]
    rows = re.findall(r'<td data-label="Việc">([^<]+)<', desk.get(f"/audit?target={code}").text)
    assert rows == ["Xem số điện thoại"]
    assert "Không có dòng nào" in desk.get("/audit?from=2026-11-25").text
    assert "Xem số điện thoại" in desk.get("/audit?from=2026-11-24&to=2026-11-24").text


def test_a_long_audit_log_has_pages(office):
    desk = office.staff("sep")
    for _ in range(101):
        desk.post("/leads/export", format="csv")
    first, second = desk.get("/audit").text, desk.get("/audit?page=2").text
    assert "Cũ hơn" in first
    assert "Mới hơn" in second
    assert "Đăng nhập" in second
