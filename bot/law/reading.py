"""The law as read for one question: every value read is remembered as a ground of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from bot.law.errors import LawError
from bot.law.units import Row, Table
from bot.law.values import DatedValue, Parameters


@dataclass(frozen=True, slots=True)
class Grounds:
    """The values that an answer stands on, and the names of what could not be looked up."""

    values: tuple[DatedValue, ...]
    doubts: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Documents and articles, each once, in the order of use."""
        return tuple(dict.fromkeys(value.source for value in self.values))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, each once, in the order of use."""
        return tuple(dict.fromkeys(value.name for value in self.values))

    @property
    def unverified(self) -> tuple[str, ...]:
        """Parameters that nobody has yet read in their document or that lack data, each once."""
        doubtful = [value.name for value in self.values if not value.verified]
        return tuple(dict.fromkeys([*doubtful, *self.doubts]))


class Reading:
    """Reads parameters by type and keeps what was read.

    `day_field` is the field of the question that carries the day, named in errors.
    """

    __slots__ = ("_day_field", "_doubts", "_in_force", "_on", "_read", "parameters")

    def __init__(self, parameters: Parameters, day_field: str = "on") -> None:
        self.parameters = parameters
        self._day_field = day_field
        self._on: date | None = None
        self._in_force: Mapping[str, DatedValue] = {}
        self._read: list[DatedValue] = []
        self._doubts: list[str] = []

    @property
    def grounds(self) -> Grounds:
        """What was read so far."""
        return Grounds(tuple(self._read), tuple(self._doubts))

    def doubt(self, name: str) -> None:
        """Name a parameter that has no data for this question."""
        self._doubts.append(name)

    def dated(self, name: str, on: date) -> DatedValue:
        """The value with its ground; LawError before the first one."""
        if on is not self._on:
            self._on, self._in_force = on, self.parameters.in_force(on)
        value = self._in_force.get(name)
        if value is None:
            raise self._too_early(name, on)
        self._read.append(value)
        return value

    def _too_early(self, name: str, on: date) -> LawError:
        try:
            self.parameters[name].dated(on)
        except LawError as error:
            return LawError(error.message, self._day_field)
        raise KeyError(name)

    def whole(self, name: str, on: date) -> int:
        """A whole number: đồng, months, years, days."""
        return cast(int, self.dated(name, on).value)

    def factor(self, name: str, on: date) -> Decimal:
        """A share or a number of times."""
        value = cast("Decimal | int", self.dated(name, on).value)
        return value if isinstance(value, Decimal) else Decimal(value)

    def day(self, name: str, on: date) -> date:
        """A day that the law names."""
        return cast(date, self.dated(name, on).value)

    def table(self, name: str, on: date) -> Table:
        """A table from key to number."""
        return cast(Table, self.dated(name, on).value)

    def rows(self, name: str, on: date) -> tuple[Row, ...]:
        """A list of rows."""
        return cast(tuple[Row, ...], self.dated(name, on).value)
