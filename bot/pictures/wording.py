"""The words on pictures, kept in `texts.yaml` so that staff can read and change them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def texts(section: str) -> Mapping[str, Any]:
    """Give the texts of one kind of picture: key → text (with {placeholders}) or list."""
    with Path(__file__).with_name("texts.yaml").open(encoding="utf-8") as file:
        loaded: Mapping[str, Mapping[str, Any]] = yaml.load(file, Loader=yaml.CSafeLoader)
    return loaded[section]


def capital(text: str) -> str:
    """Give the text with its first letter large."""
    return text[:1].upper() + text[1:]
