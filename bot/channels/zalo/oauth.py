"""Zalo's OAuth v4 with PKCE: permission, access tokens of 25 hours, single-use refresh tokens."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from bot.channels import fields
from bot.channels.http import Http
from bot.channels.zalo.errors import oauth_error

PERMISSION = "/v4/oa/permission"
ACCESS_TOKEN = "/v4/oa/access_token"  # noqa: S105 - a path
USUAL_LIFE = 90_000  # seconds


@dataclass(frozen=True)
class Tokens:
    """Both tokens, and how many seconds the access token lives."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int


class ZaloOAuth:
    """The token service at `base` for one app."""

    def __init__(self, *, base: str, app_id: str, app_secret: str) -> None:
        self._http = Http("Zalo OAuth", base)
        self._app_id = app_id
        self._app_secret = app_secret

    def permission_url(self, redirect_uri: str, verifier: str, state: str) -> str:
        """Give the page on which the OA's administrator permits the app.

        Keep `verifier` for `exchange`, and compare `state` when the browser comes back.
        """
        digest = sha256(verifier.encode()).digest()
        query = {
            "app_id": self._app_id,
            "redirect_uri": redirect_uri,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "state": state,
        }
        return f"{self._http.base}{PERMISSION}?{urlencode(query)}"

    def exchange(self, code: str, verifier: str) -> Tokens:
        """Turn the permission page's code (10 minutes, once) into tokens. Raises SendError."""
        return self._tokens(grant_type="authorization_code", code=code, code_verifier=verifier)

    def refresh(self, refresh_token: str) -> Tokens:
        """Use up a refresh token; its successor exists nowhere else, so store it before use.

        Raises SendError: RETRY when no answer came, PAUSE_CHANNEL when Zalo refuses.
        """
        return self._tokens(grant_type="refresh_token", refresh_token=refresh_token)

    def _tokens(self, **grant: str) -> Tokens:
        answer = self._http.call(
            "POST",
            ACCESS_TOKEN,
            form={"app_id": self._app_id, **grant},
            headers={"secret_key": self._app_secret},
        )
        body = fields.mapping(answer.body)
        access, refresh = (fields.text(body.get(f"{name}_token")) for name in ("access", "refresh"))
        if access and refresh:
            return Tokens(access, refresh, _seconds(fields.ident(body.get("expires_in"))))
        code = body.get("error")
        if not isinstance(code, int) or isinstance(code, bool):
            raise self._http.unreadable(answer)
        raise oauth_error(code)


def _seconds(text: str) -> int:
    """Read how long a token lives; a strange number is no reason to lose both tokens."""
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return seconds or USUAL_LIFE
