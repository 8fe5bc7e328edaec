"""Leaders invite members by a code that is scanned once; a lost phone of the team is signed out."""

import re

import pytest

PASSWORD = "mot-mat-khau-moi"


@pytest.fixture
def team(office):
    """The team of Hoa with its leader Trưởng; a campaign of the team that ends tomorrow."""
    office.user("truong", "leader", 1)
    campaign = {"code": "d1", "name": "Đợt 1", "rank_by": "count", "target-1": "15"}
    office.staff("sep").post("/campaigns", begins="2026-11-24", ends="2026-11-25", **campaign)
    return office


def invited(team, **more):
    """Invite as the leader does; give the path that the code opens."""
    page = team.staff("truong").post("/team/invitations", **more).text
    assert "<svg" in page
    return re.search(r"http://localhost/staff(/join/[\w-]+)<", page)[1]


def joins(team, path, name="Lê Thị Lan", password=PASSWORD):
    phone = team.visitor()
    token = re.search(r'csrf_token" value="([^"]+)"', phone.get(path).text)
    fields = {"full_name": name, "password": password}
    return phone, phone.post(path, token[1] if token else "", **fields)


def test_a_new_member_scans_types_a_name_and_a_password_and_is_in(team):
    path = invited(team)
    page = team.visitor().get(path).text
    assert "Mời vào Tổ tan-thanh" in page
    assert "Cán bộ truong mời anh/chị làm thành viên tổ" in page
    phone, answer = joins(team, path)
    said = phone.client.get(answer.headers["Location"]).text
    assert re.search(r'class="secret">lethilan<', said)
    code = team.lead(former_ward="Phường Tân Thạnh")
    assert phone.get(f"/leads/{code}").status_code == 200
    assert team.visitor().sign_in("lethilan", PASSWORD).status_code == 302
    assert "Lê Thị Lan" in team.staff("truong").get("/team").text
    assert [entry.target for entry in team.audit("invited")] == ["lời mời 1"]
    [used] = team.audit("invitation-used")
    assert (used.user_id, used.target, used.address) == (4, "lời mời 1", "127.0.0.1")


def test_an_invitation_works_once(team):
    path = invited(team)
    joins(team, path)
    phone, answer = joins(team, path, "Kẻ Lạ")
    assert answer.status_code == 410
    assert "đã được dùng" in answer.text
    assert phone.get("/leads").status_code == 302


def test_an_invitation_is_over_after_a_day(team):
    path = invited(team)
    team.clock.pass_by(hours=23, minutes=59)
    assert team.visitor().get(path).status_code == 200
    team.clock.pass_by(minutes=1)
    answer = team.visitor().get(path)
    assert answer.status_code == 410
    assert "hết hạn" in answer.text
    assert joins(team, path)[1].status_code == 410


def test_an_invitation_can_be_taken_back(team):
    path = invited(team)
    leader = team.staff("truong")
    assert "Lời mời số 1" in leader.get("/team").text
    leader.post("/team/invitations/1/revoke")
    assert "Lời mời số 1" not in leader.get("/team").text
    assert "rút lại" in team.visitor().get(path).text
    assert team.audit("invitation-revoked")


def test_no_other_leader_takes_it_back_and_none_that_was_used(team):
    team.user("phu", "leader", team.team("an-phu", "Phường An Phú"))
    path = invited(team)
    assert team.staff("phu").post("/team/invitations/1/revoke").status_code == 422
    joins(team, path)
    answer = team.staff("truong").post("/team/invitations/1/revoke")
    assert "đã được dùng" in answer.text


def test_invitations_of_a_leader_who_is_gone_do_not_work(team):
    path = invited(team)
    team.staff("sep").post("/users/3", do="disable")
    assert "rút lại" in team.visitor().get(path).text


def test_an_account_for_a_campaign_says_so_and_ends_with_it(team):
    path = invited(team, campaign="1")
    assert "dùng đến hết 25/11/2026" in team.visitor().get(path).text
    phone, _ = joins(team, path)
    assert phone.get("/leads").status_code == 200
    team.clock.pass_by(hours=40)
    answer = team.visitor().sign_in("lethilan", PASSWORD)
    assert "“Đợt 1” đã kết thúc" in answer.text


def test_an_invitation_to_a_campaign_is_over_with_it(team):
    team.clock.pass_by(hours=20)
    path = invited(team, campaign="1")
    team.clock.pass_by(hours=20)
    assert "đã kết thúc" in team.visitor().get(path).text


def test_a_campaign_of_another_team_cannot_be_chosen(team):
    team.staff("sep").post("/teams", code="khac", name="Tổ khác", wards="")
    campaign = {"code": "d2", "name": "Đợt 2", "rank_by": "count", "target-2": "15"}
    team.staff("sep").post("/campaigns", begins="2026-11-24", ends="2026-11-25", **campaign)
    leader = team.staff("truong")
    assert "Đợt 1" in leader.get("/team").text
    assert "Đợt 2" not in leader.get("/team").text
    assert leader.post("/team/invitations", campaign="2").status_code == 422


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [("Lê Thị Lan", "ngan", "10 ký tự"), (" ", PASSWORD, "họ tên")],
)
def test_what_does_not_fit_is_said_and_the_name_stays(team, name, password, said):
    path = invited(team)
    _, answer = joins(team, path, name, password)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{name}"' in answer.text
    assert joins(team, path)[1].status_code == 302


def test_people_of_one_name_get_names_of_their_own_to_sign_in_with(team):
    for expected in ("nguyenvanan", "nguyenvanan2", "nguyenvanan3"):
        phone, answer = joins(team, invited(team), "Nguyễn Văn An")
        assert f">{expected}<" in phone.client.get(answer.headers["Location"]).text


def test_the_link_is_not_in_the_table(team):
    key = invited(team).rpartition("/")[2]
    with team.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM invitations").all()
    assert rows
    assert key not in str(rows)


def test_a_leader_signs_out_a_lost_phone_of_the_own_team_only(team):
    team.user("la", "member", team.team("an-phu", "Phường An Phú"))
    hoa, leader = team.staff("hoa"), team.staff("truong")
    page = leader.get("/team").text
    assert "1 máy" in page
    number = re.search(r'name="session" value="(\d+)"', leader.get("/members/2").text)[1]
    assert leader.post("/members/2/end-sessions", session=number).status_code == 302
    assert hoa.get("/leads").status_code == 302
    assert [entry.target for entry in team.audit("sessions-ended")] == ["hoa"]
    for stranger in (1, 4, 99):
        assert leader.get(f"/members/{stranger}").status_code == 404
        assert leader.post(f"/members/{stranger}/end-sessions").status_code == 404


def test_an_administrator_signs_out_anybody(team):
    leader, boss = team.staff("truong"), team.staff("sep")
    assert "/staff/members/3" in boss.get("/users").text
    boss.post("/members/3/end-sessions")
    assert leader.get("/leads").status_code == 302
