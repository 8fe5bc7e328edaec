"""The FAQ content: the question map, the entries with answers, and the training phrasings.

Read once from YAML into frozen dataclasses; a file that breaks the format raises `ContentError`
naming the file. Figures are never in the text: `Entry.render` fills placeholders from a mapping.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from faq.datafiles import FOLDER
from faq.errors import ContentError

STYLES = ("standard", "nodia", "dialect", "teen", "indirect")
TOPIC_KINDS = ("faq", "action", "social", "refuse")
OUT_OF_SCOPE = "out-of-scope"
ENTRY_WRITER = "entries"


def fill(text: str, figures: Mapping[str, str]) -> str:
    """The text with its figures filled in; `ContentError` when one is missing."""
    try:
        return text.format_map(figures)
    except (KeyError, ValueError, IndexError) as error:
        raise ContentError(f"thiếu số liệu {error} cho câu: {text[:60]}") from error


@dataclass(frozen=True, slots=True)
class Topic:
    """A line of the question map: what belongs to the topic and, where close, what does not."""

    id: str
    kind: str
    asks: str
    excludes: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement stands."""

    document: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved an entry, when, and by when it is to be reviewed."""

    by: str
    on: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A way to ask, for training: its topic, style and (imagined) writer.

    `kind` says which kind of out-of-scope question it is, where that was written down.
    """

    text: str
    topic: str
    style: str
    writer: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class OutOfScopeKind:
    """A kind of question that belongs elsewhere, and where to ask it."""

    id: str
    title: str
    pointer: str

    def render(self, figures: Mapping[str, str]) -> str:
        """Where to ask, with the office's names and numbers filled in."""
        return fill(self.pointer, figures)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the bot knows of one topic. `short` and `full` are empty for actions and small talk."""

    id: str
    title: str
    button: str
    short: str = ""
    full: str = ""
    sources: tuple[Source, ...] = ()
    valid_from: date | None = None
    follow_ups: tuple[str, ...] = ()
    next_step: str | None = None
    approved: Approval | None = None

    def render(self, figures: Mapping[str, str], full: bool = False) -> str:
        """The short (or full) answer with its figures filled in.

        Raises `ContentError` when the mapping lacks a figure that the text names.
        """
        return fill(self.full if full else self.short, figures)


@dataclass(frozen=True)
class Content:
    """Everything that the package ships: topics, entries, kinds and phrasings."""

    topics: tuple[Topic, ...]
    entries: Mapping[str, Entry]
    kinds: Mapping[str, OutOfScopeKind]
    phrasings: tuple[Phrasing, ...]

    @cached_property
    def topic_ids(self) -> tuple[str, ...]:
        return tuple(topic.id for topic in self.topics)

    @cached_property
    def topic_kinds(self) -> Mapping[str, str]:
        """Topic → faq, action, social or refuse."""
        return {topic.id: topic.kind for topic in self.topics}

    @cached_property
    def by_id(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}


def load_content(folder: Path = FOLDER) -> Content:
    """The content under `folder` (topics.yaml, entries/, phrasings/)."""
    topics = _topics(folder / "topics.yaml")
    known = {topic.id for topic in topics}
    entries: dict[str, Entry] = {}
    kinds: dict[str, OutOfScopeKind] = {}
    phrasings: list[Phrasing] = []
    for path in sorted((folder / "entries").glob("*.yaml")):
        data = _mapping(path)
        entry = _entry(path, data)
        if entry.id not in known or entry.id != path.stem:
            raise ContentError(
                f"{path.name}: id {entry.id!r} is not a topic or not the file's name"
            )
        entries[entry.id] = entry
        phrasings += _styled(path, entry.id, data.get("phrasings") or {}, ENTRY_WRITER)
        for kind, about in (data.get("kinds") or {}).items():
            kinds[kind] = OutOfScopeKind(
                kind, _text(path, about, "title"), _text(path, about, "pointer")
            )
            phrasings += _of_kind(path, entry.id, kind, about.get("phrasings") or ())
    for path in sorted((folder / "phrasings").glob("*.yaml")):
        for topic, styled in _mapping(path).items():
            if topic not in known:
                raise ContentError(f"{path.name}: unknown topic {topic!r}")
            phrasings += _styled(path, topic, styled, path.stem)
    return Content(topics, entries, kinds, tuple(phrasings))


def _topics(path: Path) -> tuple[Topic, ...]:
    rows = _mapping(path).get("topics")
    if not isinstance(rows, list):
        raise ContentError(f"{path.name}: needs a list `topics`")
    topics = tuple(Topic(r["id"], r["kind"], r["asks"], r.get("not", "")) for r in rows)
    for topic in topics:
        if topic.kind not in TOPIC_KINDS:
            raise ContentError(f"{path.name}: {topic.id} has unknown kind {topic.kind!r}")
    return topics


def _entry(path: Path, data: Mapping[str, Any]) -> Entry:
    approved = data.get("approved")
    try:
        return Entry(
            id=_text(path, data, "id"),
            title=_text(path, data, "title"),
            button=_text(path, data, "button"),
            short=str(data.get("short") or "").strip(),
            full=str(data.get("full") or "").strip(),
            sources=tuple(
                Source(s["document"], str(s.get("article") or ""))
                for s in data.get("sources") or ()
            ),
            valid_from=data.get("valid_from"),
            follow_ups=tuple(data.get("follow_ups") or ()),
            next_step=data.get("next_step"),
            approved=_approval(approved) if approved else None,
        )
    except (KeyError, TypeError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def _approval(data: Mapping[object, Any]) -> Approval:
    """YAML 1.1 reads the key `on` as true."""
    return Approval(**{"on" if key is True else str(key): value for key, value in data.items()})


def _styled(path: Path, topic: str, styled: object, writer: str) -> Iterable[Phrasing]:
    if not isinstance(styled, dict) or not set(styled) <= set(STYLES):
        raise ContentError(f"{path.name}: phrasings of {topic} must map styles to lists")
    for style, texts in styled.items():
        for text in texts or ():
            if not isinstance(text, str):
                raise ContentError(f"{path.name}: {topic}: quote the phrasing {text!r}")
            yield Phrasing(text, topic, style, writer)


def _of_kind(path: Path, topic: str, kind: str, texts: object) -> Iterable[Phrasing]:
    """Phrasings of a kind: a list, or lists by style."""
    if isinstance(texts, dict):
        for phrasing in _styled(path, topic, texts, ENTRY_WRITER):
            yield Phrasing(phrasing.text, topic, phrasing.style, ENTRY_WRITER, kind)
        return
    if not isinstance(texts, list | tuple) or not all(isinstance(t, str) for t in texts):
        raise ContentError(f"{path.name}: phrasings of kind {kind} must be a list of texts")
    for text in texts:
        yield Phrasing(text, topic, "standard", ENTRY_WRITER, kind)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(f"{path.name}: must hold a mapping")
    return data


def _text(path: Path, data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"{path.name}: needs the text `{key}`")
    return value.strip()
