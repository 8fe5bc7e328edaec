"""What every page tells the browser: load nothing from elsewhere, tell nobody, be in no frame."""

from flask import Response

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
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
