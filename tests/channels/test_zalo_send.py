"""What Zalo answers to a send, and what delivery is told to do."""

import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Credentials
from bot.channels.errors import Do, SendError
from bot.channels.zalo import errors
from bot.simulator.faults import Fault
from tests.channels.conftest import CITIZEN, zalo_at

REQUEST = {"recipient": {"user_id": CITIZEN}, "message": {"text": "Dạ em chào."}}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

CODES = {
    -216: Do.REFRESH,
    -220: Do.REFRESH,
    -32: Do.RETRY,
    -200: Do.RETRY,
    -201: Do.DEAD,
    -210: Do.DEAD,
    -233: Do.DEAD,
    -211: Do.PAUSE_CHANNEL,
    -218: Do.HOLD,
    -213: Do.STOP_PERSON,
    -217: Do.STOP_PERSON,
    -227: Do.STOP_PERSON,
    -244: Do.STOP_PERSON,
    -230: Do.HOLD,
    -232: Do.HOLD,
    -234: Do.NIGHT,
    -100: Do.REUPLOAD,
    **dict.fromkeys(
        (-204, -205, -209, -212, -219, -221, -223, -224, -240, -320, -321), Do.PAUSE_CHANNEL
    ),
    -99999: Do.DEAD,
}


@pytest.fixture
def send(platforms):
    channel = zalo_at(platforms.base_url, platforms)

    def post(request=REQUEST, token=platforms.tokens.access_token):
        return channel.send(request, Credentials(platforms.zalo_account.oa_id, token))

    return post


def refused(send, *args) -> SendError:
    with pytest.raises(SendError) as caught:
        send(*args)
    return caught.value


def test_an_accepted_message_has_zalo_s_id(platforms, send):
    accepted = send()
    (sent,) = platforms.sent("zalo", CITIZEN)
    assert (sent.message_id, sent.text) == (accepted.platform_id, "Dạ em chào.")


@pytest.mark.parametrize(("code", "do"), CODES.items())
def test_each_code_says_what_to_do(platforms, send, code, do):
    platforms.faults.add(Fault("error", code=code))
    error = refused(send)
    assert (error.do, error.code, error.unknown) == (do, str(code), False)
    assert error.staff_text.endswith(".")


def test_every_code_of_the_table_is_tested():
    assert set(errors.CODES) == set(CODES) - {-99999}


def test_an_expired_token_is_to_be_refreshed(platforms, send):
    platforms.expire_token("zalo")
    assert refused(send).do is Do.REFRESH


def test_the_ninth_message_is_held_until_the_person_writes(platforms, send):
    for _ in range(8):
        send()
    assert refused(send).do is Do.HOLD
    platforms.world.act("zalo", CITIZEN)
    assert send().platform_id


def test_a_closed_port_was_surely_not_reached():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))  # bound but not listening: refused, and nobody else's
        channel = zalo_at(f"http://127.0.0.1:{listener.getsockname()[1]}")
        error = refused(channel.send, REQUEST, Credentials("", "t"))
    assert (error.do, error.code, error.unknown) == (Do.RETRY, "no-connection", False)


def test_a_reset_leaves_it_unknown_whether_zalo_has_the_message(platforms, send):
    platforms.faults.add(Fault("reset", accepted=True))
    error = refused(send)
    assert (error.do, error.code, error.unknown) == (Do.RETRY, "broken-off", True)
    assert len(platforms.sent("zalo")) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_server_is_tried_again(platforms, send, status):
    platforms.faults.add(Fault("status", status=status, headers={"Retry-After": "7"}))
    error = refused(send)
    assert (error.do, error.code, error.retry_after) == (Do.RETRY, f"http-{status}", 7.0)


ODD_ANSWERS = {
    "a page of a proxy": (200, b"<html>Dang nhap</html>", Do.RETRY, True),
    "empty": (200, b"", Do.RETRY, True),
    "a list": (200, b"[]", Do.RETRY, True),
    "no error field": (200, b'{"message":"Success"}', Do.RETRY, True),
    "error as text": (200, b'{"error":"0","data":{}}', Do.RETRY, True),
    "error as truth": (200, b'{"error":false}', Do.RETRY, True),
    "error is null": (200, b'{"error":null}', Do.RETRY, True),
    "far too long": (200, b'{"error":0,"x":"' + b"x" * 300_000 + b'"}', Do.RETRY, True),
    "nested too deeply": (200, b"[" * 100_000, Do.RETRY, True),
    "unknown code with a server fault": (500, b'{"error":-7}', Do.RETRY, False),
    "not found": (404, b"Not Found", Do.DEAD, False),
    "moved": (302, b"", Do.DEAD, False),
    "too many requests": (429, b"", Do.RETRY, False),
}


@pytest.mark.parametrize("case", ODD_ANSWERS.values(), ids=ODD_ANSWERS.keys())
def test_an_answer_that_is_not_zalo_s_is_never_taken_for_success(odd, case):
    odd.status, odd.body, do, unknown = case
    error = refused(zalo_at(odd.url).send, REQUEST, Credentials("", "t"))
    assert (error.do, error.unknown) == (do, unknown)


def test_success_without_an_id_is_success(odd):
    odd.body = b'{"error":0,"message":"Success"}'
    assert zalo_at(odd.url).send(REQUEST, Credentials("", "t")).platform_id == ""


RETRY_AFTER = {
    "7": 7.0,
    " 7 ": 7.0,
    "999999999": 3600.0,
    "soon": None,
    "-5": None,
    "1e9": None,
    "": None,
    "Wed, 21 Oct 2015 07:28:00 GMT": 0.0,
}


@pytest.mark.parametrize(("value", "seconds"), RETRY_AFTER.items())
def test_retry_after_is_read_with_care(odd, value, seconds):
    odd.status, odd.headers = 429, {"Retry-After": value}
    assert refused(zalo_at(odd.url).send, REQUEST, Credentials("", "t")).retry_after == seconds


def test_retry_after_may_be_a_date(odd):
    later = datetime.now(UTC) + timedelta(seconds=90)
    odd.status, odd.headers = 503, {"Retry-After": later.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    error = refused(zalo_at(odd.url).send, REQUEST, Credentials("", "t"))
    assert error.retry_after is not None
    assert 80 < error.retry_after <= 90


def test_neither_tokens_nor_words_reach_address_or_log(odd, caplog):
    odd.body = b'{"error":-201,"message":"bad"}'
    with caplog.at_level(logging.DEBUG):
        error = refused(zalo_at(odd.url).send, REQUEST, Credentials("", "secret-token"))
    ((path, headers, _),) = odd.requests
    assert headers["access_token"] == "secret-token"
    for text in (path, caplog.text, str(error), repr(error)):
        assert "secret-token" not in text
        assert "Dạ em" not in text


def test_a_picture_is_uploaded_and_sent(platforms, send):
    channel = zalo_at(platforms.base_url, platforms)
    attachment_id = channel.client.upload_image(PNG, platforms.tokens.access_token)
    element = {"media_type": "image", "attachment_id": attachment_id}
    payload = {"template_type": "media", "elements": [element]}
    message = {"text": "Bảng", "attachment": {"type": "template", "payload": payload}}
    send({**REQUEST, "message": message})
    assert platforms.sent("zalo")[0].kind == "image"


@pytest.mark.parametrize("image", [b"GIF89a", b"", PNG + b"\0" * 1024 * 1024])
def test_a_picture_that_zalo_would_refuse_is_not_uploaded(platforms, image):
    client = zalo_at(platforms.base_url, platforms).client
    assert refused(client.upload_image, image, platforms.tokens.access_token).do is Do.DEAD
    assert not platforms.world.refusals


def test_an_upload_without_an_id_is_tried_again(odd):
    odd.body = b'{"error":0,"data":{}}'
    assert refused(zalo_at(odd.url).client.upload_image, PNG, "t").do is Do.RETRY
