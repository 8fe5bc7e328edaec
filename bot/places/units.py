"""The administrative units of today and of before 1/7/2025, and where they are named in a text.

Source: package vietnamadminunits (MIT), after the resolutions on the merger of 2025; see `refresh`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from faq.text import fold, words

TYPES = ("thành phố", "thị trấn", "thị xã", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")
_SHORT_TYPES = {"p": "phuong", "x": "xa", "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho"}


@dataclass(frozen=True)
class Unit:
    """A ward of today and one former unit that went into it, whole or in part."""

    province: str
    ward: str
    former_province: str
    former_district: str
    former_ward: str


@dataclass(frozen=True)
class Mention:
    """A unit's name in a text: words [start, end), and whether its type stands before it."""

    level: str  # ward, former_ward, former_district, province, former_province
    name: str
    start: int
    end: int
    typed: bool

    @property
    def length(self) -> int:
        """How many words the name has."""
        return self.end - self.start


@cache
def units() -> tuple[Unit, ...]:
    """All units, read once."""
    with Path(__file__).with_name("units.tsv").open(encoding="utf-8") as file:
        return tuple(Unit(**row) for row in csv.DictReader(file, delimiter="\t"))


def bare(name: str) -> str:
    """Give a unit's name without its type, folded: "Phường Bàn Thạch" → "ban thach"."""
    for kind in TYPES:
        if name.lower().startswith(kind + " "):
            return _key(name[len(kind) + 1 :])
    return _key(name)


def _key(text: str) -> str:
    return " ".join(word.folded for word in words(text))


@cache
def _names() -> dict[str, set[tuple[str, str]]]:
    """Give folded bare name → {(level, full name)}."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for unit in units():
        for level in ("province", "ward", "former_province", "former_district", "former_ward"):
            name: str = getattr(unit, level)
            # Numbered wards ("Phường 5") are only meant when the type stands before the number.
            key = fold(name) if bare(name).isdigit() else bare(name)
            if key:
                found[key].add((level, name))
    return dict(found)


@cache
def _aliases() -> dict[str, str]:
    with Path(__file__).with_name("aliases.yaml").open(encoding="utf-8") as file:
        return dict(yaml.safe_load(file))


def tokens(text: str) -> list[str]:
    """Give the folded words of a place, short types and nicknames spelled out."""
    plain = " " + " ".join(_SHORT_TYPES.get(w.folded, w.folded) for w in words(text)) + " "
    for alias, name in _aliases().items():
        plain = plain.replace(f" {alias} ", f" {name} ")
    return plain.split()


def mentions(text: str) -> list[Mention]:
    """Give every unit named in the text, longest names first, without names inside longer ones."""
    flat = tokens(text)
    names = _names()
    found: list[Mention] = []
    for start in range(len(flat)):
        for end in range(min(start + 6, len(flat)), start, -1):
            for level, name in names.get(" ".join(flat[start:end]), ()):
                key = bare(name)
                kind = fold(name).removesuffix(" " + key).split()
                typed = flat[max(0, start - len(kind)) : start] == kind or key.isdigit()
                # A name of one word ("Thanh", "Ba") is too common to be meant without its type.
                if typed or end - start > 1:
                    found.append(Mention(level, name, start, end, typed))
    return _outermost(found)


def _outermost(found: Iterable[Mention]) -> list[Mention]:
    spans = {(m.start, m.end) for m in found}
    inside = {
        inner
        for inner in spans
        for outer in spans
        if inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]
    }
    kept = [m for m in found if (m.start, m.end) not in inside]
    return sorted(kept, key=lambda m: (-m.length, m.start))


@cache
def around(ward: str, province: str) -> frozenset[tuple[str, str]]:
    """Give the other wards (ward, province) that share a former district with a ward of today."""
    districts = {
        (unit.former_province, unit.former_district)
        for unit in units()
        if (unit.ward, unit.province) == (ward, province)
    }
    return frozenset(
        (unit.ward, unit.province)
        for unit in units()
        if (unit.former_province, unit.former_district) in districts
    ) - {(ward, province)}
