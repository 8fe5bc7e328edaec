"""What the Graph API answers to a send, and what delivery is told to do."""

import json
import logging

import pytest

from bot.channels.base import Credentials
from bot.channels.errors import Do, SendError
from bot.channels.messenger import errors
from bot.simulator.faults import Fault
from tests.channels.conftest import PSID, messenger_at

REQUEST = {
    "recipient": {"id": PSID},
    "messaging_type": "RESPONSE",
    "message": {"text": "Dạ em chào.", "metadata": "1042"},
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

CODES = {
    (190, 0): Do.PAUSE_CHANNEL,
    (190, 463): Do.PAUSE_CHANNEL,
    (10, 2018278): Do.HOLD,
    (10, 2534022): Do.HOLD,
    (10, 0): Do.PAUSE_CHANNEL,
    (200, 0): Do.PAUSE_CHANNEL,
    (230, 0): Do.PAUSE_CHANNEL,
    (551, 1545041): Do.STOP_PERSON,
    (551, 0): Do.STOP_PERSON,
    (10900, 0): Do.DEAD,
    (10903, 0): Do.DEAD,
    (100, 2018001): Do.STOP_PERSON,
    (100, 0): Do.DEAD,
    (100, 33): Do.DEAD,
    (100, 2018109): Do.DEAD,
    (100, 2018047): Do.RETRY,
    (100, 2018074): Do.REUPLOAD,
    **dict.fromkeys(((code, 0) for code in (4, 17, 32, 613, 80006, 1, 2, 1200)), Do.RETRY),
    (368, 0): Do.PAUSE_CHANNEL,
    (99999, 0): Do.DEAD,
}


@pytest.fixture
def send(platforms):
    channel = messenger_at(platforms.base_url, platforms)
    page = platforms.messenger_page

    def post(request=REQUEST, token=page.page_token):
        return channel.send(request, Credentials(page.page_id, token))

    return post


def refused(send, *args) -> SendError:
    with pytest.raises(SendError) as caught:
        send(*args)
    return caught.value


def test_an_accepted_message_has_facebook_s_id(platforms, send):
    accepted = send()
    (sent,) = platforms.sent("messenger", PSID)
    assert (sent.message_id, sent.metadata) == (accepted.platform_id, "1042")


@pytest.mark.parametrize(("code", "do"), CODES.items(), ids=str)
def test_each_code_says_what_to_do(platforms, send, code, do):
    platforms.faults.add(Fault("error", code=code[0], subcode=code[1]))
    error = refused(send)
    assert (error.do, error.unknown) == (do, False)
    assert error.code == (f"{code[0]}/{code[1]}" if code[1] else str(code[0]))
    assert error.staff_text.endswith(".")


def test_every_code_of_the_tables_is_tested():
    assert {code for code, _ in CODES} >= set(errors.CODES)
    assert {subcode for _, subcode in CODES} >= set(errors.SUBCODES)


def test_a_token_that_ended_pauses_the_channel(platforms, send):
    platforms.expire_token("messenger")
    assert refused(send).do is Do.PAUSE_CHANNEL


def test_a_person_who_blocked_the_page_is_left_alone(platforms, send):
    platforms.block("messenger", PSID)
    assert refused(send).do is Do.STOP_PERSON


def test_after_a_day_of_silence_messages_are_held(platforms, send):
    platforms.world.advance(24 * 3600 + 1)
    assert refused(send).do is Do.HOLD


def test_a_reset_leaves_it_unknown_whether_facebook_has_the_message(platforms, send):
    platforms.faults.add(Fault("reset"))
    error = refused(send)
    assert (error.do, error.unknown) == (Do.RETRY, True)


def test_a_comment_is_hidden_as_often_as_one_asks(platforms, send):
    platforms.messenger.note(platforms.messenger.comment("77", "c_1", "0905…"))
    for _ in range(2):
        assert send({"hide_comment": "c_1"}).platform_id == ""
    assert platforms.world.hidden_comments == {"c_1"}


@pytest.mark.parametrize(
    ("code", "do", "said"),
    [
        (200, Do.DEAD, "pages_manage_engagement"),
        (10, Do.DEAD, "pages_manage_engagement"),
        (190, Do.PAUSE_CHANNEL, "Mã truy cập"),
        (1, Do.RETRY, "thử lại"),
    ],
)
def test_a_comment_that_cannot_be_hidden_says_what_to_do(platforms, send, code, do, said):
    platforms.faults.add(Fault("error", code=code))
    error = refused(send, {"hide_comment": "c_1"})
    assert error.do is do
    assert said in error.staff_text


def test_a_comment_that_is_gone_is_a_dead_letter(send):
    assert refused(send, {"hide_comment": "../me/messages?x=1"}).do is Do.DEAD


ODD_ANSWERS = {
    "a page of a proxy": (200, b"<html>", Do.RETRY, True),
    "no message id": (200, b'{"recipient_id":"1"}', Do.RETRY, True),
    "error as text": (200, b'{"error":"no","message_id":"m"}', Do.RETRY, True),
    "error without a code": (400, b'{"error":{"message":"no"}}', Do.DEAD, False),
    "code as text": (400, b'{"error":{"code":"190"}}', Do.DEAD, False),
    "unknown code with a server fault": (500, b'{"error":{"code":9}}', Do.RETRY, False),
    "server fault": (503, b"", Do.RETRY, True),
    "too many requests": (429, b"", Do.RETRY, False),
    "moved": (302, b"", Do.DEAD, False),
}


@pytest.mark.parametrize("case", ODD_ANSWERS.values(), ids=ODD_ANSWERS.keys())
def test_an_answer_that_is_not_facebook_s_is_never_taken_for_success(odd, case):
    odd.status, odd.body, do, unknown = case
    error = refused(messenger_at(odd.url).send, REQUEST, Credentials("", "t"))
    assert (error.do, error.unknown) == (do, unknown)


USAGE = {
    "": 0.0,
    "no json": 0.0,
    "[]": 0.0,
    '{"call_count":"many"}': 0.0,
    '{"call_count":28,"total_time":45,"total_cputime":12}': 0.45,
    '{"call_count":250}': 1.0,
}


@pytest.mark.parametrize(("header", "share"), USAGE.items())
def test_the_used_share_of_the_rate_is_read(odd, header, share):
    odd.body, odd.headers = b'{"message_id":"m_1"}', {"X-App-Usage": header}
    assert messenger_at(odd.url).send(REQUEST, Credentials("", "t")).usage == share


def test_the_page_s_own_usage_counts_too(odd):
    report = {"106": [{"type": "messenger", "call_count": 97, "total_time": 1}]}
    odd.body = b'{"message_id":"m_1"}'
    odd.headers = {"X-Business-Use-Case-Usage": json.dumps(report)}
    assert messenger_at(odd.url).send(REQUEST, Credentials("", "t")).usage == 0.97


@pytest.mark.parametrize(
    ("minutes", "retry_after", "seconds"),
    [(2, "", 120.0), (2, "300", 300.0), (0, "5", 5.0), (0, "", None), (10_000, "", 3600.0)],
)
def test_a_rate_limit_is_waited_for_as_long_as_facebook_says(odd, minutes, retry_after, seconds):
    report = {"106": [{"call_count": 100, "estimated_time_to_regain_access": minutes}]}
    odd.status, odd.body = 403, b'{"error":{"code":80006}}'
    odd.headers = {"X-Business-Use-Case-Usage": json.dumps(report), "Retry-After": retry_after}
    error = refused(messenger_at(odd.url).send, REQUEST, Credentials("", "t"))
    assert (error.do, error.retry_after) == (Do.RETRY, seconds)


def test_neither_tokens_nor_words_reach_address_or_log(odd, caplog):
    odd.status, odd.body = 400, b'{"error":{"code":100,"message":"bad"}}'
    with caplog.at_level(logging.DEBUG):
        error = refused(messenger_at(odd.url).send, REQUEST, Credentials("", "secret-token"))
    ((path, _, body),) = odd.requests
    assert path == "/v25.0/me/messages"
    assert json.loads(body)["access_token"] == "secret-token"
    for text in (path, caplog.text, str(error), repr(error)):
        assert "secret-token" not in text
        assert "Dạ em" not in text


def test_a_picture_is_uploaded_once_and_sent(platforms, send):
    client = messenger_at(platforms.base_url, platforms).client
    attachment_id = client.upload_image(PNG, platforms.messenger_page.page_token)
    attachment = {"type": "image", "payload": {"attachment_id": attachment_id}}
    for _ in range(2):
        send({**REQUEST, "message": {"attachment": attachment}})
    assert [sent.kind for sent in platforms.sent("messenger")] == ["image", "image"]


@pytest.mark.parametrize("image", [b"text", PNG + b"\0" * 8 * 1024 * 1024])
def test_a_picture_that_facebook_would_refuse_is_not_uploaded(platforms, image):
    client = messenger_at(platforms.base_url, platforms).client
    assert refused(client.upload_image, image, platforms.messenger_page.page_token).do is Do.DEAD
    assert not platforms.world.refusals


def test_an_upload_without_an_id_is_tried_again(odd):
    odd.body = b"{}"
    assert refused(messenger_at(odd.url).client.upload_image, PNG, "t").do is Do.RETRY
