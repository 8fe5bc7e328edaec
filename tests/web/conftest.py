"""A web application of the webhooks and health routes over the real channels."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.channels.base import Channels
from bot.channels.messenger.channel import MessengerChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.delivery.receiver import Receiver
from bot.delivery.services import Account, Services
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.database import Database
from bot.storage.models import InboxEvent
from bot.web.health import health
from bot.web.webhooks import webhooks
from tests.delivery.world import OFFICE, Parrot, apply_effect, settings, snapshot


@dataclass
class Woken:
    """Remembers who was woken."""

    seen: list[tuple[str, int]] = field(default_factory=list)

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        self.seen += [(channel, conversation) for conversation in conversations]


@dataclass
class Site:
    client: FlaskClient
    services: Services
    platforms: SimulatedPlatforms
    woken: Woken

    def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> int:
        return self.client.post(path, data=body, headers=headers or {}).status_code

    def messenger(self, *events: Any) -> int:
        events_of = self.platforms.messenger
        signed = events_of.signed(events_of.body(list(events)))
        return self.post("/webhooks/messenger", signed.body, dict(signed.headers))

    def zalo(self, event: Any) -> int:
        signed = self.platforms.zalo.signed(event)
        return self.post("/webhooks/zalo", signed.body, dict(signed.headers))

    def rows(self) -> list[InboxEvent]:
        with self.services.database.read() as session:
            return list(session.scalars(select(InboxEvent).order_by(InboxEvent.id)))


@pytest.fixture(scope="session")
def platforms() -> Iterator[SimulatedPlatforms]:
    """Builds and signs bodies as the platforms do."""
    with SimulatedPlatforms() as started:
        yield started


@pytest.fixture
def site(sqlite_database: Database, platforms: SimulatedPlatforms) -> Site:
    zalo, page = platforms.zalo_account, platforms.messenger_page
    channels = {
        "zalo": ZaloChannel(
            app_id=zalo.app_id, oa_secret_key=zalo.oa_secret_key, api_base="http://127.0.0.1:9"
        ),
        "messenger": MessengerChannel(
            app_id=page.app_id,
            app_secret=page.app_secret,
            graph_base="http://127.0.0.1:9",
            graph_version="v25.0",
        ),
    }
    services = Services(
        database=sqlite_database,
        channels=Channels(channels),
        handler=Parrot(),
        snapshot=snapshot,
        apply_effect=apply_effect,
        parameters=lambda now: None,
        office=OFFICE,
        settings=settings(
            messenger_verify_token=page.verify_token,
            zalo_verifier="zalo_verifierABC123.html",
            metrics_token="a token",
        ),
        accounts={
            ("zalo", zalo.oa_id): Account("zalo", zalo.oa_id, "t"),
            ("messenger", page.page_id): Account("messenger", page.page_id, "t"),
        },
        clock=lambda: datetime.now(UTC),
    )
    woken = Woken()
    app = Flask("bot.web")
    app.register_blueprint(webhooks(services, Receiver(services, woken)))
    app.register_blueprint(health(services))
    return Site(app.test_client(), services, platforms, woken)
