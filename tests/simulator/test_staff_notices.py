"""The whole way, as members of staff see it: a code typed on Zalo, then leads in the chat."""

import threading
from datetime import UTC, datetime

import pytest

from bot.app import build_services, create_app
from bot.conversation.effects import ConsentGiven, LeadLeft
from bot.delivery.worker import run_worker
from bot.leads import accounts, addresses, intake, teams
from bot.leads.addresses import Device
from bot.leads.viewers import COMMAND_LINE
from bot.push.keys import public_key, server_key
from bot.settings import Settings
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.outreach import Team
from tests.conftest import KEYS
from tests.push.push_service import PushService
from tests.web_server import WebServer

MEMBER = "246845883529197922"
LEAD = LeadLeft("Đặng Thị Bé", "+84905123456", ConsentGiven("2026-11"), former_ward="Tân Thạnh")


@pytest.fixture
def push_service():
    running = PushService(datetime.now(UTC))
    yield running
    running.close()


@pytest.fixture
def services(sqlite_url, tmp_path, push_service):
    """The product with its engine, beside simulated platforms and a push service."""
    with SimulatedPlatforms() as platforms:
        values = {
            **platforms.environment(),
            "DATABASE_URL": sqlite_url,
            "SECRET_KEY": "test",
            "ENCRYPTION_KEYS": KEYS,
            "PUBLIC_URL": "https://bhxh.example.vn",
            "NOTIFY_HOURS": "24/7",
            "PUSH_SERVICES": push_service.origin,
        }
        settings = Settings.load(values, tmp_path)
        built = build_services(settings)
        stop = threading.Event()
        worker = threading.Thread(target=run_worker, args=(built, stop))
        worker.start()
        with WebServer(create_app(settings, built)) as server:
            platforms.bot_url = server.url
            yield built, platforms
        stop.set()
        worker.join(15)
        built.database.close()


def test_leads_come_to_a_linked_zalo_and_to_the_leaders_phone(services, push_service, eventually):
    services, platforms = services
    database, now = services.database, services.clock()
    push_service.server_key = public_key(server_key(database, now))
    browser = push_service.subscribe()

    def staff(session):
        teams.create_team(session, "tan-thanh", "Tổ Tân Thạnh", ["Tân Thạnh"], now)
        team = session.query(Team).one()
        made = [
            accounts.create_user(session, name, "mat-khau-thu", "leader", now, team=team).id
            for name in ("lan", "mai")
        ]
        addresses.add_device(session, made[1], Device(**browser.subscription), now)
        return made

    lan, _ = database.write(staff)
    code = database.write(lambda session: addresses.new_code(session, lan, now))
    platforms.send_zalo(platforms.zalo.text(MEMBER, code.lower()))
    said = platforms.world.sent
    eventually(lambda: len(said) == 2, 20)
    assert "đã nhận mã liên kết" in said[0].text
    assert "Thông báo thử" in said[1].text

    database.write(lambda session: intake.keep_by_staff(session, LEAD, COMMAND_LINE, now, now))
    eventually(lambda: len(said) == 3 and push_service.received, 20)
    assert "https://bhxh.example.vn/staff/leads/KH-000001" in said[2].text
    (push,) = push_service.received
    assert push.shown["path"] == "/staff/leads/KH-000001"
    assert not push_service.refused
    for text in (said[2].text, str(push.shown)):
        assert not any(part in text for part in ("Bé", "0905", "905123456", "Thạnh"))
