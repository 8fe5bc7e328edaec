"""What a channel is: verify, split, parse; render, send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from bot.conversation.messages import Inbound, Reply

Disposition = Literal["queue", "keep", "count"]


@dataclass(frozen=True)
class RawEvent:
    """One event of a webhook body: what delivery needs to keep it, nothing more.

    `key` is unique for the channel and account. `person` is the citizen, in echoes too.
    `disposition`: queue = handle it, keep = store without handling, count = only count it.
    """

    account: str
    key: str
    name: str
    person: str
    at: datetime
    payload: bytes
    disposition: Disposition = "queue"


@dataclass(frozen=True)
class Accepted:
    """The platform took a message."""

    platform_id: str
    usage: float = 0.0  # share of the rate that is used up, where the platform says so (0..1)


@dataclass(frozen=True)
class Credentials:
    """What a send needs to know of its account."""

    account: str
    access_token: str = field(repr=False)


@dataclass(frozen=True)
class Window:
    """How long after a person's last act a channel lets us write, and how many messages."""

    hours: float | None = None
    messages: int | None = None


Request = Mapping[str, Any]
"""One platform request as JSON: what `render` makes and `send` posts."""


class Channel(Protocol):
    """A way to people. Pure but for what takes credentials: one HTTP request of at most 8 s each.

    `uploads_hold` is how long an uploaded picture may be sent; None where pictures need no upload.
    """

    name: str
    window: Window
    uploads_hold: timedelta | None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature on the raw body in constant time. Raises ForgedError."""
        ...

    def split(self, body: bytes, now: datetime) -> Sequence[RawEvent]:
        """Take the batch apart; an odd event never costs its neighbours. Raises MalformedError."""
        ...

    def parse(self, name: str, payload: bytes) -> Inbound:
        """Read one event that `split` made. Never raises: what is unknown is a NOTICE."""
        ...

    def render(
        self, reply: Reply, person: str, outbox_id: int, attachment: str = ""
    ) -> Sequence[Request]:
        """Give the platform's messages for one reply, within its limits, in order.

        `attachment` is the id of the uploaded picture; without it its words are sent instead.
        """
        ...

    def upload(self, image: bytes, credentials: Credentials) -> str:
        """Hand a picture to the platform and give its attachment id. Raises SendError."""
        ...

    def send(self, request: Request, credentials: Credentials) -> Accepted:
        """Post one message. Raises SendError, which says what to do."""
        ...

    def show_typing(self, person: str, credentials: Credentials) -> None:
        """Let a person see that an answer is coming, where a platform can. Raises SendError."""
        ...


@dataclass(frozen=True)
class Channels:
    """The channels of this deployment by name."""

    by_name: Mapping[str, Channel] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Channel:
        return self.by_name[name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name
