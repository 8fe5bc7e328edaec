"""A load generator for one web process: prepared requests over kept-alive connections.

One thread and a selector, so that it takes as little as it can of the two cores that it shares.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Result:
    """What a run measured; latencies in seconds, `due` the wall-clock time of each request."""

    seconds: float = 0.0
    due: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Give a latency in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def request(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Give the bytes of one POST."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.started = 0.0
        self.buffer = b""


def run(
    url: str, requests: Sequence[bytes], connections: int, seconds: float, rate: float = 0.0
) -> Result:
    """Post `requests` in turn for so many seconds, each once, as fast as answers come.

    With `rate` they start at that pace instead (as long as a connection is free), and the latency
    counts from the time at which a request was due.
    """
    parts = urlsplit(url)
    address = (str(parts.hostname), int(parts.port or 80))
    selector = selectors.DefaultSelector()
    free = [_Connection(address) for _ in range(connections)]
    for connection in free:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    result, sent, busy = Result(), 0, 0
    began, wall = time.perf_counter(), time.time()
    ends = began + seconds
    while True:
        now = time.perf_counter()
        while free and now < ends and sent < len(requests):
            due = began + sent / rate if rate else now
            if due > now:
                break
            connection = free.pop()
            connection.started = due
            result.due.append(wall + due - began)
            connection.socket.sendall(requests[sent])
            sent += 1
            busy += 1
        if not busy and (now >= ends or sent >= len(requests)):
            break
        for key, _ in selector.select(0.0005 if rate else 0.05):
            connection = key.data
            connection.buffer += connection.socket.recv(65536)
            if _whole(connection.buffer):
                result.latencies.append(time.perf_counter() - connection.started)
                result.refused += not connection.buffer.startswith(b"HTTP/1.1 200")
                connection.buffer = b""
                free.append(connection)
                busy -= 1
    result.seconds = time.perf_counter() - began
    for connection in free:
        connection.socket.close()
    selector.close()
    return result


def _whole(buffer: bytes) -> bool:
    head, found, body = buffer.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return False
