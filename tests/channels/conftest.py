"""Both platforms as the simulator plays them, and a server that answers whatever a test wants."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.channels.messenger.channel import MessengerChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.simulator.platforms import SimulatedPlatforms
from tests.channels.table import IMAGES

CITIZEN = "246845883529197922"
PSID = "6045182030011223"


@pytest.fixture
def platforms() -> Iterator[SimulatedPlatforms]:
    """Both platforms, with one citizen on each who wrote just now."""
    with SimulatedPlatforms() as simulated:
        simulated.world.act("zalo", CITIZEN)
        simulated.world.act("messenger", PSID)
        yield simulated


def zalo_at(base: str, platforms: SimulatedPlatforms | None = None) -> ZaloChannel:
    account = platforms.zalo_account if platforms else None
    return ZaloChannel(
        app_id=account.app_id if account else "1",
        oa_secret_key=account.oa_secret_key if account else "s",
        api_base=base,
        images_url=IMAGES,
    )


def messenger_at(base: str, platforms: SimulatedPlatforms | None = None) -> MessengerChannel:
    page = platforms.messenger_page if platforms else None
    return MessengerChannel(
        app_id=page.app_id if page else "1",
        app_secret=page.app_secret if page else "s",
        graph_base=base,
        graph_version="v25.0",
    )


@dataclass
class Odd:
    """A platform that answers every request with the same status, headers and bytes."""

    url: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    requests: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def odd() -> Iterator[Odd]:
    kept = Odd()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            kept.requests.append((self.path, dict(self.headers), body))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(kept.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(kept.body)

        do_GET = do_POST

        def log_message(self, *args: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()
