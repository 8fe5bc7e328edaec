"""One HTTP request to a platform: pooled connections, eight seconds in all, troubles as SendError.

Tokens travel in headers and bodies, never in an address, so that no log can show one.
"""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from bot.channels import fields
from bot.channels.errors import Do, SendError

CONNECT, TOTAL = 3.0, 8.0  # seconds
POOL = 32  # connections kept open to one platform
LARGEST_ANSWER = 256 * 1024  # bytes
LONGEST_RETRY_AFTER = 3600.0  # seconds

_KEEP_ALIVE = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)] + [
    (socket.IPPROTO_TCP, getattr(socket, name), seconds)
    for name, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))
    if hasattr(socket, name)
]


@dataclass(frozen=True)
class Answer:
    """What came back: `body` is None when it was no JSON object."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any] | None

    @property
    def retry_after(self) -> float | None:
        """How many seconds the platform asks us to wait, where it says so."""
        return _seconds(self.headers.get("Retry-After", ""))


@dataclass(frozen=True)
class Upload:
    """A file that goes along with a request, as multipart form."""

    field_name: str
    file: tuple[str, bytes, str]  # name, content, media type


@dataclass
class Http:
    """Requests to one platform, from any thread. `platform` is its name for staff."""

    platform: str
    base: str
    total: float = TOTAL  # seconds for one request, from connecting to the last byte
    _session: requests.Session = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.base = self.base.rstrip("/")
        session = requests.Session()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.trust_env = not _is_local(self.base)  # a proxy is for what is outside
        adapter = _Adapter(pool_connections=2, pool_maxsize=POOL)
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        self._session = session

    def call(
        self,
        method: str,
        path: str,
        *,
        json_body: Any = None,
        form: Mapping[str, str] | None = None,
        upload: Upload | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request and give the answer, whatever its status.

        Raises SendError(RETRY) when there is none; `unknown` when it was written all the same.
        """
        ends = time.monotonic() + self.total
        files = {upload.field_name: upload.file} if upload else None
        try:
            with self._session.request(
                method,
                self.base + path,
                params=params,
                json=json_body,
                data=form,
                files=files,
                headers=headers,
                timeout=(min(CONNECT, self.total), self.total),
                allow_redirects=False,
                stream=True,
            ) as response:
                return Answer(response.status_code, response.headers, _read(response, ends))
        except (requests.RequestException, HTTPError, OSError) as error:
            raise self._trouble(error) from None

    def unreadable(self, answer: Answer) -> SendError:
        """Give the error for an answer that is not what the platform's contract says."""
        staff = f"{self.platform} trả lời bất thường (HTTP {answer.status})."
        code = f"http-{answer.status}"
        if answer.status < 300 or answer.status >= 500:
            return SendError(
                Do.RETRY, code, f"{staff} Hệ thống tự thử lại.", answer.retry_after, unknown=True
            )
        if answer.status in (408, 425, 429):
            return SendError(Do.RETRY, code, f"{staff} Hệ thống tự thử lại.", answer.retry_after)
        return SendError(Do.DEAD, code, f"{staff} Báo người quản trị xem nhật ký.")

    def _trouble(self, error: Exception) -> SendError:
        """Tell apart what never left from what the platform may have got."""
        reason = _reason(error)
        if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
            reason, NewConnectionError
        ):
            staff = f"Không kết nối được tới {self.platform}; hệ thống tự thử lại."
            return SendError(Do.RETRY, "no-connection", staff)
        late = requests.Timeout | TimeoutError | ReadTimeoutError
        timed_out = isinstance(error, late) or isinstance(reason, ReadTimeoutError)
        staff = f"{self.platform} không trả lời kịp; hệ thống tự thử lại."
        return SendError(Do.RETRY, "time-out" if timed_out else "broken-off", staff, unknown=True)


class _Adapter(HTTPAdapter):
    """Connections that notice a dead line and wait for no second packet."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        options = [*HTTPConnection.default_socket_options, *_KEEP_ALIVE]
        super().init_poolmanager(*args, socket_options=options, **more)


def _read(response: requests.Response, ends: float) -> Mapping[str, Any] | None:
    """Read the body until the deadline. Raises TimeoutError after it."""
    body = b""
    while True:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection = response.raw.connection
        if connection is not None and connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.raw.read1(65536, decode_content=True)
        if not piece:
            break
        body += piece
        if len(body) > LARGEST_ANSWER:
            return None
    try:
        value = fields.load(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _reason(error: Exception) -> object:
    """Give what urllib3 found, out of what requests wrapped around it."""
    inner = error.args[0] if error.args else None
    return getattr(inner, "reason", None) or inner


def _seconds(value: str) -> float | None:
    """Read a Retry-After: seconds, or a date (which counts from the wall clock, as HTTP says)."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return min(float(value), LONGEST_RETRY_AFTER)
    try:
        seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _is_local(base: str) -> bool:
    return urlsplit(base).hostname in ("127.0.0.1", "localhost", "::1")
