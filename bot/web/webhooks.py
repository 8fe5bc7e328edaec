"""The platforms' webhooks: what comes in is on disk before they hear 200."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from flask import Blueprint, Response, abort, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError

from bot.channels.errors import ForgedError, MalformedError
from bot.delivery import erasure
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.storage.errors import StorageError

MAX_BODY = 1024 * 1024  # bytes
ZALO_PAGE = '<!doctype html><meta name="zalo-platform-site-verification" content="{}">'

log = structlog.get_logger()


def webhooks(services: Services, receiver: Receiver) -> Blueprint:
    """Give the routes of the channels that are switched on. No limit by address: they are few."""
    routes = Blueprint("webhooks", __name__)
    if "messenger" in services.channels:
        _messenger(routes, services, receiver)
    if "zalo" in services.channels:
        _zalo(routes, services, receiver)
    return routes


def _messenger(routes: Blueprint, services: Services, receiver: Receiver) -> None:
    settings = services.settings

    @routes.get("/webhooks/messenger")
    def verify_messenger() -> Response:
        """Prove to Facebook that this server is ours: echo the challenge."""
        token = request.args.get("hub.verify_token", "")
        known = settings.messenger_verify_token
        right = bool(known) and hmac.compare_digest(token.encode(), known.encode())
        if request.args.get("hub.mode") != "subscribe" or not right:
            abort(403)
        return _plain(request.args.get("hub.challenge", ""))

    @routes.post("/webhooks/messenger")
    def receive_messenger() -> Response:
        """Take a batch of Messenger events."""
        return _receive(receiver, "messenger")

    @routes.post("/webhooks/messenger/deletion")
    def delete_messenger() -> Any:
        """Delete what a person said, as Facebook asks on their behalf."""
        person = _signed_person(services)
        now = services.clock()
        count = services.database.write(
            lambda session: erasure.erase_person(session, services, "messenger", person, now)
        )
        log.info("data deleted at Facebook's request", conversations=count)
        code = _serializer(services).dumps([int(now.timestamp()), count])
        path = url_for("webhooks.deletion_status", code=code)
        base = settings.public_url or request.host_url
        return {"url": base.rstrip("/") + path, "confirmation_code": code}

    @routes.get("/webhooks/messenger/deletion/<code>")
    def deletion_status(code: str) -> Response:
        """Tell a person what became of their request."""
        try:
            asked_at, count = _serializer(services).loads(code)
        except (BadSignature, TypeError, ValueError):
            abort(404)
        day = datetime.fromtimestamp(asked_at, UTC).strftime("%d/%m/%Y")
        found = "đã được xoá" if count else "không có trong hệ thống"
        return _plain(f"Yêu cầu xoá dữ liệu ngày {day}: dữ liệu trò chuyện {found}.\n")

    @routes.post("/webhooks/messenger/deauthorize")
    def deauthorize_messenger() -> Response:
        """A person removed the app: what they said is deleted too."""
        person = _signed_person(services)
        now = services.clock()
        services.database.write(
            lambda session: erasure.erase_person(session, services, "messenger", person, now)
        )
        return _plain("")


def _zalo(routes: Blueprint, services: Services, receiver: Receiver) -> None:
    @routes.post("/webhooks/zalo")
    def receive_zalo() -> Response:
        """Take one Zalo event."""
        return _receive(receiver, "zalo")

    @routes.get("/zalo_verifier<code>.html")
    def verify_zalo(code: str) -> Response:
        """Prove to Zalo that the domain is ours: its file at the root."""
        known = services.settings.zalo_verifier.removeprefix("zalo_verifier")
        if not known or code != known.removesuffix(".html"):
            abort(404)
        return Response(ZALO_PAGE.format(code), mimetype="text/html")


def _receive(receiver: Receiver, channel: str) -> Response:
    """Keep a webhook body. What is refused is told by the status alone, never why."""
    try:
        headers = cast(Mapping[str, str], request.headers)  # finds names in any case
        receiver.receive(channel, headers, _body())
    except ForgedError:
        log.warning("webhook refused", channel=channel)
        abort(403)
    except MalformedError:
        abort(400)
    except (DBAPIError, StorageError) as error:
        log.error("webhook not kept", channel=channel, error=type(error).__name__)
        abort(503)  # the platform delivers again
    return _plain("")


def _body() -> bytes:
    if (request.content_length or 0) > MAX_BODY:
        abort(413)
    request.max_content_length = MAX_BODY
    return request.get_data(cache=False)


def _signed_person(services: Services) -> str:
    """Read whom a signed request of Facebook is about. 403 when it is not signed by Facebook."""
    channel: Any = services.channels["messenger"]
    request.max_content_length = MAX_BODY
    try:
        return str(channel.signed_person(request.form.get("signed_request", "")))
    except ForgedError:
        abort(403)


def _serializer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(services.settings.secret_key, salt="deletion")


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")
