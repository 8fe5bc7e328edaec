"""The simulated platforms in a process of their own, for figures that they shall not slow down.

`Platform` starts it and signs webhook bodies for it; `python -m bench.platform` is the process.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import requests

from bench import load
from bench.deployment import ROOT
from bot.simulator.accounts import MessengerPage, ZaloAccount
from bot.simulator.platforms import SimulatedPlatforms


class Platform:
    """Both platforms, run elsewhere. People of even number are on Messenger, of odd on Zalo."""

    def __init__(self) -> None:
        self._signer = SimulatedPlatforms()
        accounts = [asdict(self._signer.zalo_account), asdict(self._signer.messenger_page)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.platform", json.dumps(accounts)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        self.environment: dict[str, str] = json.loads(self._process.stdout.readline())
        self._base = self.environment["ZALO_API_BASE"]
        self._http = requests.Session()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def control(self, name: str, **wish: Any) -> None:
        """Call the simulator's control API."""
        self._http.post(f"{self._base}/_control/{name}", json=wish).raise_for_status()

    def open_windows(self, people: int) -> None:
        """Let each of so many people have written just now."""
        for number in range(people):
            self.control("act", platform=_platform(number), person=person(number))

    def answer_after(self, seconds: float) -> None:
        """Let each answer take so long."""
        self._http.delete(f"{self._base}/_control/faults").raise_for_status()
        if seconds:
            self.control("faults", do="delay", seconds=seconds, times=0)

    def sent(self) -> list[Mapping[str, Any]]:
        """Give every message that the platforms took, in order."""
        return list(self._http.get(f"{self._base}/_control/sent").json()["sent"])

    def webhook(self, url: str, number: int, at: int, text: str) -> bytes:
        """Give the signed request by which a person says something the `at`-th time."""
        who = person(number)
        if _platform(number) == "zalo":
            zalo = self._signer.zalo
            signed = zalo.signed(zalo.text(who, text, msg_id=f"z{number}-{at}"))
        else:
            events = self._signer.messenger
            item = events.text(who, text, mid=f"m_{number}-{at}")
            signed = events.signed(events.body([item]))
        path = f"{url}/webhooks/{_platform(number)}"
        return load.request(path, signed.body, dict(signed.headers))


def person(number: int) -> str:
    """Give the platform's id of a person."""
    return f"24{number:010}"


def _platform(number: int) -> str:
    return "zalo" if number % 2 else "messenger"


def main() -> None:
    zalo, page = json.loads(sys.argv[1])
    platforms = SimulatedPlatforms(zalo=ZaloAccount(**zalo), messenger=MessengerPage(**page))
    platforms.world.zalo_package = 10**9  # the free quota is not what is measured
    with platforms:
        print(json.dumps(platforms.environment()), flush=True)
        sys.stdin.read()  # until the bench ends


if __name__ == "__main__":
    main()
