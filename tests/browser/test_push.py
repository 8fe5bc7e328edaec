"""A browser is switched on for pushes and shows what is pushed, on a phone and at a desk."""

import json

import pytest
from playwright.sync_api import expect

from bot.delivery.notices import Notices
from tests.browser.sound import faults
from tests.console.office import PASSWORD, START, OfficeAtWork
from tests.push.push_service import PushService

pytestmark = pytest.mark.browser

SUBSCRIBED = """
PushManager.prototype.subscribe = async function ({ userVisibleOnly, applicationServerKey }) {
  if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("bad options");
  return { toJSON: () => (GIVEN) };
};
"""
"""The browser's own push service is far away: this is what it would answer."""


@pytest.fixture
def service():
    running = PushService(START)
    yield running
    running.close()


@pytest.fixture
def office(sqlite_database, service):
    opened = OfficeAtWork(sqlite_database, settings={"PUSH_SERVICES": (service.origin,)})
    opened.user("hoa", "leader", opened.team("tan-thanh", "Phường Tân Thạnh"))
    opened.address = opened.serve()
    yield opened
    opened.close()


def test_a_browser_is_switched_on_and_shows_what_is_pushed(browser, office, service):
    for width, name in ((390, "phone"), (1440, "desk")):
        window = browser.new_context(
            viewport={"width": width, "height": 900}, locale="vi-VN", permissions=["notifications"]
        )
        given = service.subscribe(name).subscription
        keys = {"p256dh": given["public_key"], "auth": given["secret"]}
        shape = json.dumps({"endpoint": given["endpoint"], "keys": keys})
        window.add_init_script(SUBSCRIBED.replace("GIVEN", shape))
        page = window.new_page()
        page.goto(f"{office.address}/staff/account")
        page.get_by_label("Tên đăng nhập").fill("hoa")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff/account")
        section = page.locator("#notices")
        service.server_key = section.locator("[data-push]").get_attribute("data-push")
        section.get_by_role("button", name="Bật thông báo trên máy này").click()
        page.wait_for_url("**/staff/account#notices")
        expect(section.locator(".list li .small").first).to_contain_text("Thêm 09:00 24/11/2026")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults(page) == []
        code = office.lead(name=f"Khách {name}", former_ward="Phường Tân Thạnh")
        Notices(office.services).once()
        pushed = next(p for p in service.received if p.shown["path"].endswith(code))
        shown = hand_over(page, office, pushed.shown)
        assert shown == ["Có khách mới cần liên hệ", f"/staff/leads/{code}"]
        window.close()


def hand_over(page, office, shown):
    """Hand what arrived at the push service to the service worker; give what it shows."""
    devtools = page.context.new_cdp_session(page)
    found = []
    updated = "ServiceWorker.workerRegistrationUpdated"
    devtools.on(updated, lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    while not found:
        page.wait_for_timeout(50)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": office.address,
            "registrationId": found[0]["registrationId"],
            "data": json.dumps(shown),
        },
    )
    return page.evaluate(
        """async () => {
          const worker = await navigator.serviceWorker.ready;
          for (let tries = 0; tries < 300; tries++) {
            const [notice] = await worker.getNotifications();
            if (notice) return [notice.title, notice.data.path];
            await new Promise((done) => setTimeout(done, 50));
          }
        }"""
    )
