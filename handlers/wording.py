"""The bot's own words, kept in `handlers/texts/*.yaml` so that staff can read and change them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("texts")


@cache
def texts(name: str) -> Mapping[str, Any]:
    """Give the texts of one handler: key → text (with {placeholders}) or list."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        loaded: Mapping[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return loaded
