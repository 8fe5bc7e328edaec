"""Collecting organisations: each sees its own; the bot knows their collectors."""

import csv
import re
from io import StringIO

import pytest
from sqlalchemy import select

from bot.console.door.entry import new_id
from bot.directory.store import load
from bot.storage.outreach import User
from tests.console.office import OfficeAtWork

WARD = {"ward": "Phường Bàn Thạch", "province": "Thành phố Đà Nẵng"}


@pytest.fixture
def office(sqlite_database):
    """The post and Viettel, a team and a leader each, in one ward and one campaign."""
    opened = OfficeAtWork(sqlite_database)
    opened.tree()
    opened.user("sep")
    for code, name in (("post", "Bưu điện"), ("viettel", "Viettel")):
        team = opened.team(code, f"Thôn {code}")
        opened.organisation(name, team)
        opened.user(f"{code}-1", "leader", team)
    opened.lead("Khách Bưu Điện", "+84905000001", hamlet="Thôn post", **WARD)
    opened.lead("Khách Viettel", "+84905000002", hamlet="Thôn viettel", **WARD)
    targets = {"target-1": "15", "target-2": "15", "rank_by": "count"}
    days = {"begins": "2026-11-20", "ends": "2026-11-30"}
    opened.staff("sep").post("/campaigns", code="dot-1", name="Đợt 1", **days, **targets)
    yield opened
    opened.close()


def collector(office, name="thu", card="BD-0123", organisation="1", **more):
    more = {"role": "collector", "full_name": "Nguyễn Thị Mẫu", **more}
    return office.staff("sep").post(
        "/users", username=name, card=card, organisation=organisation, **more
    )


def roster(office):
    with office.database.read() as session:
        return [
            (one.name, one.card, one.organisation)
            for one in load(session, office.clock()).collectors
        ]


def test_an_organisation_sees_only_its_own_leads_and_exports(office):
    desk = office.staff("post-1")
    page = desk.get("/leads").text
    assert "Khách Bưu Điện" in page
    assert "Viettel" not in page
    answer = desk.post("/leads/export", format="csv")
    rows = list(csv.DictReader(StringIO(answer.text.lstrip("\ufeff"))))
    assert [row["Họ và tên"] for row in rows] == ["Khách Bưu Điện"]
    assert "Khách Viettel" not in desk.search("Khách").text
    assert desk.get("/leads/KH-000002").status_code == 404
    assert "Khách Viettel" not in desk.get("/visits?team=2").text


def test_pick_lists_and_the_own_team_name_nobody_of_another_organisation(office):
    desk = office.staff("post-1")
    for path in ("/leads", "/leads/KH-000001", "/visits", "/links", "/entry", "/team"):
        text = desk.get(path).text
        assert "Cán bộ viettel-1" not in text, path
        assert "Tổ viettel" not in text, path
    assert desk.post("/leads/KH-000001/team", to="team:2").status_code == 422
    assert desk.post("/leads/KH-000001/team", to="user:3").status_code == 422


def test_of_another_organisation_the_leaderboard_shows_what_the_wall_shows(office):
    viettel, sep = office.staff("viettel-1"), office.staff("sep")
    viettel.post("/campaigns/dot-1/joins", team=2, kind="new", receipt="V1", entry_id="e" * 12)
    viettel.post("/campaigns/dot-1/joins", entry_id=new_id(), team=2, kind="renewed", receipt="V2")
    sep.post("/campaigns/dot-1/joins/2", do="confirm", kind="renewed", receipt="V2")
    own = viettel.get("/campaigns/dot-1").text
    assert "biên lai V1" in own
    page = office.staff("post-1").get("/campaigns/dot-1").text
    assert "Tổ viettel" in page
    assert "V1" not in page
    row = page[page.index(">Tổ viettel<") :]
    row = row[: row.index("</tr>")]
    assert re.search(r'"Tổ báo"[^>]*>–<', row)
    assert re.search(r'"Đóng lại, chuyển đến"[^>]*>–<', row)
    assert (
        office.staff("post-1").post("/campaigns/dot-1/joins", entry_id=new_id(), team=2).status_code
        == 422
    )


def test_a_campaign_without_the_own_teams_is_not_there(office):
    days = {"begins": "2026-11-20", "ends": "2026-11-30", "rank_by": "count"}
    office.staff("sep").post("/campaigns", code="rieng", name="Riêng", **days, **{"target-2": "9"})
    desk = office.staff("post-1")
    assert "Riêng" not in desk.get("/campaigns").text
    assert desk.get("/campaigns/rieng/wall").status_code == 404


def test_a_collector_is_known_at_the_door_until_the_account_closes(office):
    assert collector(office).status_code == 200
    assert roster(office) == [("Nguyễn Thị Mẫu", "BD-0123", "Bưu điện")]
    number = len(list_of_users(office))
    office.staff("sep").post(f"/users/{number}", do="disable")
    assert roster(office) == []


def test_a_collector_of_a_campaign_is_known_at_the_door_until_it_is_over(office):
    office.clock.pass_by(days=-1)
    collector(office, campaign="dot-1")
    assert roster(office) == [("Nguyễn Thị Mẫu", "BD-0123", "Bưu điện")]
    office.clock.pass_by(days=8)
    assert roster(office) == []
    assert "Nguyễn Thị Mẫu" not in office.staff("sep").get("/organisations").text


def list_of_users(office):
    with office.database.read() as session:
        return session.scalars(select(User)).all()


def test_a_collector_without_a_team_sees_what_was_given_to_them_alone(office):
    collector(office)
    number = len(list_of_users(office))
    sep = office.staff("sep")
    assert sep.post("/leads/KH-000001/team", to=f"user:{number}").status_code == 302
    with office.database.read() as session:
        user = session.get_one(User, number)
        assert (user.team_id, user.organisation_id) == (None, 1)
    office.user("nv", "collector", organisation_id=1, card="BD-9")
    desk = office.staff("nv")
    assert "Khách" not in desk.get("/leads").text.replace("Khách quan tâm", "")
    sep.post("/leads/KH-000001/team", to=f"user:{number + 1}")
    assert desk.get("/leads/KH-000001").status_code == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"organisation": ""}, "tổ chức dịch vụ thu"),
        ({"card": ""}, "số thẻ"),
        ({"card": "bd 0007"}, "đã có ở một tài khoản khác"),
        ({"organisation": "1", "team": "2"}, "không thuộc tổ chức đã chọn"),
        ({"organisation": "1:1"}, "Điểm thu này không thuộc"),
        ({"unit": "1"}, "Chỉ cán bộ BHXH thuộc một đơn vị"),
    ],
)
def test_a_collector_that_cannot_be_is_explained(office, more, said):
    collector(office, name="mot", card="BD-0007", full_name="Trần Một")
    second = office.staff("sep").post("/organisations/2", name="Viettel", point="Viettel Hội An")
    assert second.status_code == 302
    answer = collector(office, **more)
    assert answer.status_code == 422
    assert said in answer.text


def test_points_and_names_of_organisations_are_kept(office):
    sep = office.staff("sep")
    sep.post("/organisations/1", name="Bưu điện Đà Nẵng", point="Bưu điện Tam Kỳ")
    page = sep.get("/organisations").text
    assert "Bưu điện Đà Nẵng" in page
    assert "Bưu điện Tam Kỳ" in page
    answer = sep.post("/organisations", name="bưu điện đà nẵng")
    assert answer.status_code == 422
    assert "Đã có tổ chức" in answer.text


def test_an_account_moves_to_another_unit_at_once(office):
    office.user("can-bo", "officer")
    desk, sep = office.staff("can-bo"), office.staff("sep")
    assert "Khách Bưu Điện" in desk.get("/leads").text
    unit = office.unit("BHXH Hội An", "Phường Hội An")
    number = len(list_of_users(office))
    assert sep.post(f"/users/{number}/place", unit=unit).status_code == 200
    assert "Khách Bưu Điện" not in desk.get("/leads").text
    assert desk.get("/questions").status_code == 404
