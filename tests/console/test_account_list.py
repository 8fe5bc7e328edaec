"""Accounts from Excel: mistakes are said by row; then all are made, with links that work once."""

import html
import re
from io import BytesIO

import openpyxl
import pytest

from bot.directory.store import load

TITLES = ("Họ tên", "Tên đăng nhập", "Vai trò", "Tổ", "Chiến dịch", "Tổ chức thu", "Số thẻ")


def book(*rows, titles=TITLES):
    file, made = BytesIO(), openpyxl.Workbook()
    for row in (titles, *rows):
        made.active.append(row)
    made.save(file)
    return file.getvalue()


def upload(desk, content):
    data = {"csrf_token": desk.token(), "file": (BytesIO(content), "ds.xlsx")}
    return desk.client.post("/staff/users/list", data=data)


def create(desk, page):
    rows = html.unescape(re.search(r'name="rows" value="([^"]*)"', page.text)[1])
    return desk.post("/users/list/create", rows=rows)


def cells(content):
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_list_is_checked_made_and_handed_over_as_links_that_work_once(office):
    desk = office.staff("sep")
    people = [
        ("Lê Thị Lan", None, "Thành viên tổ", "tan-thanh", None),
        ("Lê Thị Lan", "", "thanh vien to", "Tổ tan-thanh", ""),
        ("+Trần Văn Tám", "tam", "Cán bộ BHXH", None, None),
    ]
    page = upload(desk, book(*people))
    assert page.status_code == 200
    assert "Sẽ tạo 3 tài khoản" in page.text
    answer = create(desk, page)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = cells(answer.data)
    assert [row[:4] for row in rows] == [
        ["Lê Thị Lan", "lethilan", "Thành viên tổ", "Tổ tan-thanh"],
        ["Lê Thị Lan", "lethilan2", "Thành viên tổ", "Tổ tan-thanh"],
        ["+Trần Văn Tám", "tam", "Cán bộ BHXH", ""],
    ]
    assert rows[0][5] == "09:00 01/12/2026"
    path = rows[0][4].removeprefix("http://localhost/staff")
    assert "Chưa đặt mật khẩu" in desk.get("/users").text
    phone = office.visitor()
    assert "Chào Lê Thị Lan" in phone.get(path).text
    token = re.search(r'csrf_token" value="([^"]+)"', phone.get(path).text)[1]
    assert phone.post(path, token, password="mot-mat-khau-moi").status_code == 302
    assert phone.get("/leads").status_code == 200
    assert office.visitor().sign_in("lethilan", "mot-mat-khau-moi").status_code == 302
    assert office.visitor().get(path).status_code == 410
    assert len([entry for entry in office.audit("user-created") if entry.target == "tam"]) == 1


@pytest.mark.parametrize("password", ["", " ", "lethilan"])
def test_nobody_signs_in_before_the_link_was_used(office, password):
    desk = office.staff("sep")
    create(desk, upload(desk, book(("Lê Thị Lan", "", "Thành viên tổ", "tan-thanh", ""))))
    assert office.visitor().sign_in("lethilan", password).status_code == 403


def test_links_of_a_list_work_for_a_week(office):
    desk = office.staff("sep")
    answer = create(desk, upload(desk, book(("Lan", "", "Thành viên tổ", "tan-thanh", ""))))
    path = cells(answer.data)[0][4].removeprefix("http://localhost/staff")
    office.clock.pass_by(days=6, hours=23)
    assert office.visitor().get(path).status_code == 200
    office.clock.pass_by(hours=1)
    assert office.visitor().get(path).status_code == 410


def test_what_is_wrong_is_said_by_row_with_how_to_mend_it(office):
    page = upload(
        office.staff("sep"),
        book(
            ("", "lan", "Thành viên tổ", "tan-thanh", ""),
            ("Lan", "lan", "Thành viên tổ", "tan-thanh", ""),
            ("Hoa", "hoa", "Thành viên tổ", "tan-thanh", ""),
            ("Tèo", "", "Vua", "", ""),
            ("Tí", "", "Tổ trưởng", "", ""),
            ("Bé", "", "Tổ trưởng", "khong-co", "dot-9"),
            ("Năm", "Năm Năm", "Cán bộ BHXH", "", ""),
        ),
    )
    assert page.status_code == 422
    said = re.findall(r"<strong>(Dòng \d+):</strong> ([^<]+)<", page.text)
    assert [row for row, _ in said] == [f"Dòng {n}" for n in (2, 3, 4, 5, 6, 7, 7, 8)]
    expected = (
        "Thiếu họ tên",
        "trùng với dòng 2",
        "Đã có tài khoản",
        "ghi một trong",
        "thuộc một tổ",
    )
    expected += ("tạo tổ trước", "Không có chiến dịch", "không dấu")
    for (_, text), part in zip(said, expected, strict=True):
        assert part in text
    assert 'name="rows"' not in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no file", "không phải là tệp Excel"),
        (b"", "không phải là tệp Excel"),
        (book(titles=("Tên", "Vai trò")), "thiếu cột Họ tên"),
        (book(), "chưa có dòng nào"),
        (book(*[("A", "", "Cán bộ BHXH")] * 301), "chia thành nhiều tệp"),
    ],
)
def test_a_file_that_is_no_list_is_explained(office, content, said):
    answer = upload(office.staff("sep"), content)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_list_that_is_sent_twice_makes_its_accounts_once(office):
    desk = office.staff("sep")
    page = upload(desk, book(("Lê Thị Lan", "", "Thành viên tổ", "tan-thanh", "")))
    create(desk, page)
    answer = create(desk, page)
    assert answer.status_code == 422
    assert "tải tệp lên lại" in answer.text
    assert desk.get("/users").text.count('class="small">lethilan') == 1


@pytest.mark.parametrize("rows", ["", "x", "[[1]]", '[["a", 1, 2, 3, 4, 5]]', "7"])
def test_forged_rows_are_refused(office, rows):
    assert office.staff("sep").post("/users/list/create", rows=rows).status_code == 422


def test_the_template_is_read_as_a_list(office):
    desk = office.staff("sep")
    template = desk.get("/users/list/template").data
    made = openpyxl.load_workbook(BytesIO(template))
    made.active["A2"], made.active["C2"] = "Lê Thị Lan", "Cán bộ BHXH"
    file = BytesIO()
    made.save(file)
    assert "Sẽ tạo 1 tài khoản" in upload(desk, file.getvalue()).text


def test_collectors_of_a_list_are_known_at_the_door_with_their_cards(office):
    office.organisation("Bưu điện", office.team("post"))
    desk = office.staff("sep")
    people = (
        ("Trần Thị Thu", "", "Nhân viên thu", "", "", "bưu điện", "BD-0001"),
        ("Lê Văn Nhận", "", "nhan vien thu", "post", "", "", "BD-0002"),
    )
    create(desk, upload(desk, book(*people)))
    with office.database.read() as session:
        known = load(session, office.clock()).collectors
    assert [(one.name, one.card, one.organisation, one.team) for one in known] == [
        ("Lê Văn Nhận", "BD-0002", "Bưu điện", "post"),
        ("Trần Thị Thu", "BD-0001", "Bưu điện", ""),
    ]


def test_collectors_that_cannot_be_are_explained(office):
    post = office.organisation("Bưu điện")
    office.user("thu", "collector", organisation_id=post, card="BD-1")
    page = upload(
        office.staff("sep"),
        book(
            ("Lan Lê", "", "Nhân viên thu", "", "", "", "BD-2"),
            ("Lan Lê", "", "Nhân viên thu", "", "", "Bưu điện", ""),
            ("Lan Lê", "", "Nhân viên thu", "", "", "Bưu điện", "bd 1"),
            ("Lan Lê", "", "Nhân viên thu", "", "", "Viettel", "BD-4"),
            ("Lan Lê", "", "Nhân viên thu", "tan-thanh", "", "Bưu điện", "BD-5"),
            ("Lan Lê", "", "Thành viên tổ", "tan-thanh", "", "Bưu điện", ""),
            ("Lan Lê", "", "Nhân viên thu", "", "", "Bưu điện", "BD-5"),
        ),
    )
    said = re.findall(r"<strong>(Dòng \d+):</strong> ([^<]+)<", page.text)
    expected = (
        "cần thuộc một tổ chức",
        "cần có họ tên và số thẻ",
        "đã có ở một tài khoản khác",
        "Không có tổ chức “Viettel”",
        "không thuộc tổ chức",
        "Chỉ nhân viên thu",
        "trùng với dòng 6",
    )
    assert [row for row, _ in said] == [f"Dòng {number}" for number in range(2, 9)]
    for (_, text), part in zip(said, expected, strict=True):
        assert part in text
