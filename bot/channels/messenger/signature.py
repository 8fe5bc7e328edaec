"""Facebook's signatures: on webhook bodies, and on the signed requests of its callbacks."""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256

from bot.channels import fields
from bot.channels.errors import ForgedError

HEADER = "X-Hub-Signature-256"


def verify(headers: Mapping[str, str], body: bytes, app_secret: str) -> None:
    """Check `sha256=…` on the bytes as received, in constant time.

    Raises ForgedError, also when no secret is set; SHA-1 is not accepted.
    """
    scheme, _, given = fields.header(headers, HEADER).strip().partition("=")
    expected = hmac.new(app_secret.encode(), body, sha256).hexdigest()
    if not app_secret or scheme != "sha256":
        raise ForgedError("unsigned")
    if not hmac.compare_digest(given.lower().encode(), expected.encode()):
        raise ForgedError("wrong signature")


def signed_person(signed_request: str, app_secret: str) -> str:
    """Give the person whom a deletion or deauthorise callback is about.

    Raises ForgedError for whatever Facebook did not sign, or did not say clearly.
    """
    given, _, payload = signed_request.strip().partition(".")
    expected = hmac.new(app_secret.encode(), payload.encode("utf-8", "replace"), sha256).digest()
    if not app_secret or not hmac.compare_digest(_decode(given), expected):
        raise ForgedError("wrong signature")
    try:
        claim = fields.mapping(fields.load(_decode(payload)))
    except ValueError:
        raise ForgedError("no JSON in the signed request") from None
    person = fields.ident(claim.get("user_id"), fields.LONGEST_PERSON)
    if claim.get("algorithm") != "HMAC-SHA256" or not person:
        raise ForgedError("no person in the signed request")
    return person


def appsecret_proof(token: str, app_secret: str) -> str:
    """Prove to the Graph API that a call comes from the app and not from a stolen token."""
    return hmac.new(app_secret.encode(), token.encode(), sha256).hexdigest()


def _decode(text: str) -> bytes:
    """Read base64url without padding; b"" for anything else."""
    try:
        return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        return b""
