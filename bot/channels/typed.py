"""The channels that are our own, web chat and terminal: no platform, no webhook, no HTTP."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from bot.channels import fields
from bot.channels.base import Accepted, Credentials, RawEvent, Request, Window
from bot.channels.errors import Do, ForgedError, MalformedError, SendError
from bot.conversation.messages import Inbound, Kind, Reply

NAME = "typed"


def event(
    *,
    account: str,
    person: str,
    text: str,
    now: datetime,
    payload: str = "",
    message_id: str = "",
    ref: str = "",
) -> RawEvent:
    """Make the event of a typed text, or of a tapped choice with its `payload`.

    A `message_id` that comes again is a repetition; without one every call is a new message.
    `ref` is the code of the link by which the person came.
    """
    key = fields.key(NAME, person, fields.ident(message_id) or uuid4().hex)
    body = fields.dump({"text": text, "payload": payload, "id": key, "ref": ref})
    return RawEvent(account, key, NAME, person, now, body)


def parse(payload: bytes) -> Inbound:
    """Read a typed event; a text that begins with "#" is a choice. Never raises."""
    try:
        said = fields.mapping(fields.load(payload))
    except ValueError:
        return Inbound(Kind.NOTICE)
    text = fields.text(said.get("text"))
    chosen = fields.text(said.get("payload")).strip()
    chosen = chosen or (text.strip() if text.lstrip().startswith("#") else "")
    kind = Kind.CHOICE if chosen else Kind.TEXT
    ident, ref = fields.ident(said.get("id")), fields.text(said.get("ref"))
    return Inbound(kind, text=text, payload=chosen, message_id=ident, ref=ref)


class TypedChannel:
    """People type into something of ours, which reads the answers from the outbox."""

    name = ""
    window = Window()
    uploads_hold: timedelta | None = None

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Refuse: there is no webhook. Raises ForgedError."""
        raise ForgedError(f"{self.name} has no webhook")

    def split(self, body: bytes, now: datetime) -> Sequence[RawEvent]:
        """Refuse: events are made by `event`. Raises MalformedError."""
        raise MalformedError(f"{self.name} has no webhook")

    def parse(self, name: str, payload: bytes) -> Inbound:
        """Read an event that `event` made. Never raises."""
        return parse(payload)

    def render(
        self, reply: Reply, person: str, outbox_id: int, attachment: str = ""
    ) -> Sequence[Request]:
        """Give the reply as it is: whoever shows it has no limits."""
        return [reply.to_json()]

    def upload(self, image: bytes, credentials: Credentials) -> str:
        """Refuse: our own pages draw pictures themselves. Raises SendError."""
        raise SendError(Do.DEAD, "no-uploads", "Kênh này tự vẽ hình, không cần tải lên.")

    def send(self, request: Request, credentials: Credentials) -> Accepted:
        """Say that the message is there: it is read from the outbox."""
        return Accepted("")

    def show_typing(self, person: str, credentials: Credentials) -> None:
        """Do nothing: whoever waits sees by the page that an answer is due."""
