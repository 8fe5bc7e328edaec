"""The pages for the door in a real browser: three taps, quick entry, all without signal."""

import io
import unicodedata
from datetime import date, timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from bot.console.access import IDLE
from bot.console.door.tables import modes, supports, tables, wish
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.loading import load
from bot.leads import campaigns, neighbourhoods
from bot.leads.calendar import day_of
from bot.leads.campaigns import CampaignForm
from bot.leads.viewers import COMMAND_LINE
from bot.storage.campaigns import DayOfWork
from bot.storage.models import InboxEvent
from bot.storage.outreach import Lead
from handlers.quote import bounds, quote
from tests.browser.sound import assert_sound
from tests.console.office import PASSWORD, START, OfficeAtWork
from tests.web.chat_site import ChatSite

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1440, 900)
NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "422", "401", "404")
TODAY = day_of(START)
HERE = {"ward": "Phường Bàn Thạch", "former_ward": "Phường Tân Thạnh"}
RECORDS = """async () => {
  const opened = indexedDB.open("door");
  const database = await new Promise((done) => { opened.onsuccess = () => done(opened.result); });
  if (!database.objectStoreNames.contains("records")) return [];
  const asked = database.transaction("records").objectStore("records").getAll();
  const found = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  database.close();
  return found.map(({ id, key, bytes }) => ({
    id, extractable: key.extractable, text: new TextDecoder("latin1").decode(bytes) }));
}"""


@pytest.fixture
def office(sqlite_database):
    """Hoa's team has three people to visit in two blocks, one with a known head."""
    opened = OfficeAtWork(sqlite_database)
    opened.user("sep")
    opened.user("hoa", "member", opened.team("tan-thanh", "Phường Tân Thạnh"))
    opened.user("la", "member", opened.team("an-phu", "Phường An Phú"))
    opened.lead(hamlet="Khối phố 3", place="Khối phố 3, Tân Thạnh", need="Mức đóng", **HERE)
    opened.lead("Trần Văn Cường", "+84905222333", hamlet="Khối phố 3", **HERE)
    opened.lead("Lê Thị Dung", "+84905444555", hamlet="Khối phố 10", **HERE)
    sqlite_database.write(
        lambda session: neighbourhoods.save(
            session,
            "Tân Thạnh",
            "Khối phố 3",
            "Ông Nguyễn Văn Lân",
            "0905 111 222",
            COMMAND_LINE,
            START,
        )
    )
    opened.address = opened.serve()
    yield opened
    opened.close()


@pytest.fixture
def open_page(browser, office):
    """Open a phone with the clock of the office; scripts must run without a fault."""
    windows, faults = [], []

    def open_it(who="hoa", size=PHONE, path="/visits", **more):
        touch = size == PHONE
        window = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            has_touch=touch,
            is_mobile=touch,
            **more,
        )
        window.set_default_timeout(15_000)
        window.clock.set_fixed_time(START)
        windows.append(window)
        page = window.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        sign_in(page, office, who, path)
        return page

    yield open_it
    for window in windows:
        window.close()
    assert [fault for fault in faults if not any(word in fault for word in NETWORK)] == []


def sign_in(page, office, who, path="/visits"):
    page.goto(f"{office.address}/staff{path}")
    page.get_by_label("Tên đăng nhập").fill(who)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def leads(office):
    with office.database.read() as session:
        return list(session.scalars(select(Lead).order_by(Lead.id)))


def go_out(page):
    """Wait until the phone holds all that it needs, then cut the network."""
    page.evaluate("() => navigator.serviceWorker.ready")
    page.reload()  # from its next page on the phone is surely in the worker's hands
    page.wait_for_function("() => navigator.serviceWorker.controller")
    assert page.evaluate(
        f"""async () => {{
          for (let tries = 0; tries < 300; tries++) {{
            if ((await ({RECORDS})()).some(({{ id }}) => id === "list")) return true;
            await new Promise((done) => setTimeout(done, 50));
          }}
        }}"""
    )
    page.context.set_offline(True)


def come_back(page):
    page.context.set_offline(False)


def write_down(page, name="Nguyễn Thị Mới", phone="0905 777 888"):
    page.get_by_label("Họ tên").fill(name)
    page.get_by_label("Điện thoại", exact=True).fill(phone)
    page.get_by_label("Thôn/khối phố, xã/phường").fill("khối phố 3")
    page.get_by_label("Nguồn").select_option("Họp thôn")
    page.get_by_label("Người dân đồng ý").check()
    page.get_by_role("button", name="Lưu", exact=True).click()


def bar(page):
    return page.locator("#door-waiting")


def tap(page, *labels):
    for label in labels:
        page.locator("label.choice", has_text=label).first.click()


def assert_sound_and_within_its_edges(page):
    assert_sound(page)
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(overflow), page.url


# -- the calculator -----------------------------------------------------------------------------


def grid(parameters, on):
    lowest, highest = bounds(parameters, on)
    incomes = [1, lowest - 1, lowest, lowest + 1, 1_777_777, 2_000_000, 3_333_333, 9_999_999]
    incomes += [highest - 1, highest, highest + 1, *range(lowest, 5_000_000, 450_001)]
    return [
        (income, support["key"], mode["key"])
        for income in incomes
        for support in supports()
        for mode in modes(parameters, on)
    ]


def test_the_phone_calculates_and_words_as_the_law_on_the_server(office, open_page):
    page, parameters = open_page(path="/calculator"), load()
    for fetched in ("2026-09-15", "2026-11-24", "2026-12-31", "2027-01-01"):
        for ahead in (0, 1, 30):
            assert_same_sums(page, parameters, date.fromisoformat(fetched), ahead)


def assert_same_sums(page, parameters, day, ahead):
    """Compare the page, with figures fetched on `day`, with the law `ahead` days later."""
    on = day + timedelta(days=ahead)
    asked = grid(parameters, on)
    got = page.evaluate(
        """async ([law, asked, day]) => {
          const { quote } = await import("/staff/static/door/law.js");
          return asked.map(([income, support, mode]) => quote(law, { income, support, mode }, day));
        }""",
        [tables(parameters, day), asked, on.isoformat()],
    )
    assert len(got) == len(asked)
    for (income, support, mode), answer in zip(asked, got, strict=True):
        wanted = wish(mode, income, support)
        assert answer["text"] == quote(parameters, wanted, on)
        lowest, highest = bounds(parameters, on)
        question = question_of(wanted, min(max(income, lowest), highest), on)
        sums = calculate_contribution(parameters, question)
        assert (answer["pay"], answer["state"]) == (sums.pay, sums.state_support), (day, on)


def question_of(wanted, income, on):
    return ContributionQuestion(
        on, income=income, support=wanted.support, mode=wanted.mode, years=wanted.years
    )


def test_a_phone_that_had_no_signal_for_a_month_calculates_no_more(office, open_page):
    page = open_page(path="/calculator")
    page.context.clock.set_fixed_time(START + timedelta(days=31))
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    expect(page.locator("[data-pay]")).to_have_text("Chưa có số liệu")


def test_three_taps_give_the_exact_sum_in_large_type(open_page, tmp_path):
    page = open_page(path="/calculator")
    tap(page, "2.000.000 đ", "Hộ cận nghèo", "3 tháng một lần")
    sum_ = page.locator("[data-pay]")
    expect(sum_).to_have_text("924.000 đ")
    assert int(float(sum_.evaluate("it => getComputedStyle(it).fontSize")[:-2])) >= 40
    expect(page.locator("[data-text]")).to_contain_text(
        quote(load(), wish("3-months", 2_000_000, "near-poor"), TODAY).splitlines()[0]
    )
    page.get_by_role("button", name="Đổi thuộc diện").click()
    tap(page, "Hộ nghèo")
    expect(sum_).to_have_text("825.000 đ")


def test_an_amount_of_ones_own_is_a_fourth_tap(open_page):
    page = open_page(path="/calculator")
    tap(page, "Mức khác")
    page.get_by_label("Mức khác (đồng)").fill("3.500.000")
    page.get_by_label("Mức khác (đồng)").press("Enter")
    expect(page.get_by_text("3.500.000 đ")).to_be_visible()
    tap(page, "Không thuộc diện nào", "Hằng tháng")
    expect(page.locator("[data-pay]")).to_have_text("704.000 đ")


SHARES = """(what) => {
  navigator.canShare = () => what === "pictures";
  navigator.share = async ({ text, files }) => {
    const [{ type, name }] = files ?? [{}];
    const bytes = files ? [...new Uint8Array(await files[0].arrayBuffer())] : [];
    window.shared = { text, type, name, bytes };
  };
}"""


def test_sharing_hands_a_picture_and_the_words_to_the_phone(open_page, tmp_path):
    page = open_page(path="/calculator")
    page.evaluate(SHARES, "pictures")
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    page.get_by_role("button", name="Chia sẻ").click()
    page.wait_for_function("window.shared")
    shared = page.evaluate("window.shared")
    assert shared["text"] == quote(load(), wish("monthly", 2_000_000, "poor"), TODAY)
    assert (shared["type"], shared["name"]) == ("image/png", "muc-dong-bhxh.png")
    with Image.open(io.BytesIO(bytes(shared["bytes"]))) as picture:
        assert picture.width == 800
        assert 600 < picture.height < 1600
        colours = {colour for _, colour in picture.convert("RGB").getcolors(100_000)}
    assert {(255, 255, 255), (11, 92, 171), (20, 32, 43)} <= colours


def test_a_phone_that_shares_no_pictures_shares_the_words(open_page):
    page = open_page(path="/calculator")
    page.evaluate(SHARES, "words")
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    page.get_by_role("button", name="Chia sẻ").click()
    page.wait_for_function("window.shared")
    assert page.evaluate("window.shared.bytes") == []
    assert "275.000 đ" in page.evaluate("window.shared.text")


def test_a_browser_that_cannot_share_copies(open_page):
    page = open_page(path="/calculator", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("Object.defineProperty(navigator, 'share', { value: undefined })")
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    page.get_by_role("button", name="Chia sẻ").click()
    expect(page.get_by_text("Đã chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Mức thu nhập 2.000.000 đ")


def test_who_was_advised_is_saved_with_the_figures(office, open_page):
    page = open_page(path="/calculator")
    tap(page, "2.000.000 đ", "Hộ nghèo", "Trước 3 năm")
    page.get_by_role("button", name="Lưu thành khách").click()
    expect(page.get_by_text("Kèm mức đã tính: 2.000.000 đ")).to_be_visible()
    expect(page.get_by_label("Họ tên")).to_be_focused()
    write_down(page)
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    lead = leads(office)[-1]
    assert (lead.income, lead.support, lead.mode) == (2_000_000, "poor", "years-ahead")
    assert (lead.source, lead.channel, lead.team_id) == ("Họp thôn", "staff", 1)


class Thumb:
    """Works a page as one thumb does, and counts what it costs: taps, and keys in Telex."""

    TAP, KEY = 1.2, 0.3  # seconds: to find and touch the next thing, to press a key

    def __init__(self, page):
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, where):
        where.tap()
        self.taps += 1

    def type(self, text):
        """Into whatever has the focus; a mark of a letter is one key more."""
        self.page.keyboard.type(text)
        self.keys += len(unicodedata.normalize("NFD", text.replace("đ", "dd")))

    @property
    def seconds(self):
        return self.taps * self.TAP + self.keys * self.KEY


def test_who_was_just_advised_is_saved_within_half_a_minute(office, open_page):
    page = open_page(path="/calculator")
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("button", name="Lưu thành khách"))
    thumb.type("Nguyễn Thị Thanh Hương")
    thumb.tap(page.get_by_label("Điện thoại"))
    thumb.type("0905777888")
    thumb.tap(page.get_by_label("Thôn/khối phố, xã/phường"))
    thumb.type("khối phố 3")
    thumb.tap(page.get_by_label("Người dân đồng ý"))
    thumb.tap(page.get_by_role("button", name="Lưu", exact=True))
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Thanh Hương")
    lead = leads(office)[-1]
    assert (lead.name, lead.hamlet) == ("Nguyễn Thị Thanh Hương", "khối phố 3")
    assert (thumb.taps, thumb.seconds < 30) == (5, True), thumb.seconds


@pytest.fixture
def race(office):
    """Hoa's team is in a campaign of these days."""
    office.database.write(
        lambda session: campaigns.create_campaign(
            session,
            "dot-1",
            CampaignForm("Đợt 1", TODAY, TODAY + timedelta(days=2), "count", {1: 15}),
            START,
        )
    )
    return office


def noted(office):
    with office.database.read() as session:
        row = session.scalar(select(DayOfWork))
        return row and (row.households, row.advised_direct, row.advised_phone, row.leaflets)


def test_the_days_work_is_noted_within_twenty_seconds(race, open_page, eventually):
    page = open_page()
    thumb = Thumb(page)
    thumb.tap(page.locator("[data-work] summary"))
    for name, number in (("Hộ đã đến", "12"), ("Tư vấn trực tiếp", "9"), ("Tờ rơi đã phát", "30")):
        thumb.tap(page.get_by_label(name, exact=True))
        thumb.type(number)
    for _ in range(2):
        thumb.tap(page.get_by_role("button", name="Thêm 1: Tư vấn qua điện thoại"))
    thumb.tap(page.get_by_role("button", name="Bớt 1: Tư vấn qua mạng"))  # nought stays nought
    thumb.tap(page.get_by_role("button", name="Lưu việc trong ngày"))
    eventually(lambda: noted(race) == (12, 9, 2, 30))
    assert thumb.seconds < 20, thumb.seconds
    field = page.get_by_label("Hộ đã đến", exact=True)
    assert field.get_attribute("inputmode") == "numeric"
    assert page.get_by_role("button", name="Thêm 1: Hộ đã đến").bounding_box()["height"] >= 44
    page.reload()
    page.locator("[data-work] summary").click()
    expect(field).to_have_value("12")


def test_a_number_that_cannot_be_right_is_said_at_the_field(office, open_page):
    page = open_page(path="/entry")
    write_down(page, phone="0905")
    expect(page.locator("[data-problem]")).to_contain_text("10 chữ số")
    expect(page.get_by_label("Điện thoại")).to_be_focused()
    page.get_by_label("Điện thoại").fill("0905 777 888")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    assert len(leads(office)) == 4


# -- without signal -----------------------------------------------------------------------------


def test_without_signal_the_list_the_calculator_and_the_forms_work(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/visits")
    expect(page.get_by_text("Không có sóng.").first).to_be_visible()
    expect(page.locator("[data-visit]")).to_have_count(3)
    expect(page.get_by_text("Ông Nguyễn Văn Lân")).to_be_visible()
    page.locator("nav").get_by_role("link", name="Tính tiền").click()
    tap(page, "2.000.000 đ", "Hộ nghèo", "Hằng tháng")
    expect(page.locator("[data-pay]")).to_have_text("275.000 đ")
    page.get_by_role("button", name="Lưu thành khách").click()
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục (Nguyễn Thị Mới)")
    assert len(leads(office)) == 3
    come_back(page)
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    assert [lead.name for lead in leads(office)][3:] == ["Nguyễn Thị Mới"]


def test_results_without_signal_are_marked_and_sent_once(office, open_page, eventually):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/visits")
    visit = page.locator("[data-visit]").first
    visit.get_by_text("Ghi kết quả").click()
    visit.get_by_label("Kết quả").select_option("Hẹn sau")
    visit.get_by_label("Lý do").select_option("Hẹn sau mùa")
    visit.get_by_label("Ghi chú").fill("Gặp chồng, hẹn cuối vụ")
    visit.get_by_label("Hẹn tiếp").fill("2026-12-20")
    visit.get_by_role("button", name="Lưu kết quả").click()
    expect(visit).to_contain_text("Đã ghi: Hẹn sau")
    page.reload()
    expect(page.locator("[data-visit]").first).to_contain_text("Đã ghi: Hẹn sau")
    second = page.context.new_page()
    second.goto(f"{office.address}/staff/visits")
    come_back(page)
    eventually(lambda: leads(office)[0].status == "later")
    expect(bar(page)).not_to_contain_text("Chưa có sóng")
    page.goto(f"{office.address}/staff/leads/KH-000001")
    expect(page.locator(".history").get_by_text("Gặp chồng, hẹn cuối vụ")).to_have_count(1)
    assert leads(office)[0].next_step_on == date(2026, 12, 20)


def test_of_several_that_wait_the_refused_one_stops_no_other(race, open_page, eventually):
    page = open_page()
    go_out(page)
    page.goto(f"{race.address}/staff/entry")
    write_down(page, phone="0905")
    expect(bar(page)).to_contain_text("1 mục")
    write_down(page, "Trần Văn Tốt", "0905 111 333")
    expect(bar(page)).to_contain_text("2 mục")
    page.goto(f"{race.address}/staff/visits")
    page.locator("[data-work] summary").click()
    page.get_by_label("Hộ đã đến", exact=True).fill("7")
    page.get_by_role("button", name="Lưu việc trong ngày").click()
    expect(bar(page)).to_contain_text("3 mục")
    page.reload()
    page.locator("[data-work] summary").click()
    expect(page.get_by_label("Hộ đã đến", exact=True)).to_have_value("7")
    come_back(page)
    eventually(lambda: noted(race) == (7, 0, 0, 0))
    expect(bar(page)).to_contain_text("Chưa lưu được Nguyễn Thị Mới")
    assert [lead.name for lead in leads(race)][3:] == ["Trần Văn Tốt"]


def test_an_answer_lost_on_the_way_makes_no_second_lead(office, open_page):
    page = open_page(path="/entry", service_workers="block")
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.request.post_data)
        route.abort()

    page.route("**/staff/entry", lambda route: lose(route) if not lost else route.continue_())
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục (Nguyễn Thị Mới)")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    assert len(leads(office)) == 4


def test_what_the_phone_keeps_is_encrypted_with_keys_that_cannot_be_read(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/entry")
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục")
    records = page.evaluate(RECORDS)
    assert {record["id"].split("-")[0] for record in records} == {"list", "who", "entry"}
    assert not any(record["extractable"] for record in records)
    plain = " ".join(record["text"] for record in records)
    words = ("0905 777", "0905 444", "Dung", "fields", "html")
    assert not [word for word in words if word in plain]
    kept = page.evaluate("""async () => (await Promise.all((await caches.keys()).map(async (name) =>
      (await (await caches.open(name)).matchAll()).map((answer) => answer.clone().text()))))
      .flat().reduce(async (all, text) => (await all) + (await text), "")""")
    assert "Dung" not in kept
    assert "0905 444 555" not in kept


def test_signing_out_wipes_the_phone_and_asks_about_what_was_not_sent(office, open_page):
    page = open_page(service_workers="block")
    page.route("**/staff/door/state", lambda route: route.abort())
    page.goto(f"{office.address}/staff/entry")
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.locator(".me summary").click()
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Đăng xuất").click()
    assert "Còn 1 mục chưa gửi" in asked.value.message
    expect(bar(page)).to_contain_text("1 mục")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập trang cán bộ")).to_be_visible()
    assert page.evaluate(RECORDS) == []


def test_after_a_day_nothing_is_left_on_the_phone(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/entry")
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục")
    page.context.clock.set_fixed_time(START + timedelta(hours=24, minutes=1))
    page.goto(f"{office.address}/staff/visits")
    expect(page.get_by_text("Trên máy không có danh sách")).to_be_visible()
    assert page.evaluate(RECORDS) == []


def test_an_expired_session_keeps_entries_unseen_until_their_owner_signs_in(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/entry")
    write_down(page)
    expect(bar(page)).to_contain_text("1 mục")
    office.clock.pass_by(seconds=IDLE + 1)
    come_back(page)
    page.goto(f"{office.address}/staff/visits")
    expect(bar(page)).to_contain_text("Đăng nhập lại để gửi")
    expect(bar(page)).not_to_contain_text("Nguyễn Thị Mới")
    page.wait_for_function("() => document.readyState === 'complete'")
    assert {record["id"].split("-")[0] for record in page.evaluate(RECORDS)} == {"entry"}
    sign_in(page, office, "la")
    expect(page.locator("[data-visit]")).to_have_count(0)
    assert len(leads(office)) == 3
    assert "Nguyễn Thị Mới" not in page.content()
    page.context.clear_cookies()
    sign_in(page, office, "hoa")
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    assert leads(office)[3].team_id == 1


def test_a_lead_that_went_to_another_team_is_refused_and_can_be_dropped(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/visits")
    visit = page.locator("[data-visit]").first
    visit.get_by_text("Ghi kết quả").click()
    visit.get_by_role("button", name="Lưu kết quả").click()
    expect(visit).to_contain_text("Đã ghi: Đã liên hệ")

    def give_away(session):
        session.get(Lead, 1).team_id = 2

    office.database.write(give_away)
    come_back(page)
    expect(bar(page)).to_contain_text("Chưa lưu được Đặng Thị Bé")
    bar(page).get_by_role("button", name="Bỏ").click()
    expect(bar(page)).to_be_hidden()


def test_an_entry_that_the_server_refuses_later_can_be_mended(office, open_page):
    page = open_page()
    go_out(page)
    page.goto(f"{office.address}/staff/entry")
    write_down(page, phone="0905")
    expect(bar(page)).to_contain_text("1 mục")
    come_back(page)
    expect(bar(page)).to_contain_text("Chưa lưu được Nguyễn Thị Mới")
    bar(page).get_by_role("button", name="Sửa").click()
    expect(page.get_by_label("Họ tên")).to_have_value("Nguyễn Thị Mới")
    page.get_by_label("Điện thoại").fill("0905 777 888")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(bar(page)).to_contain_text("Đã lưu Nguyễn Thị Mới")
    assert len(leads(office)) == 4


# -- looks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_serious_barrier_or_runs_over_its_edge(office, open_page, size):
    page = open_page("sep", size)
    for path in ("/visits", "/entry", "/calculator", "/neighbourhoods", "/door"):
        page.goto(f"{office.address}/staff{path}")
        assert_sound_and_within_its_edges(page)
    page.goto(f"{office.address}/staff/visits")
    page.get_by_text("Ghi kết quả").first.click()
    assert_sound_and_within_its_edges(page)
    page.goto(f"{office.address}/staff/calculator")
    tap(page, "2.000.000 đ", "Hộ nghèo", "12 tháng một lần")
    page.get_by_role("button", name="Lưu thành khách").click()
    assert_sound_and_within_its_edges(page)


def test_the_list_prints_without_what_is_only_for_the_screen(open_page):
    page = open_page("sep", DESK)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.get_by_text("Ghi kết quả").first).to_be_hidden()
    expect(page.get_by_text("0905 123 456")).to_be_visible()
    expect(page.get_by_text("0905 111 222")).to_be_visible()


# -- codes --------------------------------------------------------------------------------------


def test_the_web_chat_brings_the_code_of_its_address_once(browser, sqlite_database, eventually):
    site = ChatSite(sqlite_database).work()
    channel = site.services.channels["webchat"]

    def refs():
        with sqlite_database.read() as session:
            rows = session.scalars(select(InboxEvent).order_by(InboxEvent.id)).all()
        return [channel.parse(row.name, row.payload).ref for row in rows]

    page = browser.new_page()
    page.goto(f"{site.serve()}/?ref=TK05")
    for number, text in enumerate(("Chào em", "Mức đóng bao nhiêu"), 1):
        page.locator("#text").fill(text)
        page.locator("#text").press("Enter")
        eventually(lambda number=number: len(refs()) == number)
    page.close()
    site.close()
    assert refs() == ["TK05", ""]
