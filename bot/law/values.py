"""Dated values of the law: immutable, each with its document, article and mark.

After the manner of OpenFisca: a parameter is a list of values, each valid from its day until the
next one. Asking before the first value is an error, never a guess.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.law.errors import LawError, ParameterError
from bot.law.units import Value, check_value, from_json

_DAYS_KEPT = 1000

MARKS = ("V", "S", "K", "U")
"""V read in the law or in several sources, S one source, K known but not re-read, U uncertain."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed a value, when, and on which page of the document it stands."""

    by: str
    on: date
    page: str


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value of a parameter from a day on, with the ground it stands on."""

    name: str
    since: date
    value: Value
    document: str
    article: str
    mark: str
    confirmation: Confirmation | None = None

    @property
    def verified(self) -> bool:
        """True when the text was read (mark V) or an administrator confirmed the value."""
        return self.mark == "V" or self.confirmation is not None

    @property
    def source(self) -> str:
        """Document and article, as cited to people."""
        return f"{self.document}, {self.article}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named quantity of the law and its values in order of their first day."""

    name: str
    description: str
    unit: str
    reference: str
    values: tuple[DatedValue, ...]
    yearly: bool = False
    columns: tuple[str, ...] = ()

    def dated(self, on: date) -> DatedValue:
        """The value in force on the day; LawError before the first one."""
        position = bisect_right(self.values, on, key=_since)
        if position == 0:
            first = self.values[0].since
            raise LawError(
                f"Chưa có số liệu “{self.description}” trước ngày {first:%d/%m/%Y}; "
                f"vui lòng chọn ngày từ {first:%d/%m/%Y}.",
                "on",
            )
        return self.values[position - 1]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that staff added: a new value from a day on, or the confirmation of an old one.

    With `value` None the row only confirms the value that begins on `since`. The value may be in
    the form that JSON keeps: shares and factors as text ("0.0034"), days as ISO text.
    """

    name: str
    since: date
    value: Any = None
    document: str = ""
    article: str = ""
    mark: str = "V"
    confirmation: Confirmation | None = None


class Parameters:
    """All parameters of the law; immutable, so that one set serves any number of threads."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._parameters: Mapping[str, Parameter] = MappingProxyType(
            {parameter.name: parameter for parameter in parameters}
        )
        self._days: dict[date, Mapping[str, DatedValue]] = {}

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._parameters.values())

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __contains__(self, name: str) -> bool:
        return name in self._parameters

    def in_force(self, on: date) -> Mapping[str, DatedValue]:
        """All values in force on the day; parameters that begin later are not among them.

        The days asked for are kept, since most questions share one.
        """
        values = self._days.get(on)
        return self._gather(on) if values is None else values

    def dated(self, name: str, on: date) -> DatedValue:
        """The value in force on the day with its ground; LawError before the first one."""
        value = self.in_force(on).get(name)
        return self._parameters[name].dated(on) if value is None else value

    def at(self, name: str, on: date) -> Value:
        """The bare value in force on the day; LawError before the first one."""
        return self.dated(name, on).value

    def unverified(self) -> tuple[DatedValue, ...]:
        """Every value that still waits for somebody to read it in its document."""
        return tuple(
            value
            for parameter in self._parameters.values()
            for value in parameter.values
            if not value.verified
        )

    def with_changes(self, changes: Iterable[Change]) -> "Parameters":
        """A new set with the rows added in their order.

        A value that ships is never rewritten: a row for its day may only confirm it. Among rows
        for the same day the later one holds. ParameterError names the row that breaks this.
        """
        added: dict[str, dict[date, DatedValue]] = {}
        for change in changes:
            if change.name not in self._parameters:
                raise ParameterError(f"không có tham số {change.name}")
            dated = added.setdefault(change.name, {})
            dated[change.since] = self._changed(change, dated.get(change.since))
        return Parameters(
            _overlaid(parameter, added.get(parameter.name, {}))
            for parameter in self._parameters.values()
        )

    def _gather(self, on: date) -> Mapping[str, DatedValue]:
        if len(self._days) >= _DAYS_KEPT:
            self._days.clear()
        values = MappingProxyType(
            {
                parameter.name: parameter.dated(on)
                for parameter in self._parameters.values()
                if parameter.values[0].since <= on
            }
        )
        self._days[on] = values
        return values

    def _changed(self, change: Change, earlier: DatedValue | None) -> DatedValue:
        where = f"{change.name} từ {change.since:%d/%m/%Y}"
        parameter = self._parameters[change.name]
        new = None if change.value is None else _checked(where, parameter, change.value)
        shipped = {value.since: value for value in parameter.values}.get(change.since)
        if shipped is not None and new not in (None, shipped.value):
            raise ParameterError(
                f"{where} đã có giá trị; giá trị cũ không được sửa, hãy thêm giá trị mới từ một "
                "ngày khác"
            )
        if new is None or shipped is not None:
            return _confirmed(where, shipped or earlier, change.confirmation)
        if not change.document or change.mark not in MARKS:
            raise ParameterError(f"{where}: thiếu văn bản hoặc dấu V/S/K/U")
        return DatedValue(
            change.name,
            change.since,
            new,
            change.document,
            change.article,
            change.mark,
            change.confirmation,
        )


def _checked(where: str, parameter: Parameter, raw: object) -> Value:
    return check_value(where, parameter.unit, from_json(parameter.unit, raw), parameter.columns)


def _confirmed(
    where: str, value: DatedValue | None, confirmation: Confirmation | None
) -> DatedValue:
    if value is None or confirmation is None:
        raise ParameterError(f"{where}: không có giá trị để xác nhận")
    return replace(value, confirmation=confirmation)


def _since(value: DatedValue) -> date:
    return value.since


def _overlaid(parameter: Parameter, added: Mapping[date, DatedValue]) -> Parameter:
    if not added:
        return parameter
    dated = {value.since: value for value in parameter.values} | dict(added)
    return replace(parameter, values=tuple(dated[since] for since in sorted(dated)))
