"""Where a conversation stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class State:
    """The open form (`handler`, `step`, `version`, `data`) and what the bot remembers besides.

    `handler` is empty when no form is open. `memory` holds what outlives a form: the choices last
    shown, the last answer's topic and details, when the bot introduced itself.
    """

    handler: str = ""
    step: str = ""
    version: int = 1
    data: Mapping[str, Any] = field(default_factory=dict)
    touched: datetime | None = None
    memory: Mapping[str, Any] = field(default_factory=dict)

    def at_step(
        self, handler: str, step: str, data: Mapping[str, Any], version: int = 1
    ) -> "State":
        """Give this state with the form of `handler` waiting at `step`."""
        return replace(self, handler=handler, step=step, data=dict(data), version=version)

    def without_form(self) -> "State":
        """Give this state with no form open."""
        return replace(self, handler="", step="", data={}, version=1, touched=None)

    def remembering(self, **items: Any) -> "State":
        """Give this state with `items` in memory; None forgets one."""
        memory = {k: v for k, v in {**self.memory, **items}.items() if v is not None}
        return replace(self, memory=memory)

    def unintroduced(self) -> "State":
        """Give this state for a bot that has still to say what it is."""
        return self.remembering(introduced=None)

    def to_json(self) -> dict[str, Any]:
        """Give the stored form."""
        return {
            "handler": self.handler,
            "step": self.step,
            "version": self.version,
            "data": dict(self.data),
            "touched": self.touched.isoformat() if self.touched else None,
            "memory": dict(self.memory),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> "State":
        """Read the stored form; one that cannot be read is an empty state."""
        if not stored:
            return cls()
        try:
            touched = stored.get("touched")
            return cls(
                str(stored["handler"]),
                str(stored["step"]),
                int(stored["version"]),
                dict(stored["data"]),
                datetime.fromisoformat(touched) if touched else None,
                dict(stored.get("memory") or {}),
            )
        except (KeyError, TypeError, ValueError):
            return cls()
