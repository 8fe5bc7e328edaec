"""The HTTP/1.1 server under the stand-ins: kept-alive connections, one write an answer."""

import socket
import struct
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.simulator.wire import Answer, Request

MAX_BODY = 32 * 1024 * 1024  # bytes; above the largest attachment of either platform


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each kept-alive answer waits 40 ms for an ACK
    server: "Server"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY:
            self.close_connection = True
            self._write(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        url = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=url.path,
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
        )
        self._answer(self.server.respond(request))

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - names that http.server calls

    def _answer(self, answer: Answer) -> None:
        manner = answer.manner
        stopping = self.server.stopping
        if manner.delay:
            stopping.wait(manner.delay)
        if manner.silent:
            stopping.wait(manner.silent)
            self.close_connection = True
        elif manner.reset:
            self._reset()
        elif manner.slow:
            head, body = self._head(answer), answer.body
            self.wfile.write(head)
            for at in range(len(body)):
                if stopping.wait(manner.slow / max(1, len(body))):
                    break
                self.wfile.write(body[at : at + 1])
        else:
            self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.wfile.write(self._head(answer) + answer.body)

    def _head(self, answer: Answer) -> bytes:
        lines = [
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
            f"Content-Type: {answer.content_type}",
            f"Content-Length: {len(answer.body)}",
            *(f"{name}: {value}" for name, value in answer.headers.items()),
        ]
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _reset(self) -> None:
        """Close with a zero linger, so that the caller sees a reset and not an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing: a request line may carry a token."""


class Server(ThreadingHTTPServer):
    """A thread a connection; `start()` gives the base address, `stop()` ends every thread."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 256

    def __init__(self, respond: Callable[[Request], Answer], host: str, port: int) -> None:
        super().__init__((host, port), _Handler)
        self.respond = respond
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)

    @property
    def base_url(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> str:
        self._thread.start()
        return self.base_url

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                _hang_up(connection)
        self.server_close()

    def _run(self) -> None:
        self.serve_forever(poll_interval=0.02)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        lingers = request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
        if struct.unpack("ii", lingers) == (1, 0):
            request.close()  # an orderly shutdown first would turn the reset into an end
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no fault of ours; anything else is told as usual."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # already closed by the other side
