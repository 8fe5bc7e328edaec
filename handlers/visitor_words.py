"""What a person tells of somebody at the door: name, card number, team, organisation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.directory.entries import Collector, code
from faq.text import Word, clean, fold, words
from handlers.wording import texts

TEXTS = texts("visitor")
_NO_NAMES = frozenset(TEXTS["no_names"])
_NO_NAMES_FOLDED = frozenset(map(fold, _NO_NAMES)) - {"thi"}  # a middle name without its mark
_NO_ORGANISATION = _NO_NAMES_FOLDED | frozenset(TEXTS["no_organisations"])
_CARD = re.compile(r"(?:[A-ZĐ]{1,4} (?=\d))?[^\W_]+(?:[-./][^\W_]+)*")
_TEAM = re.compile(
    r"\b(?:mã tổ|ma to|tổ|to số|to)\s*(?:số|so)?\s*:?\s*((?:[a-z]+-)?\d{1,3})\b", re.I
)
_LIVES = re.compile(r"(?:\bở|\bo|\bnhà|\bnha|,)\s*$", re.I)  # "tui ở tổ 5" is where one lives
LONGEST_NAME = 5  # words
LONGEST_ORGANISATION = 3
LONGEST_CARD = 9  # signs; a longer number that begins with 0 is a phone


@dataclass(frozen=True)
class Said:
    """What a person tells of a visitor, as written; "" for what is not told."""

    name: str = ""
    card: str = ""
    team: str = ""
    organisation: str = ""

    @property
    def words(self) -> str:
        """Give it back in words, with nothing added."""
        parts = [
            TEXTS[f"said_{key}"].format(**{key: value})
            for key, value in vars(self).items()
            if value
        ]
        return ", ".join(parts)

    @property
    def of_person(self) -> bool:
        """Whether anything is told of the person, not of an organisation alone."""
        return bool(self.name or self.card or self.team)

    def fits(self, collector: Collector) -> bool:
        """Whether all that is told fits this person; of a name the last words are enough."""
        if self.card and code(self.card) != code(collector.card):
            return False
        if self.team and code(self.team) not in _codes_of_team(collector.team):
            return False
        if self.organisation and not _is_of(self.organisation, collector.organisation):
            return False
        told, name = fold(self.name).split(), fold(collector.name).split()
        return not told or name[-len(told) :] == told

    def is_part_of_the_card(self, collector: Collector) -> bool:
        """Whether the number fits, but the letters of the card were left out."""
        digits = "".join(sign for sign in code(collector.card) if sign.isdigit())
        return bool(self.card) and code(self.card) == digits

    def is_full_name_of(self, collector: Collector) -> bool:
        """Whether the whole name is told."""
        return fold(self.name).split() == fold(collector.name).split()


def read(text: str, *, asked: bool = False) -> Said:
    """Read what is told; `asked`: the message may be nothing but name and card number."""
    rest = clean(text)
    teams = (m for m in _TEAM.finditer(rest) if not _LIVES.search(rest[: m.start()]))
    if team := next(teams, None):
        rest = _without(rest, team.span())
    if card := _card(rest, asked=asked):
        rest = _without(rest, card.span())
    organisation = _organisation(rest)
    whose = rest[slice(*organisation)] if organisation else ""
    if organisation:
        rest = _without(rest, organisation)
    name = _name(rest, asked=asked)
    return Said(name, card[0] if card else "", team[1] if team else "", whose)


def _codes_of_team(team: str) -> set[str]:
    whole = code(team)
    return {whole, whole.removeprefix("to")} - {""}


def _is_of(told: str, organisation: str) -> bool:
    """Whether an organisation is the one that is told, by any of its names or by its words."""
    said, whole = _plain(told), _plain(organisation)
    for names in TEXTS["organisations"]:
        if said in names:
            return any(f" {name} " in f" {whole} " for name in names)
    return set(said.split()) <= set(whole.split())


def _plain(text: str) -> str:
    return " ".join(word.folded for word in words(clean(text)))


def _organisation(text: str) -> tuple[int, int] | None:
    """Find the organisation that is named; where several are, none is told for sure."""
    found = words(text)
    folded = [word.folded for word in found]
    known = [max(spans) for names in TEXTS["organisations"] if (spans := _named(folded, names))]
    if known:
        _, end, start = known[0]
        return (found[start].start, found[end - 1].end) if len(known) == 1 else None
    starts = [end for lead in TEXTS["organisation_after"] for end in _ends(folded, lead.split())]
    start = end = max(starts, default=len(found))
    while end < min(len(found), start + LONGEST_ORGANISATION) and _goes_on(text, found, start, end):
        end += 1
    return (found[start].start, found[end - 1].end) if end > start else None


def _named(folded: Sequence[str], names: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give length, end and start, in words, of each place where one of the names stands."""
    split = (name.split() for name in names)
    return [(len(name), end, end - len(name)) for name in split for end in _ends(folded, name)]


def _goes_on(text: str, found: Sequence[Word], start: int, at: int) -> bool:
    """Whether the word at `at` belongs to the organisation that begins at `start`."""
    together = at == start or text[found[at - 1].end : found[at].start] == " "
    return together and not found[at].is_number and found[at].folded not in _NO_ORGANISATION


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} , {text[span[1] :]}"


def _card(text: str, *, asked: bool) -> re.Match[str] | None:
    """Find the number after "thẻ số"; when it was asked for, any that is no phone number."""
    found = words(text)
    folded = [word.folded for word in found]
    for phrase in TEXTS["cards"]:
        for end in _ends(folded, phrase.split()):
            number = _CARD.match(text, found[end].start) if end < len(found) else None
            if number and any(sign.isdigit() for sign in number[0]):
                return number
    bare = (m for m in _CARD.finditer(text) if sum(sign.isdigit() for sign in m[0]) > 1)
    no_phone = (m for m in bare if not m[0].startswith("0") or len(m[0]) < LONGEST_CARD)
    return next(no_phone, None) if asked else None


def _name(text: str, *, asked: bool) -> str:
    """Give the name after a title ("anh", "tên"); when it was asked for, the first words."""
    found = words(text)
    marked = any(word.text != word.folded for word in found)
    said = [word.text if marked else word.folded for word in found]
    titles = [title if marked else fold(title) for title in TEXTS["titles"]]
    starts = [end for title in titles for end in _ends(said, title.split())]
    longest = ""
    for start in starts or ([0] if asked else []):
        end = start
        while end < min(len(found), start + LONGEST_NAME) and _is_name(
            text, found, start, end, marked
        ):
            end += 1
        name = text[found[start].start : found[end - 1].end] if end > start else ""
        longest = max(longest, name, key=len)
    return longest


def _is_name(text: str, found: Sequence[Word], start: int, at: int, marked: bool) -> bool:
    """Whether the word at `at` belongs to the name that begins at `start`."""
    word = found[at]
    together = at == start or text[found[at - 1].end : word.start] == " "
    if not together or word.is_number:
        return False
    written = text[word.start : word.end]
    if marked and written[0].isupper():
        return len(written) == 1 or not written.isupper()
    return word.text not in _NO_NAMES if marked else word.folded not in _NO_NAMES_FOLDED


def _ends(said: Sequence[str], phrase: Sequence[str]) -> list[int]:
    """Give where each occurrence of a phrase ends."""
    size = len(phrase)
    return [at + size for at in range(len(said) - size + 1) if list(said[at : at + size]) == phrase]
