"""Pictures of answers in a real browser: shown without a jump, enlarged, printed."""

import pytest
from playwright.sync_api import expect

from tests.browser import test_chat
from tests.browser.sound import assert_sound
from tests.browser.test_chat import DESK, PHONE, answers, write

pytestmark = pytest.mark.browser
live, open_page = test_chat.live, test_chat.open_page  # fixtures


def with_picture(page):
    """Ask for a sum and for its picture."""
    write(page, "hộ cận nghèo mức 3 triệu đóng theo quý bao nhiêu")
    page.locator("#choices button", has_text="Xem hình").click()
    expect(answers(page)).to_have_count(2)
    image = page.locator("#log .picture img")
    expect(image).to_be_visible()
    return image


def loaded(page):
    page.wait_for_function("() => document.querySelector('#log .picture img')?.naturalWidth > 0")


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_picture_stands_in_its_bubble_with_words_for_who_does_not_see_it(live, open_page, size):
    page = open_page(live, size)
    image = with_picture(page)
    loaded(page)
    assert "mình đóng 1.584.000 đ cho 3 tháng" in image.get_attribute("alt")
    shown, talk = image.bounding_box(), page.locator(".talk").bounding_box()
    assert shown["width"] <= talk["width"]
    assert shown["width"] > 300
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    assert_sound(page)


def test_nothing_jumps_when_the_picture_comes(live, open_page):
    page = open_page(live)
    page.route("**/files/*", lambda route: route.abort())  # a poor line
    image = with_picture(page)
    before = image.bounding_box()
    assert before["height"] > before["width"]
    page.unroute("**/files/*")
    page.reload()
    loaded(page)
    after = page.locator("#log .picture img").bounding_box()
    assert (after["width"], after["height"]) == pytest.approx(
        (before["width"], before["height"]), abs=1
    )


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_tap_shows_the_picture_at_its_full_size(live, open_page, size):
    page = open_page(live, size)
    with_picture(page).click()
    dialog = page.get_by_role("dialog", name="Hình phóng to")
    expect(dialog).to_be_visible()
    large = dialog.locator("img")
    page.wait_for_function("() => document.querySelector('#enlarged img').naturalWidth > 0")
    assert large.bounding_box()["width"] == 800
    box = dialog.bounding_box()
    assert box["width"] <= size[0]
    assert box["height"] <= size[1]
    expect(dialog.get_by_role("button", name="Đóng")).to_be_in_viewport()
    assert_sound(page)
    dialog.get_by_role("button", name="Đóng").click()
    expect(dialog).to_be_hidden()


def test_a_keyboard_enlarges_and_comes_back_to_where_it_was(live, open_page):
    page = open_page(live, DESK)
    with_picture(page)
    button = page.get_by_role("button", name="Phóng to")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#enlarged")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#enlarged")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_page_to_print_is_a_download(live, open_page):
    page = open_page(live, accept_downloads=True)
    with_picture(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải bản in (PDF)").click()
    assert download.value.suggested_filename == "bhxh-tu-nguyen.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF")
