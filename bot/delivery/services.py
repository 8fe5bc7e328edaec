"""What delivery is given by the composition root."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.channels.base import Channels
from bot.conversation.effects import Effect
from bot.conversation.turn import Office, Outcome, Person, Turn
from bot.delivery.counts import Counts
from bot.pictures.studio import Studio
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.models import Conversation


class Handles(Protocol):
    """The conversation engine: pure, so it may be called again after a crash."""

    def handle(self, turn: Turn) -> Outcome:
        """Answer one event."""
        ...


class NewTokens(Protocol):
    """What a refresh gives: both tokens and how many seconds the access token lives."""

    @property
    def access_token(self) -> str:
        """The token to send with."""
        ...

    @property
    def refresh_token(self) -> str:
        """The single-use token of the next refresh."""
        ...

    @property
    def expires_in(self) -> int:
        """Seconds."""
        ...


@dataclass(frozen=True)
class Account:
    """One account of a channel, as the environment names it."""

    channel: str
    account: str
    access_token: str = ""
    refresh_token: str = ""
    send_rate: int = 0  # sends a second; 0 = as fast as it goes
    refresh: Callable[[str], NewTokens] | None = None  # refresh token → its successors


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """The parts that delivery works with; one for each process."""

    database: Database
    channels: Channels
    handler: Handles
    snapshot: Callable[[Session, Conversation], Person]
    apply_effect: Callable[[Session, Conversation, Effect, datetime], None]
    parameters: Callable[[datetime], Any]  # the law's values as they hold then
    office: Office
    settings: Settings
    accounts: Mapping[tuple[str, str], Account] = field(default_factory=dict)
    clock: Callable[[], datetime] = _now
    counts: Counts = field(default_factory=Counts)
    pictures: Studio | None = None  # without it the words of pictures are sent
