"""Processes of the product on loopback, each its own: start, kill, pause, stop."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from cryptography.fernet import Fernet

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60.0  # seconds


@dataclass
class Process:
    """One process of the product; its log lies in the deployment's directory."""

    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    popen: subprocess.Popen[bytes] | None = None

    def start(self) -> "Process":
        with open(self.log, "ab") as log:
            self.popen = subprocess.Popen(
                self.arguments, env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
        return self

    @property
    def pid(self) -> int:
        assert self.popen is not None
        return self.popen.pid

    def kill(self) -> None:
        """kill -9; the children of `run` notice it by their pipe."""
        assert self.popen is not None
        self.popen.kill()
        self.popen.wait()

    def pause(self, seconds: float) -> None:
        """Stop the process for a while, as a suspended machine would."""
        os.kill(self.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self.pid, signal.SIGCONT)

    def stop(self, within: float = 15.0) -> float:
        """SIGTERM; gives how long it took to end."""
        assert self.popen is not None
        started = time.monotonic()
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return time.monotonic() - started


@dataclass
class Deployment:
    """Settings that the processes share, and the processes."""

    environment: dict[str, str]
    module: str = "bot"
    directory: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="bhxh-bench-")))
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        defaults = {
            "DATABASE_URL": f"sqlite:///{self.directory}/bot.db",
            "REDIS_URL": "",
            "SECRET_KEY": "bench",
            "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "ADMIN_PASSWORD": "bench-only-password",
            "LOG_LEVEL": "WARNING",
            "METRICS_TOKEN": "",
        }
        self.environment = {**os.environ, **defaults, **self.environment}

    def start(self, command: str, **settings: str) -> tuple[Process, str]:
        """Start a process and wait until it listens (`worker`: at once). Gives it and its URL."""
        port = free_port()
        environment = {**self.environment, **settings, "PORT": str(port)}
        process = Process(
            [sys.executable, "-m", self.module, command],
            environment,
            self.directory / f"{command}-{len(self.processes)}.log",
        ).start()
        self.processes.append(process)
        url = f"http://127.0.0.1:{port}"
        if command != "worker":
            wait_for_web(process, url)
        return process, url

    def close(self) -> None:
        for process in self.processes:
            process.stop()

    def logs(self) -> str:
        """What the processes wrote, for a failure's message."""
        return "\n".join(path.read_text()[-3000:] for path in self.directory.glob("*.log"))


def wait_for_web(process: Process, url: str) -> None:
    """Wait until the web process answers."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        assert process.popen is not None
        assert process.popen.poll() is None, process.log.read_text()[-3000:]
        try:
            if requests.get(f"{url}/healthz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(f"no answer from {url}: {process.log.read_text()[-3000:]}")


def wait_until_ready(url: str) -> None:
    """Wait until the deployment drains too."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends:
        try:
            if requests.get(f"{url}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{url} does not get ready")


def children(pid: int) -> list[int]:
    """Give the processes that `pid` started and that live (Linux)."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def resident_mib(pid: int) -> int:
    """Give the memory that a process has in use, in MiB (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
