"""Whatever stands in an event: nothing is raised, and its neighbours are handled."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.errors import MalformedError
from bot.conversation.messages import Kind
from tests.channels.conftest import messenger_at, zalo_at
from tests.channels.table import NOW

ZALO = zalo_at("http://127.0.0.1:9")
MESSENGER = messenger_at("http://127.0.0.1:9")
GOOD = {
    "sender": {"id": "1"},
    "recipient": {"id": "9"},
    "timestamp": 1795492800123,
    "message": {"mid": "m_good", "text": "xin chào"},
}
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=300)
)
NAMES = st.sampled_from(
    (
        *("sender", "recipient", "follower", "timestamp", "message", "postback", "referral"),
        *("reaction", "message_edit", "optin", "delivery", "read", "is_echo", "is_deleted"),
        *("mid", "msg_id", "id", "text", "attachments", "payload", "coordinates", "info", "url"),
        *("field", "value", "item", "verb", "from", "created_time", "quick_reply", "app_id"),
        *("event_name", "oa_id", "user_id", "latitude", "lat", "type", "sticker_id"),
    )
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6)
)
EVENT_NAMES = st.sampled_from(
    ("user_send_text", "user_send_location", "oa_send_text", "user_submit_info", "follow", "new")
)


def storable(event) -> bool:
    """What every database takes, within the columns."""
    texts = (event.key, event.person, event.account, event.name)
    for text in texts:
        text.encode()
        assert "\0" not in text
    assert len(event.key) <= 200
    assert len(event.person) <= 128
    assert len(event.account) <= 64
    assert len(event.name) <= 64
    return event.disposition != "queue" or bool(event.person and event.account)


@settings(max_examples=300, deadline=None)
@given(odd=ANYTHING, field=st.sampled_from(("messaging", "standby", "changes")))
def test_an_odd_messenger_event_never_costs_its_neighbours(odd, field):
    entries = [
        {"id": "9", "messaging": [GOOD]},
        {"id": "9", field: [odd]},
        {"id": "9", field: odd},
        odd,
        {"id": "9", "messaging": [GOOD]},
    ]
    body = json.dumps({"object": "page", "entry": entries}, allow_nan=True)
    body = body.replace("NaN", "null").replace("-Infinity", "-1e999").replace("Infinity", "1e999")
    events = MESSENGER.split(body.encode(), NOW)
    assert events[0].key == events[-1].key == "message:m_good"
    assert all(storable(event) for event in events)
    for event in events:
        read = MESSENGER.parse(event.name, event.payload)
        read.text.encode()
        assert read.kind in Kind


@settings(max_examples=300, deadline=None)
@given(odd=st.dictionaries(NAMES, ANYTHING, max_size=8), name=EVENT_NAMES | ANYTHING)
def test_an_odd_zalo_event_is_kept_or_read(odd, name):
    body = json.dumps({**odd, "event_name": name}, allow_nan=True)
    body = body.replace("NaN", "null").replace("-Infinity", "-1e999").replace("Infinity", "1e999")
    (event,) = ZALO.split(body.encode(), NOW)
    assert storable(event)
    read = ZALO.parse(event.name, event.payload)
    read.text.encode()
    assert read.kind in Kind


@pytest.mark.parametrize(
    "event",
    [
        {**GOOD, "sender": None},
        {**GOOD, "sender": {"id": None}},
        {**GOOD, "sender": {"id": ["1"]}},
        {**GOOD, "sender": {"id": True}},
        {**GOOD, "sender": {"id": "1" * 500}},
        {**GOOD, "message": "xin chào"},
        {**GOOD, "message": []},
    ],
    ids=str,
)
def test_an_event_without_a_person_or_content_is_kept_under_its_bytes(event):
    body = json.dumps({"object": "page", "entry": [{"id": "9", "messaging": [event, GOOD]}]})
    odd, good = MESSENGER.split(body.encode(), NOW)
    assert odd.disposition == "keep"
    assert good.disposition == "queue"
    assert MESSENGER.split(body.encode(), NOW)[0].key == odd.key


def test_a_number_longer_than_any_id_harms_nobody():
    long = "1" * 5000
    body = json.dumps({"object": "page", "entry": [{"id": "9", "messaging": [GOOD]}]})
    body = body.replace("1795492800123", long)
    (event,) = MESSENGER.split(body.encode(), NOW)
    assert (event.key, event.at) == ("message:m_good", NOW)


@pytest.mark.parametrize("payload", [b"", b"{", b"null", b"[]", b"\xff", b'{"message":NaN}'])
def test_a_payload_that_cannot_be_read_needs_no_answer(payload):
    assert ZALO.parse("new", payload).kind is Kind.NOTICE
    assert MESSENGER.parse("new", payload).kind is Kind.NOTICE
    assert ZALO.parse("user_send_text", b"{").kind is Kind.NOTICE
    assert MESSENGER.parse("message", b"{").kind is Kind.NOTICE


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200 + b'"' + b'\\"' * 400_000,
        b"[" * 200 + b'"' + b"\\" * 900_000,
        b"[" + b"[]," * 300_000 + b"[]]",
        b'["' + b"[" * 900_000 + b'"]',
    ],
    ids=["open string of quotes", "open string of backslashes", "wide", "brackets in a string"],
)
def test_a_body_made_to_be_slow_is_refused_in_time(body):
    begun = time.monotonic()
    with pytest.raises(MalformedError):
        MESSENGER.split(body, NOW)
    assert time.monotonic() - begun < 5


def test_a_place_without_coordinates_is_still_a_place():
    payload = b'{"message":{"attachments":[{"type":"location","payload":{"coordinates":{}}}]}}'
    read = ZALO.parse("user_send_location", payload)
    assert (read.kind, read.info) == (Kind.LOCATION, {})
