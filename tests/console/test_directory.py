"""Importing the directory from Excel: checked, shown, then kept."""

import re
from base64 import b64encode
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.directory.store import load
from tests.directory.files import COLLECTOR, OFFICE, POST_OFFICE, filled


@pytest.fixture
def sep(office):
    return office.staff("sep")


def checked(desk, path, **more):
    """Send a file to be checked, as the form does."""
    data = {"csrf_token": desk.token(), "file": (BytesIO(path.read_bytes()), path.name), **more}
    return desk.client.post("/staff/directory/check", data=data)


def hidden(page):
    form = page.text.split('action="/staff/directory/import"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def kept(desk, page):
    """Press "Nhập danh bạ" on the page that shows what would change."""
    fields = hidden(page)
    token = fields.pop("csrf_token")
    return desk.client.post("/staff/directory/import", data={"csrf_token": token, **fields})


def directory(office):
    with office.database.read() as session:
        return load(session, office.clock())


def test_a_good_file_is_shown_first_and_kept_when_confirmed(office, sep, tmp_path):
    path = filled(tmp_path / "a.xlsx", points=[POST_OFFICE, OFFICE], collectors=[COLLECTOR])
    page = checked(sep, path)
    assert page.status_code == 200
    assert "Thêm mới: 2" in page.text
    assert "Nguyễn Thị Mẫu, thẻ DN-0123, Bưu điện" in page.text
    assert directory(office).points == ()
    assert kept(sep, page).status_code == 302
    assert len(directory(office).points) == 2
    shown = sep.get("/directory?done=1").text
    assert "Đã nhập danh bạ" in shown
    assert "Bưu điện Tân Thạnh" in shown
    [entry] = office.audit("directory-imported")
    assert entry.detail == {"points": 2, "collectors": 1}


def test_a_file_with_mistakes_says_which_rows_and_keeps_nothing(office, sep, tmp_path):
    wrong = {**POST_OFFICE, "Xã/phường": "Xã Không Có"}
    answer = checked(sep, filled(tmp_path / "a.xlsx", points=[POST_OFFICE, wrong]))
    assert answer.status_code == 422
    assert "Điểm phục vụ, dòng 3: không có xã/phường “Xã Không Có”" in answer.text
    assert directory(office).points == ()


def test_what_a_second_file_changes_is_told_apart(office, sep, tmp_path):
    kept(sep, checked(sep, filled(tmp_path / "a.xlsx", points=[POST_OFFICE, OFFICE])))
    moved = {**POST_OFFICE, "Điện thoại": "0235 3 999 999"}
    page = checked(sep, filled(tmp_path / "b.xlsx", points=[moved]), replace="yes")
    assert "Cập nhật: 1" in page.text
    assert "Bỏ khỏi danh bạ: 1" in page.text
    kept(sep, page)
    [point] = directory(office).points
    assert point.phone == "0235 3 999 999"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Chọn tệp Excel"),
        (b"not a workbook", "không phải là tệp Excel"),
        (b"x" * 101, "lớn quá 1 MB"),
    ],
    ids=["nothing", "no workbook", "too large"],
)
def test_what_is_no_file_of_ours_is_refused_in_words(sep, tmp_path, monkeypatch, body, said):
    monkeypatch.setattr("bot.console.directory.MOST_BYTES", 100)
    path = tmp_path / "a.xlsx"
    path.write_bytes(body)
    answer = checked(sep, path)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_broken_on_its_way_is_refused(office, sep):
    answer = sep.post("/directory/import", body="không phải base64")
    assert answer.status_code == 422
    assert "bị hỏng trên đường gửi" in answer.text


def test_a_large_file_finds_its_way_back(sep):
    body = b64encode(bytes(900_000)).decode()
    answer = sep.post("/directory/import", body=body, name="lon.xlsx")
    assert answer.status_code == 422
    assert "lon.xlsx không phải là tệp Excel" in answer.text


def test_the_template_opens_and_has_both_sheets(sep):
    answer = sep.get("/directory/template.xlsx")
    assert "danh-ba-mau.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Điểm phục vụ", "Nhân viên thu", "Hướng dẫn"]
