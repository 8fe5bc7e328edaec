"""Supervisors and Prometheus see what is wrong before people do."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from bot.delivery.sweep import take_duty
from bot.storage.models import Alert, ChannelAccount
from tests.web.conftest import Site


@pytest.fixture
def working(site: Site) -> Site:
    """A deployment one of whose processes drains."""
    now = datetime.now(UTC)
    until = now + timedelta(minutes=5)
    site.services.database.write(lambda session: take_duty(session, "sweep", "me", now, until))
    return site


def ready(site: Site) -> tuple[int, dict]:
    answer = site.client.get("/readyz")
    return answer.status_code, answer.json


def test_a_process_that_answers_is_alive(site: Site) -> None:
    assert site.client.get("/healthz").text == "ok\n"


def test_ready_when_all_parts_work(working: Site) -> None:
    assert ready(working) == (200, {"ready": True, "oldest_waiting_seconds": 0.0, "problems": []})


def test_not_ready_when_nobody_drains(site: Site) -> None:
    status, body = ready(site)
    assert (status, body["problems"]) == (503, ["engine: no process drains"])


def test_not_ready_when_an_event_waits_for_over_a_minute(working: Site, monkeypatch) -> None:
    working.zalo(working.platforms.zalo.text("9", "chào"))
    assert ready(working)[0] == 200
    later = datetime.now(UTC) + timedelta(seconds=61)
    object.__setattr__(working.services, "clock", lambda: later)
    status, body = ready(working)
    assert status == 503
    assert body["oldest_waiting_seconds"] >= 60
    assert "waits for 61 s" in body["problems"][0]


def test_not_ready_when_a_channel_is_paused(working: Site) -> None:
    now = datetime.now(UTC)
    row = {"channel": "zalo", "account": "1", "paused_at": now, "paused_reason": "Hết hạn mức"}
    working.services.database.write(
        lambda session: session.execute(insert(ChannelAccount), row) and None
    )
    status, body = ready(working)
    assert (status, body["problems"]) == (503, ["zalo 1 is paused: Hết hạn mức"])
    assert 'bhxh_channel_paused{channel="zalo"} 1.0' in working.client.get("/metrics").text


def test_an_open_alert_is_a_detail(working: Site) -> None:
    row = {"key": "zalo 1", "message": "Hãy cấp quyền lại", "opened_at": datetime.now(UTC)}
    working.services.database.write(lambda session: session.execute(insert(Alert), row) and None)
    status, body = ready(working)
    assert (status, body["problems"]) == (200, ["zalo 1: Hãy cấp quyền lại"])


def test_not_ready_when_the_database_is_away(working: Site, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(working.services.database, "read", away)
    assert ready(working)[0] == 503
    assert "bhxh_up 0.0" in working.client.get("/metrics").text
    assert working.client.get("/healthz").status_code == 200


def test_metrics_show_what_waits_and_what_was_counted(working: Site) -> None:
    working.zalo(working.platforms.zalo.text("9", "chào"))
    working.services.counts.add("send-error", "zalo", "-216")
    working.services.counts.flush(working.services.database)
    text = working.client.get("/metrics").text
    assert "bhxh_inbox_waiting 1.0" in text
    assert "bhxh_conversations_due 1.0" in text
    assert "bhxh_oldest_waiting_seconds" in text
    assert 'bhxh_send_error_total{channel="zalo",label="-216"} 1.0' in text
    assert 'bhxh_received_total{channel="zalo",label=""} 1.0' in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.0.0.5", {}, 403),
        ("10.0.0.5", {"Authorization": "Bearer a token"}, 200),
        ("10.0.0.5", {"Authorization": "Bearer another"}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.5"}, 403),
        ("::1", {}, 200),
    ],
)
def test_metrics_are_for_loopback_or_the_token(
    working: Site, address: str, headers: dict[str, str], status: int
) -> None:
    answer = working.client.get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == status
