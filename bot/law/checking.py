"""The check of the parameter files: schema, order, gaps, sources; and what is not verified."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.law.errors import ParameterError
from bot.law.loading import parse_parameter, read_file
from bot.law.values import DatedValue, Parameter


@dataclass(frozen=True, slots=True)
class Report:
    """How many parameters were read, what is wrong with them, which values are not verified."""

    parameters: int
    problems: tuple[str, ...]
    unverified: tuple[DatedValue, ...]


def check_files(today: date, folder: Path) -> Report:
    """Reads every file as it stands and collects all faults instead of stopping at the first.

    A parameter that the authorities publish each year (`yearly`) must have a value for each year
    from its first to the present one.
    """
    problems: list[str] = []
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entries = read_file(path)
        except ParameterError as error:
            problems.append(str(error))
            continue
        for name, entry in entries.items():
            try:
                parameter = parse_parameter(path.name, name, entry)
            except ParameterError as error:
                problems.append(str(error))
                continue
            if name in parameters:
                problems.append(f"{path.name}: {name} đã có ở tệp khác")
            parameters[name] = parameter
            problems += missing_years(parameter, today)
    values = [value for parameter in parameters.values() for value in parameter.values]
    return Report(
        parameters=len(parameters),
        problems=tuple(problems),
        unverified=tuple(value for value in values if not value.verified),
    )


def missing_years(parameter: Parameter, today: date) -> list[str]:
    """One line for each year in which a yearly parameter has no value of its own."""
    if not parameter.yearly:
        return []
    years = {value.since.year for value in parameter.values}
    return [
        f"{parameter.name}: thiếu giá trị của năm {year}"
        for year in range(min(years), today.year + 1)
        if year not in years
    ]
