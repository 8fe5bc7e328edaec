"""Faults on demand: what a test or a bench wants to go wrong, and how often."""

import random
import threading
from dataclasses import dataclass, field, fields
from typing import Any

from bot.simulator.errors import BadControlError
from bot.simulator.wire import Manner

KINDS = ("status", "error", "delay", "slow", "silent", "reset")


@dataclass
class Fault:
    """`times` counts down (0 = until cleared); of those calls that fit, `share` are struck.

    `status` answers with that HTTP status, `error` with the platform's own `code` and `subcode`;
    `delay`, `slow` and `silent` last `seconds`; `reset` tears the connection down. With
    `accepted` the call is carried out first and only its answer is lost or falsified.
    """

    do: str
    platform: str = ""
    path: str = ""  # part of the path
    person: str = ""
    times: int = 1
    share: float = 1.0
    status: int = 503
    code: int = 0
    subcode: int = 0
    message: str = "Injected fault"
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    accepted: bool = False

    @property
    def carries_out(self) -> bool:
        return self.accepted or self.do in ("delay", "slow")

    @property
    def manner(self) -> Manner:
        return Manner(
            delay=self.seconds if self.do == "delay" else 0.0,
            slow=self.seconds if self.do == "slow" else 0.0,
            silent=self.seconds if self.do == "silent" else 0.0,
            reset=self.do == "reset",
        )


def fault_from(wish: dict[str, Any]) -> Fault:
    """The fault that a control call asks for.

    Raises:
        BadControlError: unknown kind or unknown field.
    """
    unknown = set(wish) - {item.name for item in fields(Fault)}
    if unknown or wish.get("do") not in KINDS:
        raise BadControlError(f"do must be one of {', '.join(KINDS)}; unknown: {sorted(unknown)}")
    return Fault(**wish)


class Faults:
    def __init__(self, seed: int = 0) -> None:
        self._list: list[Fault] = []
        self._lock = threading.Lock()
        self._dice = random.Random(seed)  # noqa: S311 - repeatable benches, no secret

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._list.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._list.clear()

    def strike(self, platform: str, path: str, person: str) -> Fault | None:
        """The first fault that fits this call, used up by one."""
        if not self._list:
            return None
        with self._lock:
            for fault in self._list:
                if fault.platform not in ("", platform) or fault.path not in path:
                    continue
                if fault.person not in ("", person) or self._dice.random() >= fault.share:
                    continue
                if fault.times:
                    fault.times -= 1
                    if not fault.times:
                        self._list.remove(fault)
                return fault
        return None
