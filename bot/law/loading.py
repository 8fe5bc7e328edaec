"""Parameters from their YAML files, strictly: numbers exact, unknown and double keys refused."""

from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.law.errors import ParameterError
from bot.law.units import UNITS, check_value
from bot.law.values import MARKS, DatedValue, Parameter, Parameters

FOLDER = Path(__file__).with_name("parameters")

_PARAMETER_KEYS = {"description", "unit", "reference", "values"}
_VALUE_KEYS = {"value", "document", "article", "mark"}
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):  # type: ignore[misc]
    """Safe YAML whose decimals are Decimal and whose double keys are errors."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ParameterError(f"khóa {key} lặp lại, dòng {node.start_mark.line + 1}")
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _decimal(loader: Any, node: Any) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_StrictLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


@cache
def load() -> Parameters:
    """The parameters that ship with the package (read once in a process).

    Raises ParameterError with file, parameter and reason.
    """
    return load_folder(FOLDER)


def load_folder(folder: Path) -> Parameters:
    """The parameters of every YAML file in the folder; ParameterError at the first fault."""
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, entry in read_file(path).items():
            if name in parameters:
                raise ParameterError(f"{path.name}: {name} đã có ở tệp khác")
            parameters[name] = parse_parameter(path.name, name, entry)
    return Parameters(parameters.values())


def read_file(path: Path) -> Mapping[str, Any]:
    """The raw entries of one file; ParameterError when it is not a mapping of names."""
    try:
        entries = yaml.load(path.read_text("utf-8"), _StrictLoader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise ParameterError(f"{path.name}: {error}") from error
    if not isinstance(entries, dict):
        raise ParameterError(f"{path.name}: cần các tham số theo tên")
    return entries


def parse_parameter(file: str, name: str, entry: Any) -> Parameter:
    """One parameter of a file; ParameterError names the file, the parameter and the reason."""
    where = f"{file}: {name}"
    if not isinstance(entry, dict) or _PARAMETER_KEYS - set(entry):
        raise ParameterError(f"{where}: cần có {', '.join(sorted(_PARAMETER_KEYS))}")
    unknown = set(entry) - _PARAMETER_KEYS - {"yearly", "columns"}
    if unknown:
        raise ParameterError(f"{where}: khóa lạ {', '.join(map(str, unknown))}")
    if entry["unit"] not in UNITS:
        raise ParameterError(f"{where}: đơn vị lạ {entry['unit']}")
    if not isinstance(entry["values"], dict) or not entry["values"]:
        raise ParameterError(f"{where}: chưa có giá trị nào")
    days = list(entry["values"])
    if any(type(day) is not date for day in days) or days != sorted(days):
        raise ParameterError(f"{where}: ngày hiệu lực phải theo thứ tự tăng dần")
    return Parameter(
        name=name,
        description=entry["description"].strip(),
        unit=entry["unit"],
        reference=entry["reference"],
        values=tuple(
            _parse_value(where, name, entry, day, item) for day, item in entry["values"].items()
        ),
        yearly=entry.get("yearly", False),
        columns=tuple(entry.get("columns", ())),
    )


def _parse_value(where: str, name: str, entry: Any, since: date, item: Any) -> DatedValue:
    where = f"{where} từ {since:%d/%m/%Y}"
    if not isinstance(item, dict) or set(item) != _VALUE_KEYS:
        raise ParameterError(f"{where}: cần đúng các khóa {', '.join(sorted(_VALUE_KEYS))}")
    for key in ("document", "article"):
        if not isinstance(item[key], str) or not item[key].strip():
            raise ParameterError(f"{where}: thiếu nguồn ({key})")
    if item["mark"] not in MARKS:
        raise ParameterError(f"{where}: dấu phải là một trong {', '.join(MARKS)}")
    value = check_value(where, entry["unit"], item["value"], entry.get("columns", ()))
    return DatedValue(name, since, value, item["document"], item["article"], item["mark"])
