"""The office's day with leads in a real browser: import, columns, merge, a large export."""

import csv

import pytest
from playwright.sync_api import expect

from bot.console import exports
from bot.delivery.exports import Exports
from tests.browser.sound import assert_sound
from tests.console.office import PASSWORD, OfficeAtWork
from tests.console.test_imports import workbook

pytestmark = pytest.mark.browser


@pytest.fixture
def office(sqlite_database, monkeypatch):
    """An office with one lead, to which two are already too many for a file at once."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    opened = OfficeAtWork(sqlite_database)
    opened.user("sep")
    opened.lead("Chị Bé", call_time="Buổi tối")
    opened.address = opened.serve()
    yield opened
    opened.close()


def sound(page):
    """The page keeps nobody out and does not run over its edge."""
    assert_sound(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sign_in(page, office):
    page.goto(f"{office.address}/staff/")
    page.get_by_label("Tên đăng nhập").fill("sep")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/staff/leads")


def test_a_list_is_imported_arranged_merged_and_taken_along(office, browser, tmp_path):
    file = tmp_path / "khach.xlsx"
    file.write_bytes(workbook({}, {"name": "Nguyễn Tèo", "phone": "12"}))
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="vi-VN")
    sign_in(page, office)

    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_label("Tệp Excel").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("1 dòng chưa được")).to_be_visible()
    expect(page.get_by_text("ghi đủ 10 chữ số")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Nhập 1 khách").click()
    expect(page.get_by_role("status")).to_contain_text("1 khách mới")

    page.goto(f"{office.address}/staff/leads")
    page.get_by_text("Cột: thường dùng").click()
    page.get_by_label("Nhu cầu").uncheck()
    page.get_by_label("Giờ gọi").check()
    page.get_by_label("Tên bộ cột").fill("Gọi điện")
    sound(page)
    page.get_by_role("button", name="Lưu bộ cột").click()
    expect(page.get_by_text("Cột: Gọi điện")).to_be_visible()
    expect(page.get_by_role("cell", name="Buổi tối")).to_be_visible()

    page.get_by_role("link", name="Chị Bé", exact=True).click()
    page.get_by_role("link", name="Cùng một người?").click()
    page.set_viewport_size({"width": 1440, "height": 900})
    sound(page)
    page.set_viewport_size({"width": 390, "height": 844})
    sound(page)
    page.get_by_role("radio", name="Đặng Thị Bé").check()
    page.get_by_role("button", name="Gộp thành một khách").click()
    expect(page.get_by_role("heading", name="Đặng Thị Bé")).to_be_visible()
    page.get_by_role("button", name="Bỏ gộp").click()
    expect(page.get_by_role("heading", name="Chị Bé")).to_be_visible()

    page.goto(f"{office.address}/staff/leads")
    page.get_by_role("button", name="Xuất CSV").click()
    expect(page.get_by_text("0 / 2 khách")).to_be_visible()
    sound(page)
    Exports(office.services).once()
    expect(page.get_by_text("Đã xong")).to_be_visible()  # by itself
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as taken:
        assert len(list(csv.reader(taken))) == 3
    page.close()
