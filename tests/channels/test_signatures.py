"""Nobody but the platforms gets anything into the inbox."""

import hmac
import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from werkzeug.datastructures import Headers

from bot.channels.errors import ForgedError
from bot.channels.messenger.channel import MessengerChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.simulator.platforms import SimulatedPlatforms
from tests.channels.conftest import messenger_at, zalo_at

SIMULATED = SimulatedPlatforms()
NOWHERE = "http://127.0.0.1:9"
ZALO = zalo_at(NOWHERE, SIMULATED)
MESSENGER = messenger_at(NOWHERE, SIMULATED)
BODY = '{"timestamp":"1795492800123","message":{"text":"chào\\/"}}'.encode()


def zalo_mac(body: bytes = BODY, timestamp: str = "1795492800123") -> str:
    return SIMULATED.zalo.sign(body, timestamp).headers["X-ZEvent-Signature"]


def hub(body: bytes = BODY) -> str:
    return SIMULATED.messenger.sign(body).headers["X-Hub-Signature-256"]


@pytest.mark.parametrize(
    "value",
    [zalo_mac(), zalo_mac().removeprefix("mac="), zalo_mac().upper()],
    ids=["with its prefix", "without", "in capitals"],
)
def test_zalo_s_signature_counts_with_and_without_its_prefix(value):
    ZALO.verify(Headers({"X-ZEvent-Signature": value.replace("MAC=", "mac=")}), BODY)


def test_headers_are_found_whatever_their_case():
    ZALO.verify({"x-zevent-signature": zalo_mac()}, BODY)
    MESSENGER.verify({"X-HUB-SIGNATURE-256": hub()}, BODY)


@pytest.mark.parametrize("stamp", ["1795492800123", "1.795492800123e12", "1795492800123.0"])
def test_a_zalo_timestamp_that_is_a_number_is_signed_with_its_own_text(stamp):
    body = f'{{"timestamp": {stamp}}}'.encode()
    ZALO.verify({"X-ZEvent-Signature": zalo_mac(body, stamp)}, body)


ZALO_FORGERIES = {
    "no header": ({}, BODY),
    "empty header": ({"X-ZEvent-Signature": "mac="}, BODY),
    "other body": ({"X-ZEvent-Signature": zalo_mac()}, BODY.replace(b"o", b"a")),
    "same JSON in other bytes": (
        {"X-ZEvent-Signature": zalo_mac()},
        json.dumps(json.loads(BODY)).encode(),
    ),
    "HMAC instead of a hash": (
        {
            "X-ZEvent-Signature": "mac="
            + hmac.new(SIMULATED.zalo_account.oa_secret_key.encode(), BODY, sha256).hexdigest()
        },
        BODY,
    ),
    "no JSON": ({"X-ZEvent-Signature": zalo_mac(b"{")}, b"{"),
    "no timestamp": ({"X-ZEvent-Signature": zalo_mac(b"{}", "")}, b"{}"),
    "timestamp is null": (
        {"X-ZEvent-Signature": zalo_mac(b'{"timestamp":null}', "")},
        b'{"timestamp":null}',
    ),
    "a list": ({"X-ZEvent-Signature": zalo_mac(b"[]", "")}, b"[]"),
    "other letters": ({"X-ZEvent-Signature": "mac=" + "é" * 64}, BODY),
    "nested too deeply": ({"X-ZEvent-Signature": zalo_mac()}, b"[" * 100_000),
}


@pytest.mark.parametrize("forgery", ZALO_FORGERIES.values(), ids=ZALO_FORGERIES.keys())
def test_a_zalo_event_that_zalo_did_not_sign_is_refused(forgery):
    headers, body = forgery
    with pytest.raises(ForgedError):
        ZALO.verify(headers, body)


MESSENGER_FORGERIES = {
    "no header": {},
    "no scheme": {"X-Hub-Signature-256": hub().removeprefix("sha256=")},
    "other body": {"X-Hub-Signature-256": hub(BODY + b" ")},
    "SHA-1": {"X-Hub-Signature": "sha1=" + "0" * 40},
    "SHA-1 under the new name": {"X-Hub-Signature-256": hub().replace("sha256=", "sha1=")},
    "other letters": {"X-Hub-Signature-256": "sha256=" + "é" * 64},
}


@pytest.mark.parametrize("headers", MESSENGER_FORGERIES.values(), ids=MESSENGER_FORGERIES.keys())
def test_a_messenger_batch_that_facebook_did_not_sign_is_refused(headers):
    with pytest.raises(ForgedError):
        MESSENGER.verify(headers, BODY)


def test_without_a_secret_everything_is_refused():
    zalo = ZaloChannel(app_id="1", oa_secret_key="", api_base=NOWHERE)
    signature = sha256(b"1" + BODY + b"1795492800123").hexdigest()
    with pytest.raises(ForgedError):
        zalo.verify({"X-ZEvent-Signature": f"mac={signature}"}, BODY)
    messenger = MessengerChannel(
        app_id="1", app_secret="", graph_base=NOWHERE, graph_version="v25.0"
    )
    signature = hmac.new(b"", BODY, sha256).hexdigest()
    with pytest.raises(ForgedError):
        messenger.verify({"X-Hub-Signature-256": f"sha256={signature}"}, BODY)
    with pytest.raises(ForgedError):
        messenger.signed_person(signed_request({"user_id": "1"}, secret=""))


def test_a_refusal_never_tells_the_right_signature():
    with pytest.raises(ForgedError) as refused:
        MESSENGER.verify({"X-Hub-Signature-256": "sha256=00"}, BODY)
    assert hub().removeprefix("sha256=") not in repr(refused.value)


def signed_request(claim: object, *, secret: str | None = None, **more: object) -> str:
    """Sign as Facebook does in its deletion and deauthorise callbacks."""
    if isinstance(claim, dict):
        claim = {"algorithm": "HMAC-SHA256", "issued_at": 1795492800, **claim, **more}
    secret = SIMULATED.messenger_page.app_secret if secret is None else secret
    return signed_payload(urlsafe_b64encode(json.dumps(claim).encode()).rstrip(b"="), secret)


def signed_payload(payload: bytes, secret: str) -> str:
    digest = hmac.new(secret.encode(), payload, sha256).digest()
    return f"{urlsafe_b64encode(digest).rstrip(b'=').decode()}.{payload.decode()}"


@pytest.mark.parametrize("user_id", ["6045182030011223", 6045182030011223])
def test_a_deletion_request_names_its_person(user_id):
    assert MESSENGER.signed_person(signed_request({"user_id": user_id})) == "6045182030011223"


BAD_REQUESTS = {
    "empty": "",
    "one part": "abc",
    "wrong secret": signed_request({"user_id": "1"}, secret="other"),
    "another algorithm": signed_request({"user_id": "1"}, algorithm="none"),
    "nobody": signed_request({}),
    "no object": signed_request(["1"]),
    "no base64": "á.é",
    "signature is no base64": "abcde.abc",
    "payload is no base64": signed_payload(b"abcde", SIMULATED.messenger_page.app_secret),
    "payload is no JSON": signed_payload(b"AAAA", SIMULATED.messenger_page.app_secret),
    "payload changed": signed_request({"user_id": "1"}) + "A",
}


@pytest.mark.parametrize("request_", BAD_REQUESTS.values(), ids=BAD_REQUESTS.keys())
def test_a_deletion_request_that_facebook_did_not_make_is_refused(request_):
    with pytest.raises(ForgedError):
        MESSENGER.signed_person(request_)
