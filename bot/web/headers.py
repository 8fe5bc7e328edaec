"""What every page tells the browser: load nothing from elsewhere, tell nobody, be in no frame.

The platforms are no browsers: what they post needs neither these headers nor a session, and is
answered sooner without (`bench/webhook`).
"""

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
}


def secured(response: Response) -> Response:
    """Add the headers that the response does not have yet (for `after_request`)."""
    if _from_platform(request):
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


class PageSessions(SecureCookieSessionInterface):
    """Sessions for pages alone."""

    def open_session(  # type: ignore[override]  # a null session is no SecureCookieSession
        self, app: Flask, request: Request
    ) -> SessionMixin | None:
        """Give the session of a page, and none to a platform."""
        if _from_platform(request):
            return self.make_null_session(app)
        return super().open_session(app, request)


def _from_platform(asked: Request) -> bool:
    return asked.method == "POST" and asked.path.startswith("/webhooks/")
