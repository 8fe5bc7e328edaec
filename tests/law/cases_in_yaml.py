"""Cases that a lawyer can read: YAML lists, unknown keys refused."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import yaml

FOLDER = Path(__file__).with_name("cases")
REQUIRED = {"case", "kind", "source", "question"}
RESULTS = {"expect", "error"}


class BadCase(Exception):
    """A case that is not written as it must be."""


@dataclass(frozen=True)
class Case:
    case: str
    kind: str
    source: str
    question: dict[str, Any]
    expect: dict[str, Any] | None
    error: dict[str, str] | None


class ExactLoader(yaml.SafeLoader):
    """Decimals stay exact, dates stay the text that a caller would send, `on` is a word."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


ExactLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])

ExactLoader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node))
)
ExactLoader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)


def read_case(entry: dict[str, Any]) -> Case:
    unknown = set(entry) - REQUIRED - RESULTS
    missing = REQUIRED - set(entry)
    if unknown or missing or len(RESULTS & set(entry)) != 1:
        raise BadCase(f"{entry.get('case')}: unknown {unknown}, missing {missing}")
    if "error" in entry and set(entry["error"]) != {"field", "says"}:
        raise BadCase(f"{entry['case']}: an error has a field and a text")
    return Case(
        entry["case"],
        entry["kind"],
        entry["source"],
        entry["question"],
        entry.get("expect"),
        entry.get("error"),
    )


def all_cases() -> list[Case]:
    return [
        read_case(entry)
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.load(path.read_text("utf-8"), ExactLoader)
    ]


def as_shown(value: Any) -> Any:
    """A result as a caller reads it: days and months as text, tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and not hasattr(value, "year"):
        return list(value)
    return value if isinstance(value, int | Decimal | list | None) else str(value)
