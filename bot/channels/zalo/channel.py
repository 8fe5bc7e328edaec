"""Zalo as a channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.base import Accepted, Credentials, RawEvent, Request, Window
from bot.channels.zalo import parse, render, signature, split
from bot.channels.zalo.client import ZaloClient
from bot.conversation.messages import Inbound, Reply


class ZaloChannel:
    """An Official Account's channel; the token comes with each send.

    `images_url` is where the pictures of forms and lists lie; without it people read and type.
    """

    name = "zalo"
    window = Window(hours=48, messages=8)  # free of charge; more must be bought
    uploads_hold: timedelta | None = timedelta(days=6)  # Zalo keeps them for seven

    def __init__(
        self, *, app_id: str, oa_secret_key: str, api_base: str, images_url: str = ""
    ) -> None:
        self._app_id = app_id
        self._oa_secret_key = oa_secret_key
        self._images_url = images_url
        self.client = ZaloClient(api_base)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the signature on the raw body in constant time. Raises ForgedError."""
        signature.verify(headers, body, self._app_id, self._oa_secret_key)

    def split(self, body: bytes, now: datetime) -> Sequence[RawEvent]:
        """Give the body's event. Raises MalformedError."""
        return split.split(body, now)

    def parse(self, name: str, payload: bytes) -> Inbound:
        """Read one event. Never raises: what is unknown is a NOTICE."""
        return parse.parse(name, payload)

    def render(
        self, reply: Reply, person: str, outbox_id: int, attachment: str = ""
    ) -> Sequence[Request]:
        """Give Zalo's messages for one reply. It keeps no mark of ours, so the id is not used."""
        return render.render(reply, person, self._images_url, attachment)

    def upload(self, image: bytes, credentials: Credentials) -> str:
        """Hand over a picture and give its attachment id. Raises SendError."""
        return self.client.upload_image(image, credentials.access_token)

    def send(self, request: Request, credentials: Credentials) -> Accepted:
        """Post one message. Raises SendError."""
        return self.client.send(request, credentials.access_token)

    def show_typing(self, person: str, credentials: Credentials) -> None:
        """Do nothing: Zalo has no such sign."""
