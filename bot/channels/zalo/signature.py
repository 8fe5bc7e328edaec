"""Zalo's signature: a plain SHA-256 over app id, raw body, timestamp and the OA's secret key."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from bot.channels import fields
from bot.channels.errors import ForgedError

HEADER = "X-ZEvent-Signature"


def verify(headers: Mapping[str, str], body: bytes, app_id: str, secret_key: str) -> None:
    """Check `mac=…` on the bytes as received, in constant time.

    Raises ForgedError, also when no secret is set or the body has no timestamp to sign with.
    """
    given = fields.header(headers, HEADER).strip().removeprefix("mac=").lower()
    timestamp = _timestamp(body)
    if not (secret_key and given and timestamp):
        raise ForgedError("unsigned")
    signed = app_id.encode() + body + timestamp.encode("utf-8", "replace") + secret_key.encode()
    if not hmac.compare_digest(given.encode(), sha256(signed).hexdigest().encode()):
        raise ForgedError("wrong signature")


def _timestamp(body: bytes) -> str:
    """Give the timestamp's own text, whether it stands there as text or as number."""
    try:
        event = fields.load_verbatim(body)
    except ValueError:
        return ""
    found = event.get("timestamp") if isinstance(event, dict) else None
    return found if isinstance(found, str) else ""
