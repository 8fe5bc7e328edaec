import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from bot.simulator.platforms import SimulatedPlatforms

CITIZEN = "246845883529197922"
PSID = "6045182030011223"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_hours(self, hours: float) -> None:
        self.now += timedelta(hours=hours)


@dataclass
class Line:
    """What a client of both platforms needs: the simulator, its clock and a kept-alive session."""

    platforms: SimulatedPlatforms
    clock: Clock
    http: requests.Session

    def zalo(self, message: Any, *, person: str = CITIZEN, token: str = "") -> dict[str, Any]:
        return self.zalo_raw({"recipient": {"user_id": person}, "message": message}, token=token)

    def zalo_raw(self, body: Any, *, token: str = "") -> dict[str, Any]:
        token = token or self.platforms.tokens.access_token
        url = f"{self.platforms.base_url}/v3.0/oa/message/cs"
        answer = self.http.post(url, json=body, headers={"access_token": token})
        assert answer.status_code == 200
        return answer.json()

    def pass_hours(self, hours: float) -> None:
        """Let time pass as for a bot that refreshes its token in time."""
        self.clock.pass_hours(hours)
        self.oauth(grant_type="refresh_token", refresh_token=self.platforms.tokens.refresh_token)

    def oauth(self, *, secret: str = "", **form: str) -> dict[str, Any]:
        account = self.platforms.zalo_account
        answer = self.http.post(
            f"{self.platforms.base_url}/v4/oa/access_token",
            data={"app_id": account.app_id, **form},
            headers={"secret_key": secret or account.app_secret},
        )
        assert answer.status_code == 200
        return answer.json()

    @property
    def graph_keys(self) -> dict[str, str]:
        page = self.platforms.messenger_page
        digest = hmac.new(page.app_secret.encode(), page.page_token.encode(), sha256)
        return {"access_token": page.page_token, "appsecret_proof": digest.hexdigest()}

    def graph(
        self,
        path: str,
        body: Any = None,
        *,
        method: str = "POST",
        keys: dict[str, str] | None = None,
        **more: Any,
    ) -> requests.Response:
        params = {**(self.graph_keys if keys is None else keys), **more.pop("params", {})}
        url = f"{self.platforms.base_url}/v25.0/{path}"
        return self.http.request(method, url, params=params, json=body, **more)

    def messenger(self, message: Any, *, person: str = PSID, **more: Any) -> requests.Response:
        body = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": message}
        return self.graph("me/messages", {**body, **more})

    def control(self, name: str, /, **wish: Any) -> dict[str, Any]:
        answer = self.http.post(f"{self.platforms.base_url}/_control/{name}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def read(self, name: str) -> dict[str, Any]:
        return self.http.get(f"{self.platforms.base_url}/_control/{name}").json()


@pytest.fixture
def line() -> Iterator[Line]:
    """Both platforms, with one citizen on each who wrote just now."""
    clock = Clock()
    with SimulatedPlatforms(clock=clock) as platforms, requests.Session() as session:
        platforms.world.act("zalo", CITIZEN)
        platforms.world.act("messenger", PSID)
        yield Line(platforms, clock, session)


def graph_error(answer: requests.Response) -> tuple[int, int]:
    error = answer.json()["error"]
    return error["code"], error.get("error_subcode", 0)


@dataclass
class Bot:
    """Stands where the product stands: keeps every webhook call with its headers, as bytes."""

    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # answers to give before 200
    url: str = ""

    def events(self) -> list[Any]:
        return [json.loads(body) for _, _, body in self.calls]


@pytest.fixture
def bot() -> Iterator[Bot]:
    kept = Bot()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.calls.append((self.path, dict(self.headers), body))
            self.send_response(kept.statuses.pop(0) if kept.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

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
