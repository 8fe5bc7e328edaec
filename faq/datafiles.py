"""The data files of this package, read once: every scalar is text, so `no` and `on` stay words."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_DATA = FOLDER / "data"


@cache
def load(name: str) -> dict[str, Any]:
    """The mapping in `faq/data/<name>.yaml`, all scalars as text."""
    text = (_DATA / f"{name}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - builds plain text only
    if not isinstance(loaded, dict):
        raise TypeError(f"faq/data/{name}.yaml must hold a mapping")
    return loaded
