"""The web chat in a real browser, on a phone and at a desk, with the whole way behind it."""

import re

import pytest
from limits import RateLimitItemPerDay
from playwright.sync_api import expect
from sqlalchemy import select

from bot.conversation.effects import DataErasureAsked
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome
from bot.delivery import outbox
from bot.live import LiveContent
from bot.storage.models import Conversation
from bot.web import chat_limits
from tests.browser.sound import assert_sound
from tests.web.chat_site import ChatSite

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1440, 900)
NETWORK = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "429", "409")


@pytest.fixture(scope="module")
def live(shared_database):
    """A site that answers with the content that ships."""
    site = ChatSite(shared_database, LiveContent(shared_database)).work()
    yield site.serve()
    site.close()


@pytest.fixture
def make_site(sqlite_database):
    sites = []

    def make(**parts):
        sites.append(ChatSite(sqlite_database, **parts))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def open_page(browser):
    """Open the chat as a new visitor; scripts must run without a fault or a blocked load."""
    contexts, faults = [], []

    def open_it(address, size=PHONE, **options):
        touch = size == PHONE
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=touch,
            is_mobile=touch,
            locale="vi-VN",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not any(word in fault for word in NETWORK)] == []


def write(page, text):
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def mine(page):
    return page.locator("#log .message.mine .bubble")


def answers(page):
    return page.locator("#log .message.bot .bubble")


def starters(page):
    return page.locator("#starters button")


def said_by_both(page):
    bubbles = page.locator("#log .bubble").all_text_contents()
    return [text.split(": ", 1)[1] for text in bubbles]


# -- talking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_first_visitor_is_greeted_picks_a_starter_and_is_answered(live, open_page, size):
    page = open_page(live, size)
    expect(page.get_by_role("heading", name="Xin chào")).to_be_visible()
    expect(starters(page)).to_have_text(
        ["1Mức đóng", "2Tính tiền đóng", "3Hỗ trợ của Nhà nước", "4Để lại số điện thoại"]
    )
    expect(page.get_by_text("Số điện thoại chỉ được lưu khi mình đồng ý")).to_be_visible()
    starters(page).nth(0).click()
    expect(mine(page)).to_have_text("Mình: Mức đóng")
    expect(answers(page)).to_contain_text("22")
    expect(page.locator("#greeting")).to_be_hidden()
    expect(page.locator("#choices button").first).to_be_in_viewport()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= size[0]
    talk, bubble = page.locator(".talk").bounding_box(), answers(page).bounding_box()
    assert bubble["width"] <= 0.8 * talk["width"] + 1


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_sum_is_asked_for_in_one_sentence(live, open_page, size):
    page = open_page(live, size)
    write(page, "ho can ngheo dong muc 2 trieu theo quy het bao nhieu")
    expect(answers(page)).to_contain_text("924.000 đ cho 3 tháng")


def test_a_number_takes_a_starter_and_then_a_choice(live, open_page):
    page = open_page(live)
    expect(starters(page).first).to_be_visible()
    write(page, "2")
    expect(mine(page)).to_have_text("Mình: Tính tiền đóng")
    expect(answers(page)).to_contain_text("mức thu nhập bao nhiêu")
    write(page, "1")
    expect(answers(page)).to_have_count(2)
    expect(answers(page).nth(1)).to_contain_text("thuộc diện nào")


def test_choices_stand_under_the_last_message_only_and_go_when_one_is_taken(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    write(page, "một")
    choices = page.locator("#choices button")
    expect(choices).to_have_text(["1Xem thêm", "2Gặp cán bộ"])
    choices.nth(1).click()
    expect(mine(page)).to_have_text(["Mình: một", "Mình: Gặp cán bộ"])
    expect(answers(page)).to_have_text(["Trợ lý: Nghe: một", "Trợ lý: Nghe: #human"])
    expect(choices).to_have_count(2)
    expect(page.locator("#text")).to_be_focused()


def test_enter_sends_shift_enter_and_telex_do_not(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    box = page.locator("#text")
    box.fill("dòng một")
    box.press("Shift+Enter")
    box.press_sequentially("dòng hai")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("dòng một\ndòng hai")
    tall = box.bounding_box()["height"]
    box.press("Enter")
    expect(mine(page)).to_have_text("Mình: dòng một dòng hai")
    expect(box).to_have_value("")
    assert box.bounding_box()["height"] < tall


def test_a_keyboard_alone_is_enough(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    starters(page).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#choices button")).to_have_count(2)
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#choices button").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(mine(page)).to_have_count(2)
    expect(page.locator("#text")).to_be_focused()


def test_a_tap_on_a_phone_does_not_call_up_the_keyboard(make_site, open_page):
    page = open_page(make_site().work().serve(), PHONE)
    starters(page).first.tap()
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#text")).not_to_be_focused()


def test_dots_show_while_an_answer_is_due(make_site, open_page):
    site = make_site()
    page = open_page(site.serve())
    write(page, "một")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.get_by_text("Trợ lý đang trả lời")).to_be_attached()
    site.work()
    write(page, "hai")
    expect(answers(page)).to_have_count(2)
    expect(page.locator("#typing")).to_be_hidden()


def test_a_long_wait_is_explained(make_site, open_page):
    page = open_page(make_site().serve())
    page.clock.install()
    page.reload()
    write(page, "một")
    expect(page.locator("#typing")).to_be_visible()
    expect(page.get_by_text("Hơi lâu hơn thường lệ")).to_be_hidden()
    page.clock.fast_forward(25_000)
    expect(page.get_by_text("Hơi lâu hơn thường lệ")).to_be_visible()


def test_a_colleague_who_answers_is_named(make_site, open_page, sqlite_database):
    site = make_site()
    page = open_page(site.serve(), DESK)
    write(page, "cho gặp cán bộ")
    expect(mine(page)).to_have_count(1)

    def answer(session):
        conversation = session.scalars(select(Conversation)).one()
        conversation.human = "taken"
        reply = Reply("Chào bác, em là Hà")
        outbox.add(session, conversation.id, reply, site.services.clock(), origin=outbox.STAFF)

    sqlite_database.write(answer)
    site.work()
    expect(page.locator("#standing")).to_have_text("Cán bộ đang trả lời")
    write(page, "dạ")
    expect(page.locator(".message.staff")).to_contain_text("Cán bộ")
    expect(page.locator(".message.staff .bubble")).to_contain_text("em là Hà")


def test_the_time_stands_once_a_group(make_site, open_page):
    site = make_site()
    page = open_page(site.serve())
    for text in ("một", "hai", "ba"):
        write(page, text)
    expect(mine(page)).to_have_count(3)
    expect(page.locator("#log time:visible")).to_have_count(1)
    expect(page.locator("#log .day")).to_have_text("Hôm nay")


def test_text_is_never_html_and_addresses_are_links(make_site, open_page):
    page = open_page(make_site().work().serve())
    write(
        page,
        "<img src=x onerror=alert(1)> xem baohiemxahoi.gov.vn, hoặc "
        "https://dichvucong.gov.vn/a?b=1. Thư tới hoi@bhxh.gov.vn, javascript:alert(1)",
    )
    expect(answers(page)).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#log img").count() == 0
    links = answers(page).locator("a")
    expect(links).to_have_text(["baohiemxahoi.gov.vn", "https://dichvucong.gov.vn/a?b=1"])
    expect(links.first).to_have_attribute("href", "https://baohiemxahoi.gov.vn")
    expect(links.first).to_have_attribute("rel", "noopener noreferrer")
    expect(mine(page).locator("a")).to_have_count(0)


def test_a_message_that_is_too_long_stays_in_the_box_with_the_reason(make_site, open_page):
    page = open_page(make_site().serve(), DESK)
    long = "ă" * 10_001
    write(page, long)
    expect(page.locator("#problem")).to_contain_text("dài quá 10.000 ký tự")
    expect(page.locator("#text")).to_have_value(long)
    expect(mine(page)).to_have_count(0)


def test_who_reads_above_is_not_moved_by_what_comes(make_site, open_page):
    site = make_site()
    page = open_page(site.serve())
    for number in range(12):
        write(page, f"tin {number}\n" * 4)
    expect(mine(page)).to_have_count(12)
    page.locator("#scroll").evaluate("(element) => element.scrollTo(0, 0)")
    site.work()
    another = page.context.new_page()
    another.goto(page.url)
    write(another, "đánh thức")
    expect(answers(page)).to_have_count(13)  # who follows sees what comes from its beginning
    latest = page.get_by_role("button", name="Xem tin mới")
    expect(latest).to_be_visible()
    assert page.locator("#scroll").evaluate("(element) => element.scrollTop") == 0
    latest.click()
    expect(answers(page).last).to_be_in_viewport()


# -- when the network drops ---------------------------------------------------------------------


def test_what_was_written_without_a_network_is_kept_and_sent_later(make_site, open_page):
    page = open_page(make_site().work().serve())
    page.context.set_offline(True)
    write(page, "một")
    write(page, "hai")
    expect(page.get_by_text("Mất kết nối")).to_be_visible()
    expect(page.locator("#unsent .late").first).to_contain_text("Chưa gửi")
    page.context.set_offline(False)
    expect(answers(page)).to_have_text(["Trợ lý: Nghe: một", "Trợ lý: Nghe: hai"])
    expect(page.get_by_text("Mất kết nối")).to_be_hidden()
    expect(page.locator("#unsent .message")).to_have_count(0)


def test_what_was_not_sent_survives_a_reload(make_site, open_page):
    page = open_page(make_site().work().serve())
    pattern = re.compile("/chat/messages$")  # sending only
    page.route(pattern, lambda route: route.abort())
    write(page, "số 0905 000 123")
    expect(page.locator("#unsent .late")).to_have_count(1)
    page.reload()
    expect(page.locator("#unsent .late")).to_contain_text("số 0905 000 123")
    page.unroute(pattern)
    page.get_by_role("button", name="Gửi lại").click()
    expect(answers(page)).to_have_text("Trợ lý: Nghe: số 0905 000 123")


def test_a_message_whose_receipt_got_lost_is_answered_once(make_site, open_page):
    page = open_page(make_site().work().serve())
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    pattern = re.compile("/chat/messages$")
    page.route(pattern, lose, times=1)
    write(page, "một")
    expect(answers(page)).to_have_count(1)
    expect(page.locator("#unsent .message")).to_have_count(0)
    write(page, "hai")
    expect(answers(page)).to_have_count(2)
    assert len(lost) == 1
    assert said_by_both(page) == ["một", "Nghe: một", "hai", "Nghe: hai"]


def test_who_writes_too_fast_keeps_the_message_and_reads_why(make_site, open_page, monkeypatch):
    monkeypatch.setattr(chat_limits, "PER_MINUTE", RateLimitItemPerDay(3))  # no edge nearby
    page = open_page(make_site().serve(), DESK)
    for number in range(4):
        write(page, f"tin {number}")
    expect(page.locator("#unsent .late")).to_contain_text("tin 3")
    expect(page.locator("#unsent .late")).to_contain_text("Mình nhắn hơi nhanh")
    expect(mine(page)).to_have_count(3)


# -- on a shared computer -----------------------------------------------------------------------


def test_clearing_asks_first_and_then_leaves_nothing_behind(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    write(page, "số của tôi là 0905 000 123")
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    page.get_by_role("button", name="Giữ lại").click()
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator("#greeting")).to_be_visible()
    expect(page.locator("#log .message")).to_have_count(0)
    page.reload()
    expect(page.locator("#greeting")).to_be_visible()
    assert "0905" not in page.content()
    assert page.evaluate("() => sessionStorage.length + localStorage.length") == 0
    write(page, "người dùng sau")
    expect(answers(page)).to_have_text("Trợ lý: Nghe: người dùng sau")


def test_going_back_does_not_bring_a_cleared_conversation_back(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    write(page, "số của tôi là 0905 000 123")
    expect(answers(page)).to_have_count(1)
    page.goto(page.url + "?2")
    page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator("#clearing")).to_be_hidden()
    page.go_back()
    expect(page.locator("#greeting")).to_be_visible()
    assert "0905" not in page.content()


def test_another_tab_lets_go_of_a_cleared_conversation(make_site, open_page):
    page = open_page(make_site().work().serve(), DESK)
    write(page, "số của tôi là 0905 000 123")
    expect(answers(page)).to_have_count(1)
    other = page.context.new_page()
    other.goto(page.url)
    expect(answers(other)).to_have_count(1)
    page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator("#greeting")).to_be_visible()
    write(other, "người dùng sau")
    expect(answers(other)).to_have_text("Trợ lý: Nghe: người dùng sau")
    assert "0905" not in other.content()


def test_deleted_data_leaves_the_page_too(make_site, open_page):
    class Deletes:
        def handle(self, turn):
            wish = (DataErasureAsked(),) if turn.inbound.text == "xóa" else ()
            return Outcome(turn.state, (Reply("Dạ"),), wish)

    page = open_page(make_site(handler=Deletes()).work().serve())
    write(page, "0905 000 123")
    expect(answers(page)).to_have_count(1)
    write(page, "xóa")
    expect(page.get_by_text("Tin nhắn trước đó đã được xóa.")).to_be_visible()
    expect(page.locator("#log .message")).to_have_count(0)
    write(page, "chào lại")
    expect(answers(page)).to_have_count(1)


# -- for everyone -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_no_serious_fault_of_accessibility(live, open_page, size):
    page = open_page(live, size)
    expect(starters(page).first).to_be_visible()
    assert_sound(page)
    write(page, "tính tiền đóng")
    expect(page.locator("#choices button").first).to_be_visible()
    page.context.set_offline(True)
    write(page, "2 triệu")
    expect(page.locator("#unsent .late")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    assert_sound(page)


def test_every_control_is_large_enough_for_a_thumb(live, open_page):
    page = open_page(live)
    write(page, "tính tiền đóng")
    expect(page.locator("#choices button").first).to_be_visible()
    for control in page.locator("button:visible, .tool:visible, textarea:visible").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 44, control.inner_text()


def test_the_input_stays_above_the_keyboard(live, open_page):
    page = open_page(live)
    write(page, "bhxh tự nguyện là gì")
    expect(answers(page)).to_have_count(1)
    page.set_viewport_size({"width": 390, "height": 420})  # what a keyboard leaves
    expect(page.locator("#text")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Gửi")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("heading", name="Hỏi đáp BHXH tự nguyện")).to_be_in_viewport()
