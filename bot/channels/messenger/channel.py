"""Messenger as a channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.base import Accepted, Credentials, RawEvent, Request, Window
from bot.channels.messenger import parse, render, signature, split
from bot.channels.messenger.client import MessengerClient
from bot.conversation.messages import Inbound, Reply


class MessengerChannel:
    """A Page's channel; the token comes with each send."""

    name = "messenger"
    window = Window(hours=24)  # for RESPONSE, the only type that a bot may use
    uploads_hold: timedelta | None = timedelta(days=30)  # or until Facebook says lost

    def __init__(
        self, *, app_id: str, app_secret: str, graph_base: str, graph_version: str
    ) -> None:
        self._app_id = app_id
        self._app_secret = app_secret
        self.client = MessengerClient(base=graph_base, version=graph_version, app_secret=app_secret)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature on the raw body in constant time. Raises ForgedError."""
        signature.verify(headers, body, self._app_secret)

    def signed_person(self, signed_request: str) -> str:
        """Give whom a deletion or deauthorise callback is about. Raises ForgedError."""
        return signature.signed_person(signed_request, self._app_secret)

    def split(self, body: bytes, now: datetime) -> Sequence[RawEvent]:
        """Take the batch apart; an odd event never costs its neighbours. Raises MalformedError."""
        return split.split(body, now)

    def parse(self, name: str, payload: bytes) -> Inbound:
        """Read one event that `split` made. Never raises: what is unknown is a NOTICE."""
        return parse.parse(name, payload, self._app_id)

    def render(
        self, reply: Reply, person: str, outbox_id: int, attachment: str = ""
    ) -> Sequence[Request]:
        """Give Messenger's messages for one reply, within its limits, in order."""
        return render.render(reply, person, outbox_id, attachment)

    def upload(self, image: bytes, credentials: Credentials) -> str:
        """Hand over a picture and give its attachment id. Raises SendError."""
        return self.client.upload_image(image, credentials.access_token)

    def send(self, request: Request, credentials: Credentials) -> Accepted:
        """Post one message, or hide a comment. Raises SendError."""
        if render.HIDE in request:
            return self.client.hide_comment(request[render.HIDE], credentials.access_token)
        return self.client.send(request, credentials.access_token)

    def show_typing(self, person: str, credentials: Credentials) -> None:
        """Show the dots until the next message. Raises SendError."""
        action = {"recipient": {"id": person}, "sender_action": "typing_on"}
        self.client.act("me/messages", credentials.access_token, action)
