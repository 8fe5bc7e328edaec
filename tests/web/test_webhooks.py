"""What platforms and forgers send to the webhooks, and what becomes of it."""

import hmac
import json
import threading
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.web.conftest import Site

TESTDATA = Path(__file__).parents[1] / "channels" / "testdata"


def signature(site: Site, body: bytes) -> dict[str, str]:
    secret = site.platforms.messenger_page.app_secret.encode()
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret, body, sha256).hexdigest()}


def messenger_body(site: Site, *events: object) -> bytes:
    make = site.platforms.messenger
    return make.signed(make.body(list(events))).body


def zalo_signature(site: Site, body: bytes, timestamp: str) -> dict[str, str]:
    account = site.platforms.zalo_account
    text = account.app_id.encode() + body + timestamp.encode() + account.oa_secret_key.encode()
    return {"X-ZEvent-Signature": "mac=" + sha256(text).hexdigest()}


def test_facebook_verifies_the_webhook(site: Site) -> None:
    token = site.platforms.messenger_page.verify_token
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "42<b>"}
    answer = site.client.get("/webhooks/messenger", query_string=query)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "42<b>", "text/plain")


@pytest.mark.parametrize("change", [{"hub.verify_token": "no"}, {"hub.mode": "x"}])
def test_a_wrong_verification_is_refused(site: Site, change: dict[str, str]) -> None:
    token = site.platforms.messenger_page.verify_token
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "4", **change}
    assert site.client.get("/webhooks/messenger", query_string=query).status_code == 403


def test_every_event_of_a_batch_is_kept(site: Site) -> None:
    say = site.platforms.messenger.text
    assert site.messenger(say("1", "một"), say("2", "hai"), say("1", "ba")) == 200
    assert [row.status for row in site.rows()] == ["new"] * 3
    assert len({row.conversation_id for row in site.rows()}) == 2
    assert [channel for channel, _ in site.woken.seen] == ["messenger", "messenger"]


def test_a_zalo_event_is_kept(site: Site) -> None:
    assert site.zalo(site.platforms.zalo.text("9", "xin chào")) == 200
    (row,) = site.rows()
    assert (row.channel, row.name, row.status) == ("zalo", "user_send_text", "new")


def test_a_redelivery_is_kept_once(site: Site) -> None:
    event = site.platforms.messenger.text("1", "một")
    assert [site.messenger(event), site.messenger(event)] == [200, 200]
    assert len(site.rows()) == 1


def test_payloads_are_encrypted_in_the_table(site: Site) -> None:
    site.zalo(site.platforms.zalo.text("9", "bi mat"))
    with site.services.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT payload FROM inbox").scalar()
    assert b"bi mat" not in stored
    assert b"bi mat" in site.rows()[0].payload


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": ""},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "sha1=abc"},
        {"X-Hub-Signature": "sha1=abc"},
    ],
)
def test_a_forged_messenger_body_is_refused_and_not_stored(site: Site, headers) -> None:
    body = messenger_body(site, site.platforms.messenger.text("1", "một"))
    answer = site.client.post("/webhooks/messenger", data=body, headers=headers)
    assert answer.status_code == 403
    assert signature(site, body)["X-Hub-Signature-256"][7:] not in answer.text
    assert site.rows() == []


def test_a_body_changed_after_it_was_signed_is_refused(site: Site) -> None:
    body = messenger_body(site, site.platforms.messenger.text("1", "một"))
    headers = signature(site, body)
    assert site.post("/webhooks/messenger", body + b" ", headers) == 403
    assert site.rows() == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"no json", b'{"timestamp": null}', b'["timestamp"]', b"\xff\xfe"]
)
def test_a_zalo_body_without_a_timestamp_is_refused(site: Site, body: bytes) -> None:
    for timestamp in ("", "1"):
        assert site.post("/webhooks/zalo", body, zalo_signature(site, body, timestamp)) == 403
    assert site.rows() == []


def test_a_forged_zalo_body_is_refused(site: Site) -> None:
    body = json.dumps({"timestamp": "1", "event_name": "user_send_text"}).encode()
    assert site.post("/webhooks/zalo", body) == 403
    assert site.post("/webhooks/zalo", body, {"X-ZEvent-Signature": "mac=00"}) == 403
    assert site.rows() == []


@pytest.mark.parametrize("body", [b"no json", b"[1", b"\xff"])
def test_a_malformed_body_with_a_right_signature_is_told(site: Site, body: bytes) -> None:
    assert site.post("/webhooks/messenger", body, signature(site, body)) == 400
    assert site.rows() == []


@pytest.mark.parametrize("path", ["/webhooks/messenger", "/webhooks/zalo"])
def test_a_body_over_one_mebibyte_is_refused(site: Site, path: str) -> None:
    body = b"{" + b" " * 1024 * 1024 + b"}"
    assert site.post(path, body, signature(site, body)) == 413


def test_an_unknown_event_is_kept_and_not_queued(site: Site) -> None:
    body = (TESTDATA / "messenger" / "unknown_event.json").read_bytes()
    assert site.post("/webhooks/messenger", body, signature(site, body)) == 200
    assert {row.status for row in site.rows()} == {"kept"}
    assert site.woken.seen == []


def test_receipts_are_counted_and_not_kept(site: Site) -> None:
    assert site.messenger(site.platforms.messenger.delivery("1", ["m_1"])) == 200
    assert site.messenger(site.platforms.messenger.read("1")) == 200
    assert site.rows() == []
    site.services.counts.flush(site.services.database)
    text = site.client.get("/metrics").text
    assert 'bhxh_receipt_total{channel="messenger",label="read"} 1.0' in text


def test_standby_is_kept_and_not_answered(site: Site) -> None:
    body = (TESTDATA / "messenger" / "standby_text.json").read_bytes()
    page = json.loads(body)["entry"][0]["id"]
    body = body.replace(page.encode(), site.platforms.messenger_page.page_id.encode())
    assert site.post("/webhooks/messenger", body, signature(site, body)) == 200
    assert {row.status for row in site.rows()} == {"kept"}


def test_an_odd_event_never_costs_its_neighbours(site: Site) -> None:
    say = site.platforms.messenger.text
    odd = [None, 7, "x", {}, {"sender": 5}, {"sender": {"id": None}, "message": {"mid": 3}}]
    body = json.loads(messenger_body(site, say("1", "một"), say("2", "hai")))
    events = body["entry"][0]["messaging"]
    body["entry"][0]["messaging"] = [events[0], *odd, events[1]]
    raw = json.dumps(body).encode()
    assert site.post("/webhooks/messenger", raw, signature(site, raw)) == 200
    assert len([row for row in site.rows() if row.status == "new"]) == 2


@pytest.mark.parametrize("path", sorted(TESTDATA.glob("messenger/*.json")), ids=lambda p: p.stem)
def test_every_messenger_body_is_taken(site: Site, path: Path) -> None:
    body = path.read_bytes()
    assert site.post("/webhooks/messenger", body, signature(site, body)) == 200


@pytest.mark.parametrize("path", sorted(TESTDATA.glob("zalo/*.json")), ids=lambda p: p.stem)
def test_every_zalo_body_is_taken(site: Site, path: Path) -> None:
    body = path.read_bytes()
    timestamp = str(json.loads(body)["timestamp"])
    assert site.post("/webhooks/zalo", body, zalo_signature(site, body, timestamp)) == 200


def test_webhooks_are_never_limited_by_address(site: Site) -> None:
    say = site.platforms.messenger.text
    assert {site.messenger(say("1", f"{number}")) for number in range(150)} == {200}


def test_a_database_that_is_away_makes_the_platform_deliver_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(site.services.database, "gathered", away)
    assert site.messenger(site.platforms.messenger.text("1", "một")) == 503
    assert site.woken.seen == []


def test_requests_that_come_at_once_are_all_kept(site: Site) -> None:
    say = site.platforms.messenger.text
    bodies = [messenger_body(site, say(f"{n % 7}", f"tin {n}")) for n in range(100)]
    client = site.client.application

    def post(part: list[bytes]) -> None:
        for body in part:
            answer = client.test_client().post(
                "/webhooks/messenger", data=body, headers=signature(site, body)
            )
            assert answer.status_code == 200

    threads = [threading.Thread(target=post, args=(bodies[n::10],)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.rows()) == 100


def signed_request(site: Site, person: str, secret: str = "") -> str:
    data = {"algorithm": "HMAC-SHA256", "user_id": person, "issued_at": 1}
    payload = urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=")
    key = secret or site.platforms.messenger_page.app_secret
    mac = hmac.new(key.encode(), payload, sha256).digest()
    return (urlsafe_b64encode(mac).rstrip(b"=") + b"." + payload).decode()


def test_a_deletion_asked_for_by_facebook_is_done_and_can_be_looked_up(site: Site) -> None:
    site.messenger(site.platforms.messenger.text("77", "bí mật"))
    form = {"signed_request": signed_request(site, "77")}
    answer = site.client.post("/webhooks/messenger/deletion", data=form).json
    assert answer["confirmation_code"] in answer["url"]
    page = site.client.get(answer["url"])
    assert "đã được xoá" in page.text
    form = {"signed_request": signed_request(site, "78")}
    answer = site.client.post("/webhooks/messenger/deletion", data=form).json
    assert "không có trong hệ thống" in site.client.get(answer["url"]).text


@pytest.mark.parametrize("path", ["deletion", "deauthorize"])
def test_a_deletion_that_facebook_did_not_sign_is_refused(site: Site, path: str) -> None:
    site.messenger(site.platforms.messenger.text("77", "bí mật"))
    for form in ({}, {"signed_request": signed_request(site, "77", "another secret")}):
        assert site.client.post(f"/webhooks/messenger/{path}", data=form).status_code == 403
    assert site.rows()[0].payload


def test_who_removes_the_app_is_forgotten(site: Site) -> None:
    site.messenger(site.platforms.messenger.text("77", "bí mật"))
    form = {"signed_request": signed_request(site, "77")}
    assert site.client.post("/webhooks/messenger/deauthorize", data=form).status_code == 200
    assert [row.payload for row in site.rows()] == [b""]


def test_a_made_up_confirmation_code_finds_nothing(site: Site) -> None:
    assert site.client.get("/webhooks/messenger/deletion/made-up").status_code == 404


def test_zalo_finds_its_file_at_the_root(site: Site) -> None:
    answer = site.client.get("/zalo_verifierABC123.html")
    assert answer.status_code == 200
    assert 'content="ABC123"' in answer.text
    assert site.client.get("/zalo_verifierother.html").status_code == 404
