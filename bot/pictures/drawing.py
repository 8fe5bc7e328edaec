"""A description becomes a PNG with its words, or the key under which caches keep it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

import resvg_py

from bot.law.errors import LawError
from bot.law.values import Parameters
from bot.pictures.description import Office, Picture
from bot.pictures.errors import PicturesError
from bot.pictures.facts.base import Facts
from bot.pictures.facts.contribution import contribution_facts
from bot.pictures.facts.levels import levels_facts
from bot.pictures.facts.pension_chart import pension_chart_facts
from bot.pictures.fonts import FAMILY, FILES
from bot.pictures.svg.contribution import contribution_svg
from bot.pictures.svg.levels import levels_svg
from bot.pictures.svg.pension_chart import pension_chart_svg

_KEPT = 64
_ROOT = re.compile(r'<svg [^>]*?width="(\d+)" height="(\d+)"')


@dataclass(frozen=True, slots=True)
class Drawing:
    """A PNG of so many px, and its alternative text."""

    png: bytes
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Kind:
    facts: Callable[[Parameters, Picture, date], Any]
    svg: Callable[[Any, Office], str]


_KINDS: Mapping[str, _Kind] = {
    "contribution": _Kind(contribution_facts, contribution_svg),
    "levels": _Kind(levels_facts, levels_svg),
    "pension-chart": _Kind(pension_chart_facts, pension_chart_svg),
}


def facts_of(picture: Picture, parameters: Parameters, on: date) -> Facts:
    """Calculate what the picture says on the day; its `alt` is the alternative text.

    Raises PicturesError for an unknown kind, odd data, or what the law does not allow.
    """
    if picture.kind not in _KINDS:
        raise PicturesError(f"Không có loại hình “{picture.kind}”; có: {', '.join(_KINDS)}.")
    try:
        facts: Facts = _KINDS[picture.kind].facts(parameters, picture, on)
    except LawError as error:
        raise PicturesError(error.message) from error
    return facts


def draw(picture: Picture, parameters: Parameters, office: Office, on: date) -> Drawing:
    """Draw the picture with the law of the day; the same content is rendered once.

    Raises PicturesError as `facts_of`.
    """
    facts = facts_of(picture, parameters, on)
    png = _render(_KINDS[picture.kind].svg(facts, office))
    return Drawing(png, facts.alt, _size(png, 16), _size(png, 20))


def description_key(picture: Picture, parameters: Parameters, office: Office, on: date) -> str:
    """Name the content: other as soon as a figure, a word or the look is other.

    Costs no rendering. Raises PicturesError as `facts_of`.
    """
    return sha256(svg_of(picture, parameters, office, on).encode()).hexdigest()


def size(picture: Picture, parameters: Parameters, office: Office, on: date) -> tuple[int, int]:
    """Give width and height in px. Costs no rendering. Raises PicturesError as `facts_of`."""
    root = _ROOT.match(svg_of(picture, parameters, office, on))
    assert root is not None, "a sheet says how large it is"
    return int(root[1]), int(root[2])


def svg_of(picture: Picture, parameters: Parameters, office: Office, on: date) -> str:
    """Give the picture before it is rendered. Raises PicturesError as `facts_of`."""
    facts = facts_of(picture, parameters, on)
    return _KINDS[picture.kind].svg(facts, office)


@lru_cache(maxsize=_KEPT)
def _render(svg: str) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=[str(path) for path in FILES.values()],
        font_family=FAMILY,
    )


def _size(png: bytes, offset: int) -> int:
    """Width (at 16) or height (at 20) from the PNG's header."""
    return int.from_bytes(png[offset : offset + 4], "big")
