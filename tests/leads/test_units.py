"""The tree of units: where leads and teams hang, who sees what, and mergers that lose nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.leads import queries, scope, teams, unit_tree, units
from bot.leads.demo import add_demo, remove_demo
from bot.leads.errors import LeadsError, UnknownLeadError
from bot.leads.queries import LeadFilter
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.outreach import Lead, Team, User
from bot.storage.units import Unit
from tests.console.office import OfficeAtWork

PROVINCE = "Thành phố Đà Nẵng"
BAN_THACH, HOI_AN = "Phường Bàn Thạch", "Phường Hội An"


@pytest.fixture
def office(sqlite_database):
    """Two local offices with a ward each, and an officer in each."""
    opened = OfficeAtWork(sqlite_database)
    opened.tree()
    opened.user("sep")
    opened.user("tam-ky", "officer", unit_id=opened.unit("BHXH Tam Kỳ", BAN_THACH))
    opened.user("hoi-an", "officer", unit_id=opened.unit("BHXH Hội An", HOI_AN))
    yield opened
    opened.close()


def lead(office, name, ward, **more):
    phone = f"+8490500{len(name):04}"
    return office.lead(name, phone, ward=ward, province=PROVINCE, **more)


def seen_by(office, name, text=""):
    """The names of the leads that an account finds."""
    with office.database.read() as session:
        user = session.scalars(select(User).where(User.username == name)).one()
        found = queries.page_of(session, LeadFilter(text=text), Viewer.of(user))
        return sorted(lead.name for lead in found)


def unit_id(office, name):
    with office.database.read() as session:
        return session.scalars(select(Unit.id).where(Unit.name == name)).one()


def merge(office, name, into, on=None):
    now = office.clock()
    numbers = unit_id(office, name), unit_id(office, into)
    day = on or now.date()
    office.database.write(lambda session: units.merge(session, *numbers, day, now) and None)


def test_the_first_start_makes_the_root_and_hangs_what_is_there(sqlite_database):
    office = OfficeAtWork(sqlite_database)
    office.team("tan-thanh", "Phường Tân Thạnh")
    lead(office, "Bé", BAN_THACH)
    office.tree()
    office.tree()
    with office.database.read() as session:
        top = unit_tree.tree(session)
        assert (top.unit.name, top.leads) == (office.services.settings.office_name, 1)
        assert [node.unit.name for node in top.wards] == [BAN_THACH]
        tam_ky = Viewer(7, "officer", unit_id=top.wards[0].unit.id)
        assert [team.code for team in teams.all_teams(session, tam_ky)] == ["tan-thanh"]


def test_an_officer_sees_the_own_subtree_and_who_has_no_unit_or_the_root_sees_all(office):
    lead(office, "Bé", BAN_THACH)
    lead(office, "Lan Anh", HOI_AN)
    lead(office, "Không Rõ Nơi", "")
    office.lead("Người Huế", "+84905009999", ward="Phường Phú Xuân", province="Thành phố Huế")
    office.user("goc", "officer", unit_id=unit_id(office, office.services.settings.office_name))
    assert seen_by(office, "tam-ky") == ["Bé"]
    assert seen_by(office, "hoi-an") == ["Lan Anh"]
    everybody = ["Bé", "Không Rõ Nơi", "Lan Anh", "Người Huế"]
    assert seen_by(office, "sep") == seen_by(office, "goc") == everybody


def test_an_officer_of_a_hamlets_ward_sees_the_hamlets_leads(office):
    now = office.clock()

    def enter(session):
        ward = units.ward_for(session, BAN_THACH, PROVINCE, now)
        units.add_hamlet(session, ward, "Khối phố 3", now)

    office.database.write(enter)
    code = lead(office, "Bé", BAN_THACH, hamlet="kp 3")
    with office.database.read() as session:
        kept = session.scalars(select(Lead).where(Lead.code == code)).one()
        assert (kept.unit.level, kept.unit.name) == ("hamlet", "Khối phố 3")
    assert seen_by(office, "tam-ky") == ["Bé"]


def test_a_lead_of_another_unit_looks_like_one_that_is_not_there(office):
    code = lead(office, "Bé", BAN_THACH)
    desk = office.staff("hoi-an")
    assert desk.get(f"/leads/{code}").status_code == 404
    assert desk.post(f"/leads/{code}/follow-up", status="contacted").status_code == 404
    with office.database.read() as session, pytest.raises(UnknownLeadError):
        queries.find_lead(session, code, Viewer(9, "officer", unit_id=unit_id(office, HOI_AN)))


def test_what_an_officer_writes_down_for_elsewhere_goes_there(office):
    answer = office.staff("hoi-an").post(
        "/entry", name="Bé", phone="0905123456", place=BAN_THACH, consent="1", entry_id="a" * 10
    )
    assert "elsewhere" in answer.headers["Location"]
    assert seen_by(office, "tam-ky") == ["Bé"]
    assert seen_by(office, "hoi-an") == []


def test_what_an_officer_writes_down_without_a_known_place_is_of_the_own_unit(office):
    office.staff("hoi-an").post(
        "/entry", name="Bé", phone="0905123456", place="gần chợ", consent="1", entry_id="a" * 10
    )
    assert seen_by(office, "hoi-an") == ["Bé"]


def test_a_ward_put_under_another_office_takes_its_leads_along(office):
    lead(office, "Bé", BAN_THACH)
    number = unit_id(office, "BHXH Hội An")
    office.staff("sep").post(f"/units/{number}", name="BHXH Hội An", wards=BAN_THACH)
    assert seen_by(office, "hoi-an") == ["Bé"]
    assert seen_by(office, "tam-ky") == []


def test_merged_wards_are_one_for_the_eyes_and_found_by_both_names(office):
    office.user("xa", "officer", unit_id=unit_id(office, BAN_THACH))
    code = lead(office, "Bé", BAN_THACH)
    lead(office, "Lan Anh", HOI_AN)
    merge(office, BAN_THACH, HOI_AN, date(2026, 11, 1))
    both = ["Bé", "Lan Anh"]
    assert seen_by(office, "hoi-an") == both
    assert seen_by(office, "xa") == both  # the officer of the ward that ended
    assert seen_by(office, "tam-ky") == []
    assert seen_by(office, "sep", "ban thach") == ["Bé"]
    assert seen_by(office, "sep", "hội an") == both
    page = office.staff("hoi-an").get(f"/leads/{code}").text
    assert "Phường Hội An" in page
    assert "Trước 01/11/2026: Phường Bàn Thạch" in page
    with office.database.read() as session:
        kept = session.scalars(select(Lead).where(Lead.code == code)).one()
        assert kept.unit.name == BAN_THACH  # who was where stays


def test_a_lead_that_names_a_merged_ward_belongs_to_the_new_one(office):
    merge(office, BAN_THACH, HOI_AN)
    code = lead(office, "Bé", BAN_THACH)
    with office.database.read() as session:
        kept = session.scalars(select(Lead).where(Lead.code == code)).one()
        assert (kept.ward, kept.former_ward, kept.unit.name) == (HOI_AN, BAN_THACH, HOI_AN)
    assert seen_by(office, "sep", "hoi an") == seen_by(office, "sep", "ban thach") == ["Bé"]


def test_a_ward_that_only_the_tree_knows_is_heard_in_a_place(office):
    now = office.clock()

    def found(session):
        beside = units.find_unit(session, unit_id(office, BAN_THACH))
        units.new_ward(session, "Phường Mới Tinh", beside, now)

    office.database.write(found)
    office.lead("Bé", "+84905001111", place="khối phố 3, phường mới tinh")
    assert seen_by(office, "tam-ky", "mới tinh") == ["Bé"]


def test_the_illustrative_leads_hang_in_the_tree_too(sqlite_database):
    office = OfficeAtWork(sqlite_database)
    sqlite_database.write(lambda session: add_demo(session, office.clock()))
    office.tree()
    with sqlite_database.read() as session:
        assert unit_tree.tree(session).leads == 12
    sqlite_database.write(remove_demo)
    with sqlite_database.read() as session:
        assert unit_tree.tree(session).leads == 0


def test_merged_offices_bring_wards_teams_and_officers_together(office):
    office.team("tan-thanh", BAN_THACH)
    lead(office, "Bé", BAN_THACH)
    merge(office, "BHXH Tam Kỳ", "BHXH Hội An")
    assert seen_by(office, "hoi-an") == seen_by(office, "tam-ky") == ["Bé"]
    with office.database.read() as session:
        hoi_an = session.scalars(select(User).where(User.username == "hoi-an")).one()
        assert [team.code for team in teams.all_teams(session, Viewer.of(hoi_an))] == ["tan-thanh"]


def test_the_page_merges_into_a_ward_that_a_resolution_just_made(office):
    lead(office, "Bé", BAN_THACH)
    desk = office.staff("sep")
    answer = desk.post(
        "/units/merge", unit=unit_id(office, BAN_THACH), new_ward="Phường Mới Tinh", on="2026-11-24"
    )
    assert answer.status_code == 302
    page = desk.get("/units").text
    assert "Phường Mới Tinh" in page
    assert "Đã sáp nhập" in page
    assert seen_by(office, "tam-ky", "moi tinh") == ["Bé"]  # under the same office
    [entry] = office.audit("units-merged")
    assert (entry.target, entry.detail["into"]) == (BAN_THACH, "Phường Mới Tinh")


@pytest.mark.parametrize(
    ("name", "into", "days", "said"),
    [
        (BAN_THACH, BAN_THACH, 0, "khác nhau"),
        (BAN_THACH, "BHXH Hội An", 0, "cùng cấp"),
        (BAN_THACH, HOI_AN, 1, "hôm nay hoặc"),
    ],
)
def test_a_merger_that_cannot_be_is_explained(office, name, into, days, said):
    on = office.clock().date() + timedelta(days=days)
    with pytest.raises(LeadsError, match=said):
        merge(office, name, into, on)


def test_a_ward_that_is_not_there_is_explained_with_what_was_typed(office):
    answer = office.staff("sep").post("/units", name="BHXH Mới", wards="Phường Không Có")
    assert answer.status_code == 422
    assert "Không có xã/phường" in answer.text
    assert "Phường Không Có</textarea>" in answer.text
    assert "BHXH Mới" not in office.staff("sep").get("/units").text


def test_an_officer_gives_leads_only_to_the_own_units_teams(office):
    office.team("tan-thanh", BAN_THACH)
    office.team("hoi-an", HOI_AN)
    code = lead(office, "Bé", BAN_THACH)
    desk = office.staff("tam-ky")
    page = desk.get(f"/leads/{code}").text
    assert "Tổ tan-thanh" in page
    assert "Tổ hoi-an" not in page
    assert desk.post(f"/leads/{code}/team", to="team:2").status_code == 422


def test_heads_of_hamlets_are_for_the_own_unit(office):
    head = {"name": "Khối phố 3", "head": "Ông Bảy", "phone": "0905111222"}
    desk = office.staff("tam-ky")
    assert desk.post("/neighbourhoods", ward=BAN_THACH, **head).status_code == 302
    assert desk.post("/neighbourhoods", ward=HOI_AN, **head).status_code == 422
    assert "Ông Bảy" in desk.get("/neighbourhoods").text
    other = office.staff("hoi-an")
    assert "Ông Bảy" not in other.get("/neighbourhoods").text
    assert other.post("/neighbourhoods", remove="1").status_code == 422


def test_the_scope_is_one_query_however_large_the_tree(office):
    viewer = Viewer(3, "officer", unit_id=unit_id(office, "BHXH Tam Kỳ"))
    with office.database.read() as session:
        found = session.scalars(select(Unit.name).where(scope.units(viewer)).order_by(Unit.id))
        assert found.all() == ["BHXH Tam Kỳ", BAN_THACH]
        assert session.scalars(select(Team).where(scope.teams(COMMAND_LINE))).all() == []
