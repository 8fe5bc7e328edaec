"""One message to all devices of a person, and what their push services said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from bot.delivery.notice_words import Words
from bot.delivery.services import Services
from bot.push.client import Push, PushClient, Target
from bot.push.errors import BadDeviceError, GoneError, RefusedError, TryLaterError
from bot.push.keys import server_key
from bot.settings import Settings

log = structlog.get_logger()


@dataclass
class Answers:
    """Devices that took the message and that are gone; whether, after how long, to try again."""

    took: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    later: bool = False
    after: float | None = None  # seconds
    why: str = ""


class Pusher:
    """Pushes for one process; the server's key is read, or made, with the first message."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._client: PushClient | None = None

    def push(self, words: Words, targets: Sequence[tuple[int, Target]], now: datetime) -> Answers:
        """Push to each device (its id, its address), outside any transaction."""
        answers = Answers()
        message = Push(words.title, words.body, words.path, words.topic, words.urgent)
        client = self._ready(now)
        for device_id, target in targets:
            try:
                client.send(target, message, now)
                answers.took.append(device_id)
            except (GoneError, BadDeviceError) as error:
                answers.gone.append(device_id)
                answers.why = str(error)
            except TryLaterError as error:
                answers.later, answers.why = True, str(error)
                answers.after = max(answers.after or 0.0, error.after or 0.0)
            except RefusedError as error:
                answers.why = str(error)
                log.warning("push refused", device=device_id, reason=str(error))
        return answers

    def _ready(self, now: datetime) -> PushClient:
        if self._client is None:
            settings = self._services.settings
            key = server_key(self._services.database, now)
            self._client = PushClient(key, _contact(settings), settings.push_services)
        return self._client


def _contact(settings: Settings) -> str:
    """Give whom a push service may ask about us (RFC 8292, section 2.1)."""
    public = urlsplit(settings.public_url)
    if public.scheme == "https" and public.hostname:
        return f"https://{public.hostname}"
    return f"mailto:{settings.smtp_from or 'admin@localhost'}"
