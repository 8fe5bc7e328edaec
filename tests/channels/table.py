"""One table of cases for every channel: a body as the platform sends it, what must come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.base import Channel

TESTDATA = Path(__file__).parent / "testdata"
NOW = datetime(2026, 11, 24, 4, 1, tzinfo=UTC)
SENT_AT = datetime(2026, 11, 24, 4, 0, 0, 123000, tzinfo=UTC)  # `timestamp` of the files
IMAGES = "https://bhxh.example/static/img"


@dataclass(frozen=True)
class Out:
    """What must come of one event: as stored, and as the conversation sees it.

    `inbound` names the fields that are not empty; `key` "" means one from the event's bytes.
    """

    key: str
    inbound: Mapping[str, Any] = field(default_factory=dict)
    person: str = ""
    account: str = ""
    disposition: str = "queue"
    at: datetime = SENT_AT


@dataclass(frozen=True)
class Case:
    label: str
    file: str
    out: tuple[Out, ...]


def ids(case: Case) -> str:
    return case.label


def check(channel: Channel, body: bytes, expected: tuple[Out, ...]) -> None:
    """Take the body apart, read its events, and compare with what the table says."""
    events = channel.split(body, NOW)
    assert len(events) == len(expected)
    for event, out in zip(events, expected, strict=True):
        assert event.disposition == out.disposition
        assert (event.account, event.person, event.at) == (out.account, out.person, out.at)
        assert event.key.startswith("bytes:") if not out.key else event.key == out.key
        if out.disposition != "count":
            assert read(channel, event.name, event.payload) == out.inbound


def read(channel: Channel, name: str, payload: bytes) -> dict[str, Any]:
    """Give the inbound's fields that are not empty, without the time."""
    inbound = channel.parse(name, payload)
    names = ("kind", "text", "payload", "message_id", "ref", "attachments", "info", "echo_of")
    found = {name: getattr(inbound, name) for name in names}
    return {name: value for name, value in found.items() if value}
