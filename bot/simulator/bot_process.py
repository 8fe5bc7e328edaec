"""The product itself as a child process: own database, own secrets, loopback only."""

import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

import requests

from bot.settings import ROOT, SETTINGS
from bot.simulator.errors import BotDidNotStartError

START_SECONDS = 120.0
STOP_SECONDS = 15.0


def bot_environment(
    platforms: Mapping[str, str], directory: Path, host: str, port: int
) -> dict[str, str]:
    """The child's whole environment.

    Every setting but the office's own (`OFFICE_*`) is set, if only to its default, so that neither
    `.env` nor the caller's environment can connect the child to a real channel or database.
    """
    own = {
        "DATABASE_URL": f"sqlite:///{directory / 'simulate.db'}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ADMIN_PASSWORD": secrets.token_urlsafe(12),
        "PUBLIC_URL": f"http://{host}:{port}",
        "HOST": host,
        "PORT": str(port),
    }
    neutral = {row.name: row.default for row in SETTINGS if not row.name.startswith("OFFICE_")}
    return {**os.environ, **neutral, **own, **platforms}


class BotProcess:
    """`python -m bot run` until `stop()`; its output goes where ours goes."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self.base_url = environment["PUBLIC_URL"]

    def start(self) -> None:
        """Return once the product answers.

        Raises:
            BotDidNotStartError: it ended, or did not answer within two minutes.
        """
        # A session of its own: Ctrl-C reaches us alone, and we stop the child in order.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=self._environment,
            cwd=ROOT,
            start_new_session=True,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise BotDidNotStartError(
                    f"`python -m bot run` ended with code {self._process.returncode}"
                )
            if self._answers():
                return
            time.sleep(0.1)
        raise BotDidNotStartError(f"{self.base_url} did not answer within {START_SECONDS:.0f} s")

    def wait(self) -> int:
        """Block until the child ends by itself; its exit code."""
        assert self._process is not None
        return self._process.wait()

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.base_url}/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False
