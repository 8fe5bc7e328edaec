"""Cutting texts to what a platform takes, where a reader would pause; the channels' own words."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.conversation.messages import Choice, Reply

TEXTS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8")
)
_PAUSE = re.compile(r"(?<!\d)(?<!\bTP)(?<!\bTp)[.!?…][\"”»)]*\s|\n")
_WORD = re.compile(r"\s")
_JOINING = re.compile("[\u0300-\u036f\u200d\ufe0f\U0001f3fb-\U0001f3ff]")


def length(text: str) -> int:
    """Count UTF-16 units, the strictest of the ways in which platforms count."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int) -> list[str]:
    """Give the text in parts of at most `limit`, cut after sentences or lines, else words."""
    parts, rest = [], text.strip()
    while length(rest) > limit:
        at = _place_to_cut(rest, limit)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def shorten(text: str, limit: int) -> str:
    """Cut at a word and end with "…" what is longer than `limit`."""
    text = " ".join(text.split())
    if length(text) <= limit:
        return text
    start = _longest_start(text, limit - 1)
    if not text[len(start)].isspace():
        word = start.rfind(" ")
        start = start[:word] if word > limit // 3 else start
    return start.rstrip(" ,;:-–(") + "…"


def numbered(choices: Sequence[Choice]) -> str:
    """Write choices as a list: typing a number takes one."""
    return "\n".join(f"{number}. {choice.title}" for number, choice in enumerate(choices, 1))


def with_list(text: str, choices: Sequence[Choice]) -> str:
    """Put the numbered choices under the text."""
    return f"{text.rstrip()}\n{numbered(choices)}".strip()


def without_cards(reply: Reply) -> str:
    """Give the text without what stands on the cards."""
    lines = {card.line for card in reply.cards}
    return "\n".join(line for line in reply.text.splitlines() if line not in lines)


def with_leaflet(text: str, reply: Reply) -> str:
    """Put under the text where the picture is as a page to print."""
    address = (reply.picture or {}).get("pdf", "")
    return f"{text.rstrip()}\n{TEXTS['leaflet']}: {address}".strip() if address else text


def _place_to_cut(text: str, limit: int) -> int:
    start = _longest_start(text, limit)
    for pause in (_PAUSE, _WORD):
        ends = [found.end() for found in pause.finditer(text[: len(start) + 1])]
        if ends and ends[-1] > len(start) // 3:
            return ends[-1]
    at = len(start)
    while at > 1 and _JOINING.match(text[at]):
        at -= 1
    return at


def _longest_start(text: str, limit: int) -> str:
    """Give the longest beginning of at most `limit` units."""
    start = text[:limit]
    while (excess := length(start) - limit) > 0:
        start = start[: -((excess + 1) // 2)]
    return start
