"""What rises or falls soon, so that answers can show both sides."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.law.values import DatedValue, Parameter, Parameters

NEAR = timedelta(days=90)
"""How long before its day a change is told."""


@dataclass(frozen=True, slots=True)
class ComingChange:
    """A parameter that has another value from a day on."""

    parameter: Parameter
    before: DatedValue
    after: DatedValue

    @property
    def since(self) -> date:
        """The day of the change."""
        return self.after.since


def changes_near(parameters: Parameters, on: date) -> tuple[ComingChange, ...]:
    """Parameters whose value changes within 90 days after the day, the nearest first."""
    changes = [
        ComingChange(parameter, before, after)
        for parameter in parameters
        for before, after in pairwise(parameter.values)
        if on < after.since <= on + NEAR and before.value != after.value
    ]
    return tuple(sorted(changes, key=lambda change: change.since))
