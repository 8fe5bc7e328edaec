"""What the simulator remembers: people, what they did, what was sent and what was refused."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Platform = str  # "zalo" or "messenger"
ZALO, MESSENGER = "zalo", "messenger"
FREE_ZALO_MESSAGES = 8  # per act of the person


@dataclass
class Person:
    platform: Platform
    id: str
    name: str
    last_act: int | None = None  # milliseconds; what opens the platform's window
    free_left: int = 0  # Zalo: free messages left of the last act's frame
    follows: bool = False
    unfollowed: bool = False
    conversation_id: str = ""  # Zalo: only people who are not signed in have one
    refusal: tuple[int, int] | None = None  # code and sub-code of every send to this person


@dataclass(frozen=True)
class Sent:
    """A message that the platform accepted."""

    sequence: int
    platform: Platform
    person: str
    kind: str  # text, image, button, list, generic, request_user_info …
    text: str
    message: dict[str, Any]
    message_id: str
    metadata: str
    at: int  # milliseconds


@dataclass(frozen=True)
class Refusal:
    sequence: int
    platform: Platform
    path: str
    person: str
    code: int
    subcode: int
    reason: str
    at: int


@dataclass(frozen=True)
class Act:
    """Something that a person did, as the page shows it."""

    sequence: int
    platform: Platform
    person: str
    text: str
    at: int


@dataclass
class World:
    """All state, under one lock; `clock` can be pushed forward to let windows close."""

    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    lock: threading.RLock = field(default_factory=threading.RLock)
    people: dict[tuple[Platform, str], Person] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    comments: dict[str, tuple[str, int]] = field(default_factory=dict)  # id → person, time
    answered_comments: set[str] = field(default_factory=set)
    hidden_comments: set[str] = field(default_factory=set)
    typing: dict[tuple[Platform, str], bool] = field(default_factory=dict)
    uploads: dict[tuple[Platform, str], bytes] = field(default_factory=dict)
    zalo_package: int | None = None  # paid messages left; None = no package was bought
    plain_http_base: str = ""  # address that may be linked to although it is not https
    _ahead: timedelta = timedelta()
    _sequence: int = 0
    _run: str = field(default_factory=lambda: secrets.token_hex(5))

    def reset(self) -> None:
        """Forget people and messages; numbers go on, so that ids stay unique, and uploads hold."""
        with self.lock:
            for memory in (self.people, self.comments, self.typing):
                memory.clear()
            for row in (self.sent, self.refusals, self.acts):
                row.clear()
            self.answered_comments.clear()
            self.hidden_comments.clear()
            self.zalo_package = None
            self._ahead = timedelta()

    def now(self) -> int:
        return int((self.clock() + self._ahead).timestamp() * 1000)

    def advance(self, seconds: float) -> None:
        with self.lock:
            self._ahead += timedelta(seconds=seconds)

    def next(self) -> int:
        with self.lock:
            self._sequence += 1
            return self._sequence

    def new_id(self, prefix: str = "") -> str:
        """A unique message or attachment id."""
        return f"{prefix}{self._run}{self.next():08x}"

    def person(self, platform: Platform, person: str, name: str = "") -> Person:
        """The person, made known when new."""
        with self.lock:
            found = self.people.get((platform, person))
            if found is None:
                found = Person(platform, person, name or f"Người dùng {person[-4:]}")
                self.people[platform, person] = found
            elif name:
                found.name = name
            return found

    def act(self, platform: Platform, person: str, at: int | None = None, text: str = "") -> Person:
        """The person did something that opens the window: from now, or from `at` (ms)."""
        with self.lock:
            found = self.person(platform, person)
            found.last_act = self.now() if at is None else at
            found.free_left = FREE_ZALO_MESSAGES
            found.unfollowed = False
            self.saw(platform, person, text)
            return found

    def saw(self, platform: Platform, person: str, text: str) -> None:
        """Note for the page what a person did."""
        with self.lock:
            self.acts.append(Act(self.next(), platform, person, text, self.now()))

    def accept(
        self,
        platform: Platform,
        person: str,
        *,
        kind: str,
        text: str,
        message: dict[str, Any],
        prefix: str = "",
        metadata: str = "",
    ) -> Sent:
        with self.lock:
            message_id = self.new_id(prefix)
            sent = Sent(
                self.next(),
                platform,
                person,
                kind,
                text,
                message,
                message_id,
                metadata,
                self.now(),
            )
            self.sent.append(sent)
            self.typing[platform, person] = False
            return sent

    def refuse(
        self, platform: Platform, path: str, person: str, code: int, subcode: int, reason: str
    ) -> None:
        with self.lock:
            self.refusals.append(
                Refusal(self.next(), platform, path, person, code, subcode, reason, self.now())
            )
