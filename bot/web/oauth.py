"""Zalo's first authorisation: `setup zalo` sends a signed state out, the code comes back here."""

import hashlib
import hmac
from urllib.parse import urljoin

import structlog
from flask import Blueprint, Response, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.channels.errors import SendError
from bot.channels.zalo.oauth import ZaloOAuth
from bot.delivery.services import Services
from bot.delivery.tokens import store_tokens
from bot.settings import Settings

CALLBACK = "/oauth/zalo/callback"
STATE_LIVES = 15 * 60  # seconds
DONE = "Đã nối Zalo. Bạn có thể đóng trang này."
EXPIRED = "Đường dẫn đã hết hạn. Chạy lại: python -m bot setup zalo"
WRONG_OA = "Tài khoản vừa cấp quyền không phải OA trong cài đặt ZALO_OA_ID. Hãy chọn đúng OA."
REFUSED = "Zalo chưa cấp mã truy cập: {reason} Chạy lại: python -m bot setup zalo"

log = structlog.get_logger()


def permission_url(settings: Settings) -> str:
    """Give the page on which the OA's administrator permits the app.

    The PKCE verifier is derived from the state and our secret, so that whichever web process gets
    the answer can finish what the command began, with nothing stored.
    """
    state = str(_states(settings).dumps("zalo"))
    redirect = urljoin(settings.public_url.rstrip("/") + "/", CALLBACK.lstrip("/"))
    return _oauth(settings).permission_url(redirect, _verifier(settings, state), state)


def zalo_oauth(services: Services) -> Blueprint:
    """Give the route to which Zalo sends the administrator's browser."""
    routes = Blueprint("zalo_oauth", __name__)
    settings = services.settings

    @routes.get(CALLBACK)
    def zalo_callback() -> Response:
        """Exchange the code and start the chain of tokens. Neither is ever logged."""
        state = request.args.get("state", "")
        try:
            _states(settings).loads(state, max_age=STATE_LIVES)
        except BadSignature:
            return _plain(EXPIRED, 403)
        if request.args.get("oa_id", settings.zalo_oa_id) != settings.zalo_oa_id:
            return _plain(WRONG_OA, 400)
        try:
            tokens = _oauth(settings).exchange(
                request.args.get("code", ""), _verifier(settings, state)
            )
        except SendError as error:
            log.warning("zalo authorisation failed", code=error.code)
            return _plain(REFUSED.format(reason=error.staff_text), 502)
        services.database.write(
            lambda session: store_tokens(
                session, "zalo", settings.zalo_oa_id, tokens, services.clock()
            )
        )
        return _plain(DONE, 200)

    return routes


def _states(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="zalo-oauth")


def _verifier(settings: Settings, state: str) -> str:
    """Give 43 letters and digits that only we can derive from the state (PKCE, RFC 7636)."""
    key = settings.secret_key.encode()
    return hmac.new(key, f"pkce {state}".encode(), hashlib.sha256).hexdigest()[:43]


def _oauth(settings: Settings) -> ZaloOAuth:
    return ZaloOAuth(
        base=settings.zalo_oauth_base,
        app_id=settings.zalo_app_id,
        app_secret=settings.zalo_app_secret,
    )


def _plain(text: str, status: int) -> Response:
    return Response(text + "\n", status, mimetype="text/plain")
