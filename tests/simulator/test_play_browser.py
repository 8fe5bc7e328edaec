"""The play page in a real browser, with the test in the place of the bot."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser, line, bot):
    line.platforms.connect(bot.url)
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    errors = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{line.platforms.base_url}/play")
    yield opened
    opened.close()
    assert errors == []


def heard(bot, count):
    """The bot's calls, once there are that many."""
    deadline = time.monotonic() + 5
    while len(bot.calls) < count:
        assert time.monotonic() < deadline, bot.events()
        time.sleep(0.01)
    return bot.events()


def write(pane, text):
    pane.locator(".write input").fill(text)
    pane.locator(".write button").click()


def test_a_citizen_on_zalo_writes_taps_and_fills_in_the_form(page, line, bot):
    pane = page.locator("[data-platform=zalo]")
    write(pane, "tính tiền đóng")
    person = heard(bot, 1)[0]["sender"]["id"]
    expect(pane.locator(".bubble.mine")).to_have_text("tính tiền đóng")
    tap = {"title": "Hộ nghèo", "type": "oa.query.show", "payload": "hộ nghèo"}
    attachment = {"type": "template", "payload": {"template_type": "button", "buttons": [tap]}}
    line.zalo({"text": "Thuộc diện nào ạ?", "attachment": attachment}, person=person)
    pane.get_by_role("button", name="Hộ nghèo").click()
    assert heard(bot, 2)[1]["message"]["text"] == "hộ nghèo"
    element = {"title": "Để lại số", "subtitle": "Em gọi", "image_url": "https://a.example/1.png"}
    payload = {"template_type": "request_user_info", "elements": [element]}
    line.zalo({"attachment": {"type": "template", "payload": payload}}, person=person)
    pane.get_by_label("Số điện thoại").fill("0905000123")
    pane.get_by_role("button", name="Gửi thông tin").click()
    assert heard(bot, 3)[2]["info"]["phone"] == "0905000123"


def test_a_citizen_on_messenger_taps_a_quick_reply_which_then_goes_away(page, line, bot):
    pane = page.locator("[data-platform=messenger]")
    pane.get_by_role("button", name="Bắt đầu").click()
    person = heard(bot, 1)[0]["entry"][0]["messaging"][0]["sender"]["id"]
    reply = {"content_type": "text", "title": "Gặp nhân viên", "payload": "HUMAN"}
    line.messenger({"text": "Dạ em chào", "quick_replies": [reply]}, person=person)
    pane.get_by_role("button", name="Gặp nhân viên").click()
    message = heard(bot, 2)[1]["entry"][0]["messaging"][0]["message"]
    assert message["quick_reply"] == {"payload": "HUMAN"}
    expect(pane.get_by_role("button", name="Gặp nhân viên")).to_have_count(0)
    own = {"content_type": "user_phone_number"}
    line.messenger({"text": "Số nào ạ?", "quick_replies": [own]}, person=person)
    pane.get_by_role("button", name="+84905000123").click()
    message = heard(bot, 3)[2]["entry"][0]["messaging"][0]["message"]
    assert message["quick_reply"] == {"payload": "+84905000123"}


def test_a_refused_message_shows_its_code_in_its_own_pane(page, line, bot):
    pane = page.locator("[data-platform=zalo]")
    write(pane, "chào")
    person = heard(bot, 1)[0]["sender"]["id"]
    line.zalo({"text": "đ" * 2001}, person=person)
    expect(pane.locator(".refused")).to_contain_text("Zalo từ chối, mã -210")
    expect(page.locator("[data-platform=messenger] .refused")).to_have_count(0)


def test_the_page_fits_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
