"""When a channel may be sent to, as one process sees it: breaker, pauses, the platform's pace.

One gate a channel and account, so that a platform that is down never delays another.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

TROUBLE = 3  # failures in a row after which a failure says nothing about its message
OPENS_AT = 5  # failures in a row that open the breaker
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0  # seconds that it stays open, doubling
HIGH_USAGE = 0.95  # share of the platform's rate from which on we go slowly
SLOW_FOR = 30.0  # seconds


@dataclass
class _Gate:
    opens_at: float = 0.0
    failures: int = 0
    pause: float = FIRST_PAUSE


class Gates:
    """The gates of one process; no method does I/O."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._gates: dict[tuple[str, str], _Gate] = {}

    def wait(self, channel: str, account: str) -> float:
        """Give how many seconds the channel stays closed; 0 = go."""
        with self._lock:
            return max(0.0, self._gate(channel, account).opens_at - self._now())

    def close_for(self, channel: str, account: str, seconds: float) -> None:
        """Send nothing for so many seconds (paused, Retry-After)."""
        with self._lock:
            gate = self._gate(channel, account)
            gate.opens_at = max(gate.opens_at, self._now() + seconds)

    def worked(self, channel: str, account: str, usage: float) -> None:
        """A send was answered; `usage` is the share of the rate that the platform says is used."""
        with self._lock:
            gate = self._gate(channel, account)
            gate.failures, gate.pause = 0, FIRST_PAUSE
            if usage >= HIGH_USAGE:
                gate.opens_at = self._now() + SLOW_FOR

    def failed(self, channel: str, account: str) -> bool:
        """A send hit a passing fault. Gives True when the channel as a whole is in trouble."""
        with self._lock:
            gate = self._gate(channel, account)
            gate.failures += 1
            if gate.failures >= OPENS_AT:
                gate.opens_at = max(gate.opens_at, self._now() + gate.pause)
                gate.pause = min(LONGEST_PAUSE, gate.pause * 2)
                gate.failures = TROUBLE  # after the pause a few more failures open it again
            return gate.failures >= TROUBLE

    def _now(self) -> float:
        return self._clock().timestamp()

    def _gate(self, channel: str, account: str) -> _Gate:
        return self._gates.setdefault((channel, account), _Gate())
