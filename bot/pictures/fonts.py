"""Be Vietnam Pro, which ships with the pictures, and how wide its text runs."""

import re
from functools import cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).with_name("fonts")
FAMILY = "Be Vietnam Pro"
FILES = {
    400: FOLDER / "BeVietnamPro-Regular.ttf",
    600: FOLDER / "BeVietnamPro-SemiBold.ttf",
    700: FOLDER / "BeVietnamPro-Bold.ttf",
}
"""Weight → file."""

_MEASURED_AT = 100
NO_BREAK = "\u00a0"
_ELLIPSIS = "…"
_UNIT = re.compile(r"(?<=\d) đ\b")  # stays with its figure


def text_width(text: str, size: int, weight: int = 400) -> float:
    """Give the width in the unit of the size."""
    return _font(weight).getlength(text) * size / _MEASURED_AT


def wrapped(text: str, size: int, room: float, weight: int = 400) -> list[str]:
    """Break the text into lines that fit the room, at spaces, and inside an endless word."""
    lines, line = list[str](), ""
    for word in _UNIT.sub(f"{NO_BREAK}đ", text).split(" "):
        longer = f"{line} {word}".strip()
        if text_width(longer, size, weight) <= room:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while text_width(line, size, weight) > room:
            fitting = _fitting(line, size, room, weight)
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line] if line else lines


def shortened(lines: list[str], most: int, size: int, room: float, weight: int = 400) -> list[str]:
    """Give at most so many lines, the last with an ellipsis where something was left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while text_width(last + _ELLIPSIS, size, weight) > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + _ELLIPSIS]


def _fitting(word: str, size: int, room: float, weight: int) -> int:
    count = 1
    while text_width(word[: count + 1], size, weight) <= room:
        count += 1
    return count


@cache
def _font(weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(FILES[weight]), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC
    )
