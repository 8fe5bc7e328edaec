"""One push: encrypted for the browser (RFC 8291), signed for its service (RFC 8292), posted."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import http_ece
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from bot.push.errors import GoneError, RefusedError, TryLaterError
from bot.push.subscriptions import check_endpoint, decoded

TIMEOUT = 8  # seconds
KEPT = timedelta(hours=12)  # how long a service keeps a push for a phone that is off
SIGNED_FOR = timedelta(hours=12)  # RFC 8292: at most 24 hours
LONGEST_PAUSE = 24 * 3600.0  # seconds of a Retry-After that we believe


@dataclass(frozen=True)
class Target:
    """A device as the browser described it; keys are base64url."""

    endpoint: str
    public_key: str
    secret: str


@dataclass(frozen=True)
class Push:
    """What is shown. A later push with the same `topic` takes the place of an earlier one."""

    title: str
    body: str
    path: str  # of the console
    topic: str
    urgent: bool = False

    def to_bytes(self) -> bytes:
        """Give the plain text that is encrypted."""
        shown = {"title": self.title, "body": self.body, "path": self.path, "topic": self.topic}
        return json.dumps(shown, ensure_ascii=False).encode()


class PushClient:
    """Posts to push services. `contact` is whom they may ask: https: or mailto:."""

    def __init__(self, key: Vapid02, contact: str, services: Sequence[str]) -> None:
        self._key = key
        self._contact = contact
        self._services = services
        self._session = requests.Session()

    def send(self, target: Target, push: Push, now: datetime) -> None:
        """Hand a push over. Raises GoneError, TryLaterError, RefusedError or BadDeviceError."""
        check_endpoint(target.endpoint, self._services)
        headers = {
            "TTL": str(int(KEPT.total_seconds())),
            "Urgency": "high" if push.urgent else "normal",
            "Topic": push.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **self._signature(target.endpoint, now),
        }
        body = encrypted(target, push.to_bytes())
        try:
            answer = self._session.post(
                target.endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:  # without its text: it holds the address
            raise TryLaterError(f"Dịch vụ thông báo: {type(error).__name__}") from None
        _judge(answer, now)

    def _signature(self, endpoint: str, now: datetime) -> Mapping[str, str]:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        signed: Mapping[str, str] = self._key.sign(claims)
        return signed


def encrypted(target: Target, plain: bytes) -> bytes:
    """Encrypt for one browser with a key of our own for this message alone."""
    body: bytes = http_ece.encrypt(
        plain,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=decoded(target.public_key),
        auth_secret=decoded(target.secret),
        version="aes128gcm",
    )
    return body


def _judge(answer: requests.Response, now: datetime) -> None:
    """Turn the service's answer into what is to be done (RFC 8030, sections 5 and 7.3)."""
    status = answer.status_code
    said = f"Dịch vụ thông báo trả lời {status}"
    if status in (200, 201, 202):
        return
    if status in (404, 410):
        raise GoneError(said)
    if status == 429 or status >= 500:
        raise TryLaterError(said, _pause(answer.headers.get("Retry-After", ""), now))
    raise RefusedError(said)


def _pause(text: str, now: datetime) -> float | None:
    """Read Retry-After: seconds or a date; None when it says neither."""
    seconds: float | None = float(text) if text.isascii() and text.isdigit() else None
    if seconds is None:
        with contextlib.suppress(ValueError, TypeError):  # no date, or one without a zone
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_PAUSE)
