"""What can go wrong between us and a platform, as values that say what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class WebhookError(Exception):
    """A webhook request is refused."""


class ForgedError(WebhookError):
    """The signature is missing or wrong: 403 and nothing stored."""


class MalformedError(WebhookError):
    """The signature is right and the body is not what the platform sends: 400."""


class Do(StrEnum):
    """What delivery does after a send that failed."""

    RETRY = "retry"  # a passing fault: back off, try again
    REFRESH = "refresh"  # the access token is old: refresh once, then retry
    STOP_PERSON = "stop-person"  # this person cannot be reached any more
    HOLD = "hold"  # outside the window or quota: wait until the person writes, tell staff
    NIGHT = "night"  # the platform is closed at night: try again at 06:00
    REUPLOAD = "reupload"  # an attachment expired: upload again, retry
    PAUSE_CHANNEL = "pause-channel"  # account, permission or money: stop sending, alert
    DEAD = "dead"  # will never succeed: keep, show to staff


@dataclass
class SendError(Exception):
    """A send failed. `staff_text` is Vietnamese for staff; `code` is the platform's, for counting.

    `retry_after` is in seconds where the platform named one. `unknown` says that the platform may
    have accepted the message (a time-out or reset after the request was written).
    """

    do: Do
    code: str
    staff_text: str
    retry_after: float | None = None
    unknown: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.staff_text}"
