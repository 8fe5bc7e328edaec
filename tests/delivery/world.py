"""A small deployment for tests: a channel over real HTTP to a local platform, a talking parrot."""

import hashlib
import hmac
import json
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.channels.base import Accepted, Channels, Credentials, RawEvent, Request, Window
from bot.channels.errors import Do, ForgedError, MalformedError, SendError
from bot.conversation.effects import DataErasureAsked, Effect, HandOverAsked
from bot.conversation.messages import Inbound, Kind, Reply
from bot.conversation.turn import Office, Outcome, Person, Turn
from bot.delivery.drain import Drain
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.delivery.services import Account, Services
from bot.settings import SETTINGS, Settings
from bot.storage.database import Database
from bot.storage.models import Conversation, InboxEvent, OutboxMessage

SECRET = b"a secret for tests"
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
OFFICE = Office("BHXH thử nghiệm", "1900 9068", "", "24/7", "Thành phố Đà Nẵng")


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        # Each look is a microsecond later, as on a real clock.
        self.now += timedelta(microseconds=1)
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Platform:
    """A local platform: keeps what it accepts, and answers as it is told to."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.tokens: list[str] = []
        self.answers: deque[tuple[int, dict[str, Any]]] = deque()
        self.before_answer: Any = None
        self._lock = threading.Lock()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = platform.answer(body, self.headers["Authorization"])
                data = json.dumps(answer).encode()
                head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\n\r\n"
                self.wfile.write(head.encode() + data)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        if self.before_answer:
            self.before_answer(body)
        with self._lock:
            self.tokens.append(token)
            status, answer = self.answers.popleft() if self.answers else (200, {})
            if status == 200 or answer.get("taken"):
                self.sent.append(body)
            return status, answer or {"id": f"p{len(self.sent)}"}

    def refuse(self, do: str, times: int = 1, **more: Any) -> None:
        """Refuse the next sends with what delivery is to do about it."""
        self.answers.extend([(400, {"do": do, "code": do, **more})] * times)

    @property
    def texts(self) -> list[str]:
        return [body["text"] for body in self.sent]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class PlainChannel:
    """A channel as simple as can be: signed JSON in, JSON out; "|" splits a reply into parts."""

    def __init__(self, base: str, name: str = "plain", window: Window | None = None) -> None:
        self.name = name
        self.window = window or Window()
        self.uploads_hold: timedelta | None = None
        self._base = base
        self._session = requests.Session()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if not hmac.compare_digest(headers.get("X-Signature", ""), sign(body)):
            raise ForgedError

    def split(self, body: bytes, now: datetime) -> Sequence[RawEvent]:
        try:
            batch = json.loads(body)
        except ValueError as error:
            raise MalformedError from error
        return [raw(event) for event in batch]

    def parse(self, name: str, payload: bytes) -> Inbound:
        event = json.loads(payload)
        fields = {key: event[key] for key in ("text", "message_id", "echo_of") if key in event}
        return Inbound(Kind(event.get("kind", "text")), **fields)

    def render(
        self, reply: Reply, person: str, outbox_id: int, attachment: str = ""
    ) -> Sequence[Request]:
        parts = reply.text.split("|")
        return [{"to": person, "text": text, "metadata": str(outbox_id)} for text in parts]

    def upload(self, image: bytes, credentials: Credentials) -> str:
        raise SendError(Do.DEAD, "no-uploads", "Kênh này không có hình")

    def show_typing(self, person: str, credentials: Credentials) -> None:
        pass

    def send(self, request: Request, credentials: Credentials) -> Accepted:
        try:
            answer = self._session.post(
                self._base,
                json=dict(request),
                headers={"Authorization": credentials.access_token},
                timeout=8,
            )
        except requests.RequestException as error:
            raise SendError(Do.RETRY, "network", "Mạng lỗi", unknown=True) from error
        body = answer.json()
        if answer.status_code != 200:
            raise SendError(
                Do(body["do"]),
                body["code"],
                "Không gửi được",
                body.get("retry_after"),
                body.get("unknown", False),
            )
        return Accepted(body["id"])


def sign(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


def raw(event: Mapping[str, Any]) -> RawEvent:
    return RawEvent(
        account=event.get("account", "a"),
        key=event["id"],
        name=event.get("kind", "text"),
        person=event.get("person", "p"),
        at=START + timedelta(seconds=event.get("at", 0)),
        payload=json.dumps(event).encode(),
        disposition=event.get("disposition", "queue"),
    )


class Parrot:
    """Says what it hears and counts it in the state, so that doubles would show."""

    def __init__(self) -> None:
        self.broken = True
        self.replies = 1
        self.heard: list[str] = []
        self.before_answer: Any = None

    def handle(self, turn: Turn) -> Outcome:
        text = turn.inbound.text
        self.heard.append(text)
        if self.before_answer:
            self.before_answer(turn)
        if text.startswith("broken") and self.broken:
            raise ValueError("a mistake in a handler")
        count = turn.state.memory.get("count", 0) + 1
        state = turn.state.remembering(count=count)
        if turn.person.with_human:
            return Outcome(state)
        effects: tuple[Effect, ...] = ()
        if text == "human":
            effects = (HandOverAsked("muốn gặp người"),)
        if text == "delete":
            effects = (DataErasureAsked(),)
        return Outcome(state, (Reply(f"{count} {text}"),) * self.replies, effects)


def apply_effect(
    session: Session, conversation: Conversation, effect: Effect, now: datetime
) -> None:
    if isinstance(effect, HandOverAsked):
        conversation.human = "waiting"
        conversation.human_since = now


def snapshot(session: Session, conversation: Conversation) -> Person:
    return Person(conversation.channel, with_human=conversation.human is not None)


def settings(**values: Any) -> Settings:
    rows = {row.name: row.kind(row.default) for row in SETTINGS}
    rows |= {"SECRET_KEY": "test", **{name.upper(): value for name, value in values.items()}}
    return Settings(rows)


@dataclass
class World:
    """A deployment: its parts and short ways to what tests look at."""

    database: Database
    platform: Platform
    clock: Clock = field(default_factory=Clock)
    parrot: Parrot = field(default_factory=Parrot)
    window: Window = field(default_factory=Window)
    accounts: list[Account] = field(default_factory=lambda: [Account("plain", "a", "token")])
    values: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        channels = {
            "plain": PlainChannel(self.platform.base, window=self.window),
            "other": PlainChannel(self.platform.base, "other"),
        }
        self.services = Services(
            database=self.database,
            channels=Channels(channels),
            handler=self.parrot,
            snapshot=snapshot,
            apply_effect=apply_effect,
            parameters=lambda now: None,
            office=OFFICE,
            settings=settings(**self.values),
            accounts={(account.channel, account.account): account for account in self.accounts},
            clock=self.clock,
        )
        self.receiver = Receiver(self.services, NoWaker())
        self.drain = Drain(self.services)
        self.drain.tokens.seed()

    def another(self) -> "World":
        """A second process on the same tables, as far as one process can play it."""
        return replace(self)

    def say(self, text: str, **more: Any) -> int:
        """One event comes in; gives its conversation."""
        event = {"id": more.pop("id", text), "text": text, **more}
        woken = self.receiver.accept("plain", [raw(event)])
        return woken[0] if woken else 0

    def tell(self, text: str, **more: Any) -> None:
        """One event comes in and its conversation is drained."""
        self.drain.run(self.say(text, **more))

    def conversation(self, person: str = "p") -> Conversation:
        with self.database.read() as session:
            whose = {"channel": "plain", "account": "a", "person": person}
            return session.scalars(select(Conversation).filter_by(**whose)).one()

    def inbox(self) -> list[InboxEvent]:
        with self.database.read() as session:
            return list(session.scalars(select(InboxEvent).order_by(InboxEvent.id)))

    def outbox(self) -> list[OutboxMessage]:
        with self.database.read() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def change(self, person: str = "p", **values: Any) -> None:
        """Change a conversation as the console would."""
        whose = {"channel": "plain", "account": "a", "person": person}

        def apply(session: Session) -> None:
            session.execute(update(Conversation).filter_by(**whose).values(**values))

        self.database.write(apply)
