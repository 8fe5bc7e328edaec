"""The visit list: who is on it, in which order, and results entered on the spot."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.leads.calendar import day_of
from bot.leads.neighbourhoods import key
from bot.storage.outreach import Lead
from tests.console.office import START

JSON = {"Accept": "application/json"}
TODAY = day_of(START)
HERE = {"former_ward": "Phường Tân Thạnh", "ward": "Phường Bàn Thạch"}


def change(office, code, **values):
    def apply(session):
        lead = session.scalar(select(Lead).where(Lead.code == code))
        for name, value in values.items():
            setattr(lead, name, value)

    office.database.write(apply)


def lead_of(office, code):
    with office.database.read() as session:
        return session.scalar(select(Lead).where(Lead.code == code))


def names(answer):
    return re.findall(r"<h3><a [^>]*>([^<]+)</a>", answer.text)


def result(desk, code, entry="entry-0001", **fields):
    fields = {"csrf_token": desk.token(), "entry_id": entry, "status": "contacted", **fields}
    return desk.client.post(f"/staff/visits/{code}", data=fields, headers=JSON)


def test_due_overdue_and_new_leads_are_on_the_list_and_no_others(office):
    new = office.lead("Mới", "+84905000001", **HERE)
    late, today, ahead, over = (
        office.lead(name, f"+8490500001{number}", **HERE)
        for number, name in enumerate(("Trễ", "Nay", "Mai", "Xong"))
    )
    change(office, late, status="later", next_step_on=TODAY - timedelta(days=2))
    change(office, today, status="visit-agreed", next_step_on=TODAY)
    change(office, ahead, status="later", next_step_on=TODAY + timedelta(days=1))
    change(office, over, status="declined", next_step_on=TODAY)
    assert sorted(names(office.staff("hoa").get("/visits"))) == ["Mới", "Nay", "Trễ"]
    assert new


def test_neighbourhoods_stand_in_the_order_of_their_numbers(office):
    for number in (10, 2, 1):
        office.lead(f"Người {number}", f"+849050000{number:02}", hamlet=f"khối {number}", **HERE)
    assert names(office.staff("hoa").get("/visits")) == ["Người 1", "Người 2", "Người 10"]


def test_the_head_of_the_hamlet_is_named_however_it_is_written(office):
    desk = office.staff("sep")
    desk.post(
        "/neighbourhoods",
        ward="phường Tân Thạnh",
        name="Khối phố 3",
        head="Ông Nguyễn Văn Lân",
        phone="0905 111 222",
    )
    office.lead(hamlet="kp 3", **HERE)
    page = office.staff("hoa").get("/visits").text
    assert "Ông Nguyễn Văn Lân" in page
    assert 'href="tel:+84905111222"' in page


def test_a_head_known_by_the_ward_of_today_is_found_too(office):
    office.staff("sep").post(
        "/neighbourhoods", ward="Bàn Thạch", name="Thôn 3", head="Bà Sáu", phone=""
    )
    office.lead(hamlet="thôn 3", **HERE)
    assert "Bà Sáu" in office.staff("hoa").get("/visits").text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Khối phố 3", "kp 3", True),
        ("thôn Phú Ninh", "Phú Ninh", True),
        ("thôn 1", "thôn 11", False),
    ],
)
def test_ways_to_write_a_neighbourhood(one, other, same):
    assert (key("Phường Tân Thạnh", one) == key("tân thạnh", other)) is same


def test_a_contact_is_changed_and_forgotten(office):
    desk = office.staff("sep")
    for head in ("Ông Lân", "Bà Sáu"):
        desk.post("/neighbourhoods", ward="Tân Thạnh", name="Khối 3", head=head, phone="")
    page = desk.get("/neighbourhoods").text
    assert "Ông Lân" not in page
    assert "Bà Sáu" in page
    desk.post("/neighbourhoods", remove=re.search(r'name="remove" value="(\d+)"', page)[1])
    assert "Bà Sáu" not in desk.get("/neighbourhoods").text


@pytest.mark.parametrize("wrong", [{"head": ""}, {"phone": "12"}, {"remove": "99"}])
def test_a_contact_that_cannot_be_right_is_explained(office, wrong):
    fields = {"ward": "Tân Thạnh", "name": "Khối 3", "head": "Ông Lân", "phone": "", **wrong}
    assert office.staff("sep").post("/neighbourhoods", **fields).status_code == 422


def test_members_see_their_own_and_unassigned_visits_leaders_the_teams(office):
    office.user("to-truong", "leader", 1)
    office.user("ban", "member", 1)
    mine, others = office.lead("Của Hoa", **HERE), office.lead("Của Bạn", "+84905000002", **HERE)
    office.lead("Chưa Giao", "+84905000003", **HERE)
    change(office, mine, assignee_id=2)
    change(office, others, assignee_id=4)
    assert set(names(office.staff("hoa").get("/visits"))) == {"Của Hoa", "Chưa Giao"}
    assert len(names(office.staff("to-truong").get("/visits"))) == 3


def test_another_team_sees_nothing_of_it_and_can_enter_no_result(office):
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    code = office.lead(**HERE)
    desk = office.staff("la")
    assert names(desk.get("/visits")) == []
    assert names(desk.get("/visits?team=1")) == []
    assert result(desk, code).status_code == 404
    assert lead_of(office, code).status == "new"


def test_the_office_may_look_at_one_team(office):
    office.team("an-phu", "Phường An Phú")
    office.lead("Ở Tân Thạnh", **HERE)
    office.lead("Ở An Phú", "+84905000002", former_ward="Phường An Phú")
    desk = office.staff("sep")
    assert len(names(desk.get("/visits"))) == 2
    assert names(desk.get("/visits?team=2")) == ["Ở An Phú"]


def test_seeing_the_list_is_in_the_audit_log_with_whom_it_showed(office):
    code = office.lead(**HERE)
    office.staff("hoa").get("/visits")
    (entry,) = office.audit("visits-viewed")
    assert entry.user_id == 2
    assert entry.detail["codes"] == code


def test_a_result_sets_status_reason_note_and_next_step_once(office):
    code = office.lead(**HERE)
    desk = office.staff("hoa")
    said = {
        "status": "later",
        "reason": "Hẹn sau mùa",
        "note": "Gặp chồng",
        "next_step_on": "2026-12-20",
    }
    assert result(desk, code, **said).json == {"code": code}
    assert result(desk, code, **said).json == {"code": code}
    lead = lead_of(office, code)
    assert (lead.status, lead.reason, lead.next_step_on) == (
        "later",
        "Hẹn sau mùa",
        date(2026, 12, 20),
    )
    assert desk.get(f"/leads/{code}").text.count("Gặp chồng") == 1
    assert names(desk.get("/visits")) == []


def test_a_next_step_that_passed_without_signal_is_for_today(office):
    code = office.lead(**HERE)
    desk = office.staff("hoa")
    at = START.isoformat()
    office.clock.pass_by(hours=20)  # the next morning in Vietnam
    desk = office.staff("hoa")
    assert result(desk, code, status="visit-agreed", next_step_on="2026-11-24", at=at).json
    assert lead_of(office, code).next_step_on == date(2026, 11, 25)


def test_a_join_counts_from_the_day_of_the_visit_and_keeps_the_receipt(office):
    code = office.lead(**HERE)
    change(office, code, receipt="BL-7")
    at = START.isoformat()
    office.clock.pass_by(hours=20)
    result(office.staff("hoa"), code, status="joined", at=at)
    lead = lead_of(office, code)
    assert (lead.joined_on, lead.receipt) == (TODAY, "BL-7")


@pytest.mark.parametrize(
    "wrong",
    [{"status": "never"}, {"next_step_on": "mai"}, {"next_step_on": "2026-11-01"}, {"entry": ""}],
)
def test_a_result_that_cannot_be_right_is_explained(office, wrong):
    code = office.lead(**HERE)
    desk = office.staff("hoa")
    answer = result(desk, code, **wrong)
    assert answer.status_code == 422
    assert answer.json["problem"]
    assert lead_of(office, code).status == "new"
    page = desk.post(f"/visits/{code}", entry_id="entry-0009", status="never")
    assert page.status_code == 422
    assert "Chọn một trạng thái" in page.text


def test_a_form_without_scripts_comes_back_to_the_list(office):
    code = office.lead(**HERE)
    answer = office.staff("hoa").post(f"/visits/{code}", entry_id="entry-0001", status="contacted")
    assert answer.headers["Location"].endswith(f"/visits#{code}")
