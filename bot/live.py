"""The content that is in force: what ships, overlaid with what the office changed at run time."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

import handlers
from bot.conversation.engine import Engine
from bot.conversation.turn import Outcome, Turn
from bot.law.loading import load
from bot.law.values import Change, Confirmation, Parameters
from bot.storage.database import Database
from bot.storage.models import ContentChange
from faq.content import Content, load_content
from faq.matcher import Matcher, Taught
from faq.model import load_model


@dataclass(frozen=True)
class Release:
    """The content of one version."""

    version: int
    engine: Engine
    parameters: Parameters


class LiveContent:
    """Gives each process the content of the newest version.

    The version is read for every event, so what was changed holds for every message that is
    accepted after the change was committed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._content: Content = load_content()
        self._model = load_model()
        self._parameters = load()
        self._lock = threading.Lock()
        self._release: Release | None = None

    def handle(self, turn: Turn) -> Outcome:
        """Answer one event with the content in force."""
        return self._current().engine.handle(turn)

    def parameters(self, now: datetime) -> Parameters:
        """Give the law's parameters in force."""
        return self._current().parameters

    def _current(self) -> Release:
        with self._database.read() as session:
            version = session.scalar(select(func.max(ContentChange.id))) or 0
        release = self._release
        if release is None or release.version < version:
            with self._lock:
                release = self._release
                if release is None or release.version < version:
                    release = self._release = self._rebuilt()
        return release

    def _rebuilt(self) -> Release:
        with self._database.read() as session:
            rows = list(session.scalars(select(ContentChange).order_by(ContentChange.id)))
        taught = [Taught(row.value["text"], row.key) for row in rows if row.kind == "phrasing"]
        matcher = Matcher(self._content, self._model, taught)
        return Release(
            version=rows[-1].id if rows else 0,
            engine=handlers.build_engine(self._content, matcher),
            parameters=self._parameters.with_changes(law_changes(rows)),
        )


def law_changes(rows: Iterable[ContentChange]) -> list[Change]:
    """Read the law's changes among the rows."""
    return [_change(row.key, row.value) for row in rows if row.kind == "law-value"]


def _change(name: str, value: dict[str, Any]) -> Change:
    confirmed = value.get("confirmation")
    return Change(
        name=name,
        since=date.fromisoformat(value["since"]),
        value=value.get("value"),
        document=value.get("document", ""),
        article=value.get("article", ""),
        mark=value.get("mark", "V"),
        confirmation=Confirmation(
            confirmed["by"], date.fromisoformat(confirmed["on"]), confirmed["page"]
        )
        if confirmed
        else None,
    )
