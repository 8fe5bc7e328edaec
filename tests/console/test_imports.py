"""Leads from a spreadsheet: the template, the preview of what is wrong, the keeping."""

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from bot.console import imports
from bot.delivery.imports import Imports
from bot.leads import jobs
from bot.leads.importing import draft as drafts
from bot.leads.importing import keeping
from bot.leads.importing.columns import COLUMNS, MOST_ROWS
from bot.leads.viewers import Viewer
from bot.storage.imports import LeadImport
from bot.storage.outreach import Lead, LeadEvent

TITLES = {column.key: column.title for column in COLUMNS}
SOUND = {
    "name": "Đặng Thị Bé",
    "phone": "0905 123 456",
    "source": "Họp thôn",
    "consent_on": date(2026, 11, 20),
    "consent_by": "Trần Văn Mẫu",
}


def workbook(*rows, titles=TITLES):
    book = openpyxl.Workbook()
    book.active.append(list(titles.values()))
    for row in rows:
        book.active.append([(SOUND | row).get(key) for key in titles])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def preview(desk, file, name="khach.xlsx"):
    data = {"csrf_token": desk.token(), "file": (BytesIO(file), name)}
    return desk.client.post("/staff/leads/import", data=data)


def keep(desk, page):
    draft = re.search(r'name="draft" value="([^"]+)"', page.text)[1]
    return desk.client.get(desk.post("/leads/import/keep", draft=draft).headers["Location"])


def leads(office):
    with office.database.read() as session:
        return list(session.scalars(select(Lead).order_by(Lead.id)))


def remarks(page):
    found = re.findall(r"<li><strong[^>]*>(Dòng \d+)</strong>(.*?)</li>", page.text)
    return ["".join(each) for each in found]


def test_the_template_comes_back_with_rows_and_makes_leads_with_their_consent(office):
    desk = office.staff("sep")
    book = openpyxl.load_workbook(BytesIO(desk.get("/leads/import/template").data))
    sheet = book.worksheets[0]
    assert [cell.value.removesuffix(" *") for cell in sheet[1]] == list(TITLES.values())
    assert "đồng ý không ạ" in str(list(book.worksheets[1].values))
    more = {"hamlet": "Khối phố 3", "ward": "Phường Tân Thạnh", "birth_year": 1970, "sex": "nữ"}
    row = SOUND | more | {"phone": 905123456, "note": "Gặp ở nhà văn hóa"}
    for at, key in enumerate(TITLES, 1):
        sheet.cell(2, at).value = row.get(key)
    made = BytesIO()
    book.save(made)
    page = preview(desk, made.getvalue())
    assert "1 dòng nhập được" in page.text
    assert leads(office) == []
    assert "Đã nhập 1 dòng: 1 khách mới" in keep(desk, page).text
    lead = leads(office)[0]
    assert (lead.name, lead.phone, lead.birth_year, lead.sex) == (
        "Đặng Thị Bé",
        "+84905123456",
        1970,
        "nữ",
    )
    assert (lead.former_ward, lead.ward) == ("Phường Tân Thạnh", "Phường Bàn Thạch")
    assert lead.hamlet == "Khối phố 3"
    assert lead.team_id == 1
    assert lead.consent_at.isoformat() == "2026-11-19T17:00:00+00:00"
    with office.database.read() as session:
        said = list(session.scalars(select(LeadEvent.text).order_by(LeadEvent.id)))
    assert said[1:] == [
        "Trần Văn Mẫu xin đồng ý ngày 20/11/2026, nguồn: Họp thôn",
        "Gặp ở nhà văn hóa",
    ]
    assert [entry.detail for entry in office.audit("leads-imported")] == [{"rows": 1}]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Dòng 2, cột Họ và tên: chưa ghi"),
        ({"phone": "12"}, "Dòng 2, cột Số điện thoại: “12” không phải số điện thoại"),
        ({"birth_year": "70"}, "Dòng 2, cột Năm sinh: “70”: ghi bốn chữ số"),
        ({"sex": "x"}, "Dòng 2, cột Giới tính: “x”: ghi Nam hoặc Nữ"),
        ({"consent_on": ""}, "Dòng 2, cột Ngày đồng ý: chưa ghi"),
        ({"consent_on": "hôm qua"}, "Dòng 2, cột Ngày đồng ý: “hôm qua”: ghi ngày như"),
        ({"consent_on": "25/11/2026"}, "chưa tới"),
        ({"consent_on": "01/01/2020"}, "quá lâu"),
        ({"consent_by": ""}, "Dòng 2, cột Người xin đồng ý: chưa ghi"),
        ({"source": ""}, "Dòng 2, cột Nguồn: chưa ghi"),
        ({"need": "x" * 301}, "Dòng 2, cột Nhu cầu: dài quá 300 ký tự"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_the_rest_can_be_kept(office, wrong, said):
    desk = office.staff("sep")
    page = preview(desk, workbook(wrong, {"name": "Nguyễn Tèo", "phone": "0905999999"}))
    assert any(each.startswith("Dòng 2") and said in each for each in remarks(page)), remarks(page)
    assert "1 dòng nhập được" in page.text
    keep(desk, page)
    assert [lead.name for lead in leads(office)] == ["Nguyễn Tèo"]


def test_people_on_one_phone_are_told_before_and_linked_after(office):
    office.lead("Chồng chị Bé")
    desk = office.staff("sep")
    page = preview(desk, workbook({}, {"name": "Con chị Bé"}, {}))
    assert remarks(page) == [
        "Dòng 4: trùng với dòng 2: bỏ một dòng",
        "Dòng 2, cột Số điện thoại: cùng số với KH-000001 (Chồng chị Bé): là khách riêng, nối nhau",
        "Dòng 3, cột Số điện thoại: cùng số với dòng 2: là khách riêng, nối nhau",
        "Dòng 3, cột Số điện thoại: cùng số với KH-000001 (Chồng chị Bé): là khách riêng, nối nhau",
    ]
    keep(desk, page)
    assert [lead.linked_to_id for lead in leads(office)] == [None, 1, 1]


def test_the_same_file_again_adds_to_the_leads_that_are_there(office):
    desk = office.staff("sep")
    page = preview(desk, workbook({}))
    keep(desk, page)
    again = keep(desk, page)
    assert "1 dòng: 0 khách mới" in again.text
    page = preview(desk, workbook({"need": "Hỏi mức đóng", "consent_on": "01/11/2026"}))
    assert "đã có KH-000001: bổ sung" in page.text
    keep(desk, page)
    (lead,) = leads(office)
    assert lead.need == "Hỏi mức đóng"
    assert lead.consent_at.isoformat() == "2026-11-19T17:00:00+00:00"  # the newer one stays


def test_a_place_that_is_not_found_is_kept_as_written(office):
    desk = office.staff("sep")
    page = preview(desk, workbook({"ward": "Phường Không Có Thật"}))
    assert "lưu như đã ghi" in page.text
    keep(desk, page)
    assert leads(office)[0].place == "Phường Không Có Thật"


def test_a_members_list_is_for_the_own_team_and_names_no_lead_of_another(office):
    office.lead("Khách của tổ khác")
    desk = office.staff("hoa")
    page = preview(desk, workbook({}))
    assert "Khách của tổ khác" not in page.text
    keep(desk, page)
    lead = leads(office)[1]
    assert (lead.team_id, lead.assignee_id, lead.linked_to_id) == (1, None, 1)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"no workbook", "không phải Excel"),
        (workbook(titles={"name": "Họ và tên"}), "thiếu cột Số điện thoại"),
        (workbook(), "chưa có dòng nào"),
        (workbook(*({"phone": ""},) * (MOST_ROWS + 1)), "quá 5000 dòng"),
    ],
    ids=["text", "columns", "empty", "long"],
)
def test_a_file_that_is_none_is_explained(office, file, said):
    answer = preview(office.staff("sep"), file)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_preview_is_good_for_its_own_colleague_only(office):
    page = preview(office.staff("sep"), workbook({}))
    draft = re.search(r'name="draft" value="([^"]+)"', page.text)[1]
    hoa = office.staff("hoa")
    assert hoa.post("/leads/import/keep", draft=draft).status_code == 422
    assert office.staff("sep").post("/leads/import/keep", draft="forged").status_code == 422
    assert leads(office) == []


def test_five_thousand_rows_travel_through_the_page(office):
    desk = office.staff("sep")
    rows = [
        {"name": f"Nguyễn Thị Mẫu {number:05}", "phone": f"09{number + 10_000_000:08}"}
        for number in range(MOST_ROWS)
    ]
    page = preview(desk, workbook(*rows))
    assert "5000 dòng nhập được" in page.text
    draft = re.search(r'name="draft" value="([^"]+)"', page.text)[1]
    assert len(drafts.unsealed(draft, Viewer(1, "admin"))) == MOST_ROWS
    answer = office.staff("hoa").post("/leads/import/keep", draft=draft)
    assert "của tài khoản khác" in answer.text  # it arrived whole


@pytest.fixture
def long(office, monkeypatch):
    """An office for which three rows are too many to be kept at once, and go one by one."""
    monkeypatch.setattr(imports, "AT_ONCE", 2)
    monkeypatch.setattr(keeping, "BATCH", 1)
    return office


def asked(desk):
    """Have three rows kept in the background; give the path of the page that tells of it."""
    people = ({"name": f"Khách {number}", "phone": f"090512345{number}"} for number in range(3))
    page = preview(desk, workbook(*people))
    draft = re.search(r'name="draft" value="([^"]+)"', page.text)[1]
    answer = desk.post("/leads/import/keep", draft=draft, name="khach.xlsx")
    return answer.headers["Location"].removeprefix("/staff")


def imported(office):
    with office.database.read() as session:
        return session.get_one(LeadImport, 1)


def test_many_rows_are_kept_in_the_background_while_a_page_tells_how_far_it_is(long):
    desk = long.staff("sep")
    path = asked(desk)
    assert "khach.xlsx" in desk.get(path).text
    assert "0 / 3 dòng" in desk.get(f"{path}/state").text
    assert leads(long) == []
    other = long.staff("hoa")
    for part in ("", "/state"):
        assert other.get(path + part).status_code == 404
    assert other.post(f"{path}/cancel").status_code == 404
    assert Imports(long.services).once()
    page = desk.get(f"{path}/state").text
    assert "3 / 3 dòng</span>: 3 khách mới" in page
    assert "hx-get" not in page
    assert len(leads(long)) == 3
    assert imported(long).packed is None, "the file is not kept beside its leads"
    assert not Imports(long.services).once()


def test_another_process_goes_on_where_a_killed_one_was(long):
    desk = long.staff("sep")
    asked(desk)
    looks = iter((False, True))  # it is stopped before the second batch
    Imports(long.services).once(lambda: next(looks, True))
    assert (imported(long).status, imported(long).rows, len(leads(long))) == ("waiting", 1, 1)
    long.database.write(lambda session: jobs.claim(session, LeadImport, long.clock()))  # killed
    assert not Imports(long.services).once()
    long.clock.now += jobs.LEASE * 2
    assert Imports(long.services).once()
    assert (imported(long).status, imported(long).new) == ("done", 3)
    assert [lead.name for lead in leads(long)] == ["Khách 0", "Khách 1", "Khách 2"]


def test_an_import_that_is_stopped_keeps_what_it_kept(long):
    desk = long.staff("sep")
    path = asked(desk)
    looks = iter((False, True))

    def stop_after_the_first_row():
        if next(looks, False):
            desk.post(f"{path}/cancel")
        return False

    Imports(long.services).once(stop_after_the_first_row)
    assert "không tạo khách trùng" in desk.get(path).text
    assert len(leads(long)) == 1
    assert not Imports(long.services).once()
