"""The staff's pages in a real browser, on a phone and at a desk."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from bot.conversation.effects import NotUnderstood
from bot.leads.demo import add_demo
from bot.leads.importing import jobs as import_jobs
from bot.leads.viewers import Viewer
from tests.browser.sound import assert_sound, faults
from tests.console.office import PASSWORD, OfficeAtWork

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1440, 900)
PAGES = (
    "/leads",
    "/leads?status=joined",
    "/leads/KH-000013",
    "/leads/import",
    "/leads/import/1",
    "/exports",
    "/reasons",
    "/waiting",
    "/conversations/1",
    "/questions",
    "/teams",
    "/units",
    "/organisations",
    "/users",
    "/users/list",
    "/members/1",
    "/audit",
    "/account",
    "/campaigns",
    "/campaigns/demo-tam-ky",
    "/campaigns/demo-tam-ky/wall",
    "/calculator",
    "/entry",
    "/links",
)


@pytest.fixture(scope="module")
def office(shared_database):
    """An office with illustrative data, one lead who waits and a question."""
    opened = OfficeAtWork(shared_database)
    shared_database.write(lambda session: add_demo(session, opened.clock()))
    opened.tree()
    opened.user("sep")
    opened.unit("BHXH cơ sở Tam Kỳ", "Phường Bàn Thạch")
    post = opened.organisation("Bưu điện")
    opened.collector = opened.user("thu", "collector", organisation_id=post, card="BD-0123")
    opened.user("can-bo", "officer")
    opened.lead(
        person="one",
        place="khối phố Đoan Trai, Tân Thạnh",
        hamlet="khối phố Đoan Trai",
        ward="Phường Bàn Thạch",
        former_ward="Phường Tân Thạnh",
        call_time="Buổi tối",
    )
    opened.user("hoa", "member", 2)
    opened.user("truong", "leader", 2)
    number = opened.asks_for_a_human("one", "Cho em gặp cán bộ")
    opened.apply(number, NotUnderstood("dong bao hiem co dc vay von hk", "refuse", ("loan",)))
    boss, rows = Viewer(1, "admin"), ()
    shared_database.write(
        lambda session: import_jobs.ask(session, boss, rows, "khach.xlsx", opened.clock())
    )
    opened.address = opened.serve()
    yield opened
    opened.close()


@pytest.fixture
def open_page(browser, office):
    """Open the pages in a window of the size that is given, signed in."""
    windows = []

    def open_at(size, who="sep", **more):
        window = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="vi-VN", **more
        )
        windows.append(window)
        page = window.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: m.type == "error" and page.errors.append(m.text))
        page.goto(f"{office.address}/staff/")
        page.get_by_label("Tên đăng nhập").fill(who)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff/leads")
        return page

    yield open_at
    for window in windows:
        window.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_serious_barrier_or_runs_over_its_edge(office, open_page, size):
    page = open_page(size)
    for path in PAGES:
        page.goto(f"{office.address}/staff{path}")
        assert_sound(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    assert page.errors == []


def test_the_sign_in_page_is_sound(browser, office):
    window = browser.new_context(viewport={"width": 390, "height": 844})
    page = window.new_page()
    page.goto(f"{office.address}/staff/")
    assert faults(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tới nội dung"
    window.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_lead_is_found_called_and_followed_up(office, open_page, size):
    page = open_page(size)
    page.get_by_label("Tìm khách").fill("dang thi be")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 khách", exact=True)).to_be_visible()
    page.get_by_role("link", name="Đặng Thị Bé").click()
    call = page.get_by_role("link", name=re.compile("Gọi ngay"))
    assert call.get_attribute("href") == "tel:+84905123456"
    assert call.bounding_box()["height"] >= 44
    expect(page.get_by_label("Số biên lai")).to_be_hidden()
    page.get_by_label("Trạng thái").select_option("joined")
    page.get_by_label("Số biên lai").fill("BL-0001")
    page.get_by_label("Trạng thái").select_option("visit-agreed")
    page.get_by_label("Hẹn tiếp").fill("2030-11-30")
    page.get_by_label("Ghi chú").fill(f"Gặp ở nhà văn hóa {size[0]}")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text(f"Gặp ở nhà văn hóa {size[0]}")).to_be_visible()
    expect(page.locator(".person .status")).to_have_text("Hẹn gặp")
    assert page.errors == []


def test_the_whole_row_of_the_list_leads_to_the_person(open_page):
    page = open_page(PHONE)
    page.locator("tr", has_text="Đặng Thị Bé").click(position={"x": 300, "y": 100})
    expect(page.get_by_role("heading", name="Đặng Thị Bé")).to_be_visible()


def test_what_is_on_the_screen_is_exported(open_page, tmp_path):
    page = open_page(DESK)
    page.get_by_role("link", name="Đã tham gia").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Xuất Excel 2 khách").click()
    path = tmp_path / "leads.xlsx"
    download.value.save_as(path)
    names = [cell.value for cell in openpyxl.load_workbook(path).active["C"]]
    assert names == ["Họ và tên", "Minh Họa Sáu", "Minh Họa Bảy"]
    with page.expect_download() as download:  # a second time works as well
        page.get_by_role("button", name="Xuất CSV").click()
    assert download.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_somebody_who_waits_is_answered_and_handed_back(office, open_page, size):
    office.asks_for_a_human(f"waits {size[0]}", f"Tôi mất sổ {size[0]}")
    page = open_page(size)
    page.clock.install()
    page.get_by_role("link", name=re.compile("Chờ cán bộ")).click()
    page.locator("article", has_text=f"Tôi mất sổ {size[0]}").get_by_role("link").click()
    expect(page.get_by_text(f"Tôi mất sổ {size[0]}")).to_be_visible()
    page.get_by_label("Trả lời").fill("Chào chú, em đây ạ")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator(".from-staff .said")).to_have_text("Chào chú, em đây ạ")
    office.says(f"waits {size[0]}", "Cảm ơn em")
    page.clock.fast_forward(3_000)
    expect(page.get_by_text("Cảm ơn em")).to_be_visible()  # by itself
    page.get_by_role("button", name="Trả lại cho trợ lý").click()
    expect(page.get_by_role("heading", name="Chờ cán bộ")).to_be_visible()
    expect(page.get_by_text(f"Tôi mất sổ {size[0]}")).to_have_count(0)
    assert page.errors == []


def test_a_mistake_takes_the_eye_to_its_explanation(open_page):
    page = open_page(DESK)
    page.get_by_role("link", name="Đặng Thị Bé").click()
    page.get_by_label("Trạng thái").select_option("joined")
    page.get_by_label("Ngày tham gia").evaluate("field => { field.max = ''; }")
    page.get_by_label("Ngày tham gia").fill("2030-01-01")
    page.get_by_label("Ghi chú").fill("Đừng mất")
    page.get_by_role("button", name="Lưu").click()
    box = page.get_by_role("alert")
    expect(box).to_be_focused()
    expect(box).to_contain_text("sau hôm nay")
    expect(page.get_by_label("Ghi chú")).to_have_value("Đừng mất")
    assert [error for error in page.errors if "422" not in error] == []


def test_a_member_has_only_what_a_member_needs(open_page):
    page = open_page(PHONE, "hoa")
    links = page.get_by_label("Các trang").get_by_role("link")
    expect(links.first).to_have_text("Khách quan tâm")
    for office_only in ("Câu chưa hiểu", "Tổ", "Tài khoản", "Nhật ký"):
        expect(links.get_by_text(office_only, exact=True)).to_have_count(0)


def test_signing_out_is_two_taps_away(open_page):
    page = open_page(PHONE)
    page.locator(".me summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập trang cán bộ")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Đăng nhập trang cán bộ")).to_be_visible()


def test_a_page_weighs_little(office, open_page):
    page = open_page(PHONE)
    sizes = []
    page.on("response", lambda answer: sizes.append((answer.url, len(answer.body()))))
    page.goto(f"{office.address}/staff/leads", wait_until="networkidle")
    weight = sum(size for url, size in sizes if not url.endswith(".woff2"))
    assert 1_000 < weight < 100_000


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_join_is_reported_confirmed_by_an_officer_and_on_the_wall(office, open_page, size):
    member, officer = open_page(size, "hoa"), open_page(size, "can-bo")
    code, receipt = f"dot-{size[0]}", f"BL-{size[0]}"
    officer.goto(f"{office.address}/staff/campaigns")
    officer.get_by_label("Tên", exact=True).fill(f"Đợt {size[0]}")
    officer.get_by_label("Mã viết liền").fill(code)
    officer.get_by_label("Từ ngày").fill("2026-11-20")
    officer.get_by_label("Đến hết ngày").fill("2026-11-30")
    officer.get_by_label("Tân Thạnh").fill("15")
    officer.get_by_role("button", name="Thêm chiến dịch").click()
    expect(officer.get_by_role("heading", name=f"Đợt {size[0]}")).to_be_visible()
    member.goto(f"{office.address}/staff/campaigns/{code}")
    member.get_by_label("Số biên lai").fill(receipt)
    member.get_by_role("button", name="Báo", exact=True).click()
    expect(member.get_by_text("Lượt tổ đã báo: 1")).to_be_visible()
    assert member.evaluate("document.documentElement.scrollWidth") <= size[0]
    wall = officer.context.new_page()
    wall.clock.install()
    wall.goto(f"{office.address}/staff/campaigns/{code}/wall")
    expect(wall.locator("tbody .new")).to_have_text("0")
    officer.reload()
    officer.get_by_label("Mã số BHXH").fill(f"791234{size[0]:04}")
    assert_sound(officer)
    officer.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(officer.locator(".totals dd").first).to_have_text("1 / 15")
    wall.clock.fast_forward(10_000)
    expect(wall.locator("tbody .new")).to_have_text("1")  # by itself
    assert member.errors + officer.errors == []


def test_a_collector_has_the_leads_that_were_given_and_what_the_door_needs(office, open_page):
    for size in (PHONE, DESK):
        name = f"Trần Thị Riêng {size[0]}"
        own = office.lead(name, f"+8490577{size[0]:04}")
        office.staff("sep").post(f"/leads/{own}/team", to=f"user:{office.collector}")
        page = open_page(size, "thu")
        expect(page.locator(".rows tbody tr")).to_have_count(1 if size == PHONE else 2)
        page.get_by_role("link", name=name, exact=True).click()
        call = page.get_by_role("link", name=re.compile("Gọi ngay"))
        assert call.get_attribute("href") == f"tel:+8490577{size[0]:04}"
        page.get_by_role("link", name="Đi thăm").click()
        visit = page.locator("[data-visit]")
        visit.get_by_text("Ghi kết quả").click()
        visit.get_by_label("Kết quả").select_option("Đã liên hệ")
        visit.get_by_label("Ghi chú").fill(f"Đã tới nhà {size[0]}")
        assert_sound(page)
        visit.get_by_role("button", name="Lưu kết quả").click()
        expect(visit.locator("[data-done]")).to_contain_text("Đã liên hệ")
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_text(f"Đã tới nhà {size[0]}")).to_be_visible()
        page.get_by_role("link", name="Tính tiền").click()
        for label in ("2.000.000 đ", "Hộ nghèo", "Hằng tháng"):
            page.locator("label.choice", has_text=label).first.click()
        expect(page.locator("[data-pay]")).to_have_text("275.000 đ")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.errors == []


def test_thirteen_rows_fill_a_television_and_none_is_cut_off(office, open_page):
    page = open_page((1920, 1080))
    page.goto(f"{office.address}/staff/campaigns/demo-tam-ky/wall")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(13)
    assert rows.last.bounding_box()["y"] + rows.last.bounding_box()["height"] < 1080
    size = rows.last.locator("th").evaluate("cell => parseFloat(getComputedStyle(cell).fontSize)")
    assert size >= 36


def test_leads_are_picked_and_given_away_on_a_phone(open_page):
    page = open_page(PHONE)
    page.get_by_label("Chọn Minh Họa Một", exact=True).check()
    page.get_by_label("Giao những khách đã chọn cho").select_option(label="Cán bộ hoa, Tân Thạnh")
    page.get_by_role("button", name="Giao", exact=True).click()
    row = page.locator("tr", has=page.get_by_label("Chọn Minh Họa Một", exact=True))
    expect(row).to_contain_text("Cán bộ hoa")


def test_a_member_is_invited_by_a_code_on_the_leaders_phone(browser, open_page):
    for size in (PHONE, DESK):
        leader = open_page(size, "truong")
        leader.get_by_role("link", name="Tổ của tôi").click()
        assert_sound(leader)
        leader.get_by_role("button", name="Mời").click()
        assert leader.get_by_role("img", name="Mã QR").bounding_box()["width"] >= 200
        assert_sound(leader)
        link = leader.get_by_text("/staff/join/").inner_text()
        window = browser.new_context(viewport={"width": size[0], "height": size[1]})
        member = window.new_page()
        member.goto(link)
        member.get_by_label("Họ tên").fill("Lê Thị Bưởi")
        member.get_by_label("Mật khẩu, từ").fill("mat-khau-cua-buoi")
        expect(member.get_by_label("Mật khẩu, từ")).to_have_attribute("type", "password")
        member.get_by_label("Hiện mật khẩu").check()
        expect(member.get_by_label("Mật khẩu, từ")).to_have_attribute("type", "text")
        assert_sound(member)
        member.get_by_role("button", name="Xong").click()
        expect(member.get_by_text("lethibuoi", exact=False).first).to_be_visible()
        member.get_by_role("link", name="Bắt đầu").click()
        expect(member.get_by_role("heading", name="Khách quan tâm")).to_be_visible()
        leader.get_by_role("link", name="Tổ của tôi").first.click()
        leader.get_by_role("link", name="1 máy của Lê Thị Bưởi").last.click()
        leader.get_by_role("button", name="Kết thúc phiên trên").click()
        expect(leader.get_by_text("Không có phiên nào.")).to_be_visible()
        member.reload()
        expect(member.get_by_role("heading", name="Đăng nhập trang cán bộ")).to_be_visible()
        window.close()
