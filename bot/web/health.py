"""Whether the service lives, whether it can work, and its figures."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.delivery.health import check, registry
from bot.delivery.services import Services


def health(services: Services) -> Blueprint:
    """Give the routes for supervisors and Prometheus."""
    routes = Blueprint("health", __name__)
    figures = registry(services)

    @routes.get("/healthz")
    def healthz() -> Response:
        """The process answers: nothing more is looked at."""
        return Response("ok\n", mimetype="text/plain")

    @routes.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """Database, engine and channels; 503 with the reasons when something hinders the work."""
        state = check(services)
        body = jsonify(
            ready=state.ready,
            oldest_waiting_seconds=round(state.oldest_waiting_seconds, 1),
            problems=state.problems,
        )
        return body, 200 if state.ready else 503

    @routes.get("/metrics")
    def metrics() -> Response:
        """Prometheus: from loopback, or with the token of METRICS_TOKEN."""
        if not _may_read(services.settings.metrics_token):
            abort(403)
        return Response(generate_latest(figures), content_type=CONTENT_TYPE_LATEST)

    return routes


def _may_read(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers  # a proxy's own address says nothing
    if forwarded or not request.remote_addr:
        return False
    return ip_address(request.remote_addr).is_loopback
