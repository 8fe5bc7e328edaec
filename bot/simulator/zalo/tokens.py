"""Zalo's OAuth v4: permission with PKCE, access tokens of 25 hours, single-use refresh tokens."""

import hmac
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from bot.simulator.accounts import ZaloAccount
from bot.simulator.errors import RefusedError

ACCESS_SECONDS = 90_000
REFRESH_MS = 90 * 24 * 3600 * 1000
CODE_MS = 10 * 60 * 1000

INVALID_ACCESS = -216
WRONG_SECRET = -14004
INVALID_CODE = -14010
INVALID_REFRESH = -14014
BAD_REQUEST = -14002


@dataclass(frozen=True)
class _Code:
    challenge: str
    until: int


class Tokens:
    """The newest access token is the only one that holds; each refresh token works once."""

    def __init__(self, account: ZaloAccount, now: Callable[[], int]) -> None:
        self._account = account
        self._now = now
        self._lock = threading.Lock()
        self._codes: dict[str, _Code] = {}
        self.refreshes = 0
        self._issue()

    def expire_access(self) -> None:
        with self._lock:
            self._access_until = 0

    def check(self, token: str) -> None:
        """Raises RefusedError -216 unless this is the token of now."""
        with self._lock:
            if not hmac.compare_digest(token.encode(), self.access_token.encode()):
                raise RefusedError(INVALID_ACCESS, "Access token is invalid")
            if self._now() >= self._access_until:
                raise RefusedError(INVALID_ACCESS, "Access token is expired")

    def permit(self, app_id: str, challenge: str) -> str:
        """The code that the administrator's browser carries back: once, within ten minutes."""
        if app_id != self._account.app_id or not challenge:
            raise RefusedError(BAD_REQUEST, "Invalid app_id or code_challenge")
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._codes[code] = _Code(challenge, self._now() + CODE_MS)
        return code

    def grant(self, secret_key: str, form: dict[str, str]) -> dict[str, str]:
        """Answer a call of `/v4/oa/access_token`."""
        if not hmac.compare_digest(secret_key.encode(), self._account.app_secret.encode()):
            raise RefusedError(WRONG_SECRET, "Invalid secret key")
        if form.get("app_id") != self._account.app_id:
            raise RefusedError(BAD_REQUEST, "Invalid app_id")
        with self._lock:
            if form.get("grant_type") == "authorization_code":
                self._use_code(form)
            elif form.get("grant_type") == "refresh_token":
                self._use_refresh(form)
            else:
                raise RefusedError(BAD_REQUEST, "Invalid grant_type")
            return self._issue()

    def _use_code(self, form: dict[str, str]) -> None:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or self._now() >= code.until:
            raise RefusedError(INVALID_CODE, "Invalid or expired authorization code")
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != code.challenge:
            raise RefusedError(INVALID_CODE, "Invalid code_verifier")

    def _use_refresh(self, form: dict[str, str]) -> None:
        given = form.get("refresh_token", "")
        if given != self.refresh_token or self._now() >= self._refresh_until:
            raise RefusedError(INVALID_REFRESH, "Invalid refresh token")
        self.refreshes += 1

    def _issue(self) -> dict[str, str]:
        self.access_token = secrets.token_urlsafe(48)
        self.refresh_token = secrets.token_urlsafe(48)
        self._access_until = self._now() + ACCESS_SECONDS * 1000
        self._refresh_until = self._now() + REFRESH_MS
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires_in": str(ACCESS_SECONDS),
        }
