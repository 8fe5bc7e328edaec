"""Which subscriptions we send to: only push services that the operator named, only with sound keys.

The address comes from a browser, so it could be anything: an address inside the office's own
network, too. We send to known services over https and to nothing else, and follow no redirect.
"""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from fnmatch import fnmatch
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from bot.push.errors import BadDeviceError

LONGEST = 1000  # signs of an address; services use up to about 500
SECRET_BYTES = 16  # RFC 8291, section 3.2


def check(endpoint: str, public_key: str, secret: str, services: Sequence[str]) -> None:
    """Raises BadDeviceError unless this is a subscription at one of `services`."""
    check_endpoint(endpoint, services)
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(public_key))
        sound = len(decoded(secret)) == SECRET_BYTES
    except ValueError:
        sound = False
    if not sound:
        raise BadDeviceError("Trình duyệt gửi khóa không dùng được. Bật lại thông báo trên máy.")


def check_endpoint(endpoint: str, services: Sequence[str]) -> None:
    """Raises BadDeviceError unless the address is of one of `services`.

    A service is a host (`*` stands for anything in it), or a whole origin such as
    http://127.0.0.1:9000, which the operator then vouches for.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint
    if plain and len(endpoint) <= LONGEST and "@" not in parts.netloc and "\\" not in endpoint:
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        if origin in (service.lower().rstrip("/") for service in services):
            return
        is_web = parts.scheme == "https" and port in (None, 443)
        if is_web and any(fnmatch(host, service.lower()) for service in services):
            return
    raise BadDeviceError("Trình duyệt này dùng dịch vụ thông báo mà hệ thống không hỗ trợ.")


def decoded(text: str) -> bytes:
    """Read base64url with or without padding. Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
