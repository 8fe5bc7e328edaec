"""A push arrives, readable for its browser alone; bad addresses are never sent to."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bot.push.client import Push, PushClient, Target
from bot.push.errors import BadDeviceError, GoneError, RefusedError, TryLaterError
from bot.push.keys import public_key, server_key
from bot.push.subscriptions import check, check_endpoint
from bot.storage.database import Database
from bot.storage.notices import PushKey
from tests.push.push_service import CURVE, Browser, PushService, decoded, decrypt

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PUSH = Push("Có khách mới", "Mã khách KH-000001.", "/staff/leads/KH-000001", "n1")
SERVICES = ("fcm.googleapis.com", "*.push.services.mozilla.com")


@pytest.fixture
def service():
    running = PushService(NOW)
    yield running
    running.close()


@pytest.fixture
def client(service, sqlite_database):
    key = server_key(sqlite_database, NOW)
    service.server_key = public_key(key)
    return PushClient(key, "https://bhxh.example.vn", (service.origin,))


def target(browser: Browser) -> Target:
    return Target(**browser.subscription)


def test_the_browser_reads_what_was_sent(service, client):
    browser = service.subscribe()
    client.send(target(browser), PUSH, NOW)
    (arrived,) = service.received
    assert not service.refused
    assert arrived.shown == {
        "title": "Có khách mới",
        "body": "Mã khách KH-000001.",
        "path": "/staff/leads/KH-000001",
        "topic": "n1",
    }
    assert arrived.headers["Urgency"] == "normal"
    assert arrived.headers["Topic"] == "n1"


def test_the_stand_in_decrypts_the_example_of_rfc_8291():
    """Appendix A: what our own decryption of the tests is measured by."""
    private = int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    body = decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    key = ec.derive_private_key(private, CURVE)
    plain = decrypt(body, key, decoded("BTBZMqHH6r4Tts7J_aSIgg"))
    assert plain == b"When I grow up, I want to be a watermelon"


@pytest.mark.parametrize(
    ("status", "headers", "error", "after"),
    [
        (404, {}, GoneError, None),
        (410, {}, GoneError, None),
        (429, {"Retry_After": "120"}, TryLaterError, 120.0),
        (503, {"Retry_After": "Tue, 24 Nov 2026 02:05:00 GMT"}, TryLaterError, 300.0),
        (500, {}, TryLaterError, None),
        (503, {"Retry_After": "soon"}, TryLaterError, None),
        (503, {"Retry_After": "Tue, 24 Nov 2026 02:05:00 -0000"}, TryLaterError, None),
        (429, {"Retry_After": "99999999"}, TryLaterError, 86400.0),
        (400, {}, RefusedError, None),
        (413, {}, RefusedError, None),
        (302, {"Location": "http://127.0.0.1:1/inside"}, RefusedError, None),
    ],
)
def test_the_answer_says_what_to_do(service, client, status, headers, error, after):
    browser = service.subscribe()
    service.will_answer(browser, status, **headers)
    with pytest.raises(error) as raised:
        client.send(target(browser), PUSH, NOW)
    assert getattr(raised.value, "after", None) == after
    assert not service.received


def test_a_service_that_is_away_is_tried_later_and_its_address_is_not_told(service, client):
    browser = service.subscribe("a-secret-address")
    service.close()
    with pytest.raises(TryLaterError) as raised:
        client.send(target(browser), PUSH, NOW)
    assert "secret-address" not in str(raised.value)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com.evil.example/x",
        "https://push.services.mozilla.com.evil.example/x",
        "https://evil.example\\.push.services.mozilla.com/x",
        "https://evil.example/.push.services.mozilla.com",
        "https://evil.example#.push.services.mozilla.com",
        "https://fcm.googleapis.com:port/x",
        "https://fcm.googleapis.com/" + "x" * 1000,
        "https://fcm.googleapis.com/a b",
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_that_is_no_known_push_service_is_refused(endpoint, client):
    with pytest.raises(BadDeviceError):
        check_endpoint(endpoint, SERVICES)
    with pytest.raises(BadDeviceError):
        client.send(Target(endpoint, "", ""), PUSH, NOW)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:DEF-g_h",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    ],
)
def test_known_push_services_are_taken(endpoint):
    check_endpoint(endpoint, SERVICES)


@pytest.mark.parametrize("broken", [{"public_key": "AAAA"}, {"secret": "AAAA"}, {"secret": "é"}])
def test_keys_that_nobody_could_use_are_refused(broken):
    sound = Browser("https://fcm.googleapis.com/x").subscription
    check(**sound, services=SERVICES)
    with pytest.raises(BadDeviceError):
        check(**(sound | broken), services=SERVICES)


def test_all_processes_sign_with_one_key(database: Database):
    first = server_key(database, NOW)
    second = server_key(database, NOW + timedelta(days=1))
    assert public_key(first) == public_key(second)
    with database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT private_key FROM push_keys").scalar()
    assert b"PRIVATE KEY" not in bytes(stored)
    with database.read() as session:
        assert len(session.query(PushKey).all()) == 1


def test_what_is_shown_is_plain_json():
    assert json.loads(PUSH.to_bytes())["title"] == "Có khách mới"
