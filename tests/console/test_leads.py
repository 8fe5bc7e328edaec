"""Working with leads: the list, a lead's page, what is exported."""

import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from bot.leads.follow_up import FollowUp
from bot.storage.outreach import Lead, LeadEvent


def names(answer):
    return re.findall(r'class="whole"[^>]*>([^<]+)<', answer.text)


def exported(answer):
    text = answer.data.decode("utf-8-sig")
    return [row["Họ và tên"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def fields(page, form):
    """Give the hidden fields of a form, as the browser would send them."""
    part = page.split(f'action="/staff{form}"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', part))


def lead_of(office, code):
    with office.database.read() as session:
        lead = session.scalars(select(Lead).where(Lead.code == code)).one()
        events = session.scalars(
            select(LeadEvent.text).where(LeadEvent.lead_id == lead.id).order_by(LeadEvent.id)
        ).all()
    return lead, events


def test_the_list_masks_numbers_and_a_leads_page_shows_them_for_the_record(office):
    code = office.lead()
    desk = office.staff("sep")
    assert "•••• ••• 456" in desk.get("/leads").text
    assert "0905 123 456" not in desk.get("/leads").text
    assert office.audit("phone-viewed") == []
    page = desk.get(f"/leads/{code}").text
    assert 'href="tel:+84905123456"' in page
    assert "0905 123 456" in page
    [entry] = office.audit("phone-viewed")
    assert (entry.target, entry.address) == (code, "127.0.0.1")


def test_members_see_their_teams_leads_only(office):
    office.lead("Bé", former_ward="Phường Tân Thạnh")
    other = office.lead("Tèo")
    assert names(office.staff("hoa").get("/leads")) == ["Bé"]
    assert names(office.staff("sep").get("/leads")) == ["Tèo", "Bé"]
    assert office.staff("hoa").get(f"/leads/{other}").status_code == 404
    assert [entry.target for entry in office.audit("phone-viewed")] == []


def test_what_was_searched_for_stands_in_no_address(office):
    office.lead()
    office.lead("Nguyễn Văn Tèo", "+84905123457")
    desk = office.staff("sep")
    answer = desk.post("/leads/search", text="đặng thị bé")
    location = answer.headers["Location"]
    assert not any(word in location.lower() for word in ("be", "dang")) or "q=gAAAA" in location
    page = desk.client.get(location)
    assert names(page) == ["Đặng Thị Bé"]
    assert "tìm “đặng thị bé”" in page.text
    assert names(desk.search("457")) == ["Nguyễn Văn Tèo"]


@pytest.mark.parametrize(
    "query", ["?q=forged", "?page=99", "?page=-1", "?page=x", "?team=x", "?status=x", "?from=x"]
)
def test_an_odd_address_shows_a_list_all_the_same(office, query):
    office.lead()
    answer = office.staff("sep").get(f"/leads{query}")
    assert answer.status_code == 200
    assert names(answer) == ["Đặng Thị Bé"]


def test_long_lists_have_pages(office):
    for number in range(51):
        office.lead(f"Người {number:02}", person="one")
    desk = office.staff("sep")
    first, second = desk.get("/leads"), desk.get("/leads?page=2")
    assert len(names(first)) == 50
    assert names(second) == ["Người 00"]
    assert "Trang 2 / 2" in second.text


def test_the_export_holds_exactly_what_is_on_the_screen(office):
    office.lead("Bé", former_ward="Phường Tân Thạnh")
    office.lead("Tèo")
    desk = office.staff("sep")
    page = desk.search("bé")
    assert "Xuất Excel 1 khách" in page.text
    answer = desk.post("/leads/export", **fields(page.text, "/leads/export"), format="csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert exported(answer) == ["Bé"]
    [entry] = office.audit("exported")
    assert entry.detail == {"format": "csv", "rows": 1, "filter": {"text": "yes"}}


def test_a_member_exports_the_own_teams_leads_only(office):
    office.lead("Bé", former_ward="Phường Tân Thạnh")
    office.lead("Tèo")
    answer = office.staff("hoa").post("/leads/export", format="xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    answer.close()
    assert [cell.value for cell in sheet["C"]] == ["Họ và tên", "Bé"]
    assert [cell.value for cell in sheet["D"]] == ["Số điện thoại", "0905 123 456"]


def test_status_next_step_and_note_are_kept_with_their_history(office):
    code = office.lead()
    desk = office.staff("sep")
    answer = desk.post(
        f"/leads/{code}/follow-up",
        status="visit-agreed",
        reason="",
        note="Gặp ở nhà văn hóa\n16 giờ",
        next_step_on="2026-11-30",
    )
    assert answer.status_code == 302
    lead, events = lead_of(office, code)
    assert (lead.status, lead.next_step_on.isoformat()) == ("visit-agreed", "2026-11-30")
    assert lead.last_contact_at == office.clock()
    assert events[1:] == ["Hẹn gặp", "Hẹn tiếp ngày 30/11/2026", "Gặp ở nhà văn hóa\n16 giờ"]
    page = desk.get(f"/leads/{code}").text
    assert page.index("Gặp ở nhà văn hóa") < page.index("Để lại thông tin")
    assert "Cán bộ sep" in page


def test_a_join_has_its_day_and_receipt(office):
    code = office.lead()
    desk = office.staff("sep")
    desk.post(f"/leads/{code}/follow-up", status="joined", receipt="BL-0001")
    lead, _ = lead_of(office, code)
    assert (lead.joined_on.isoformat(), lead.receipt) == ("2026-11-24", "BL-0001")
    desk.post(f"/leads/{code}/follow-up", status="contacted")
    lead, _ = lead_of(office, code)
    assert (lead.joined_on, lead.receipt) == (None, "")


def test_a_double_click_writes_one_note(office):
    code = office.lead()
    desk = office.staff("sep")
    token = desk.token()
    for _ in range(2):
        desk.post(f"/leads/{code}/follow-up", token, status="contacted", note="Đã gọi")
    assert lead_of(office, code)[1][1:] == ["Đã liên hệ", "Đã gọi"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"status": "maybe"}, "Chọn một trạng thái"),
        ({"status": "later", "next_step_on": "2026-11-23"}, "đã qua"),
        ({"status": "later", "next_step_on": "mai"}, "viết như"),
        ({"status": "joined", "joined_on": "2026-11-25"}, "sau hôm nay"),
    ],
)
def test_what_cannot_be_kept_is_explained_and_nothing_typed_is_lost(office, wrong, said):
    code = office.lead()
    answer = office.staff("sep").post(f"/leads/{code}/follow-up", note="Ghi chú dài", **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Ghi chú dài</textarea>" in answer.text
    assert lead_of(office, code)[1] == ["Để lại thông tin, đồng ý văn bản 2026-11"]


def test_due_leads_have_a_list_of_their_own(office):
    code = office.lead("Bé")
    office.lead("Tèo")
    desk = office.staff("sep")
    desk.post(f"/leads/{code}/follow-up", status="later", next_step_on="2026-11-25")
    assert names(desk.get("/leads?due=1")) == []
    office.clock.pass_by(days=1)
    desk = office.staff("sep")
    assert names(desk.get("/leads?due=1")) == ["Bé"]
    assert "hôm nay" in desk.get("/leads?due=1").text
    office.clock.pass_by(days=1)
    assert "quá hẹn" in office.staff("sep").get("/leads?due=1").text


def test_people_on_one_phone_are_shown_together(office):
    first = office.lead()
    second = office.lead("Chồng chị Bé")
    page = office.staff("sep").get(f"/leads/{first}").text
    assert f"/staff/leads/{second}" in page
    assert "chung số với khách khác" in office.staff("sep").get("/leads").text


def test_the_conversation_is_shown_from_the_consent_on(office):
    office.says("one", "Chuyện riêng trước đó")
    office.clock.pass_by(minutes=5)
    code = office.lead(person="one")
    office.clock.pass_by(minutes=5)
    office.says("one", "Nhớ gọi buổi tối nhé")
    page = office.staff("sep").get(f"/leads/{code}").text
    assert "Nhớ gọi buổi tối nhé" in page
    assert "Chuyện riêng trước đó" not in page


def test_what_people_type_never_becomes_a_part_of_the_page(office):
    evil = "<script>alert(1)</script>"
    code = office.lead(evil, person="one", place=evil, need=evil)
    office.asks_for_a_human("one", evil)
    desk = office.staff("sep")
    desk.post(f"/leads/{code}/follow-up", status="later", reason=evil, note=evil)
    for path in (
        "/leads",
        f"/leads/{code}",
        "/waiting",
        "/conversations/1",
        "/conversations/1/lines",
    ):
        text = desk.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_the_banner_says_that_data_is_illustrative(office):
    from bot.leads.demo import add_demo, remove_demo

    desk = office.staff("sep")
    assert "minh họa" not in desk.get("/leads").text
    office.database.write(lambda session: add_demo(session, office.clock()))
    assert "dữ liệu minh họa" in desk.get("/leads").text
    office.database.write(remove_demo)
    assert "minh họa" not in desk.get("/leads").text


def test_an_empty_form_changes_nothing(office):
    code = office.lead()
    office.staff("sep").post(
        f"/leads/{code}/follow-up", **vars(FollowUp("new")) | {"next_step_on": "", "joined_on": ""}
    )
    assert lead_of(office, code)[1] == ["Để lại thông tin, đồng ý văn bản 2026-11"]
    assert office.audit("lead-changed") == []
