"""The content that is in force: what ships, overlaid with what the office changed at run time."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

import handlers
from bot.conversation.engine import Engine
from bot.conversation.turn import Outcome, Turn
from bot.directory.store import load as load_directory
from bot.law.errors import ParameterError
from bot.law.loading import load
from bot.law.values import Change, Confirmation, Parameters
from bot.leads.calendar import day_of
from bot.storage.campaigns import Campaign
from bot.storage.database import Database
from bot.storage.models import ContentChange
from bot.taught import PHRASING, shipped
from faq.matcher import Matcher, Taught

Version = tuple[int, int, int]
"""The newest change's id, how many there are (ids may be committed out of order), and how many
campaigns are over: with one its collectors are none any more.
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Release:
    """The content of one version."""

    version: Version
    engine: Engine
    parameters: Parameters


class LiveContent:
    """Gives each process the content of the newest version.

    The version is read for every event, so what was changed holds for every message that is
    accepted after the change was committed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shipped = shipped()
        self._parameters = load()
        self._lock = threading.Lock()
        self._release: Release | None = None

    def handle(self, turn: Turn) -> Outcome:
        """Answer one event with the content that its parameters came from."""
        release = self._release
        if release is None or release.parameters is not turn.parameters:
            release = self._current(turn.now)
        return release.engine.handle(turn)

    def parameters(self, now: datetime) -> Parameters:
        """Give the law's parameters in force."""
        return self._current(now).parameters

    def _current(self, now: datetime) -> Release:
        with self._database.read() as session:
            version = _version(session, now)
        release = self._release
        if release is None or release.version != version:
            with self._lock:
                release = self._release
                if release is None or release.version != version:
                    release = self._release = self._rebuilt(now)
        return release

    def _rebuilt(self, now: datetime) -> Release:
        with self._database.read() as session:
            version = _version(session, now)
            rows = list(session.scalars(select(ContentChange).order_by(ContentChange.id)))
            directory = load_directory(session, now)
        parameters, taught = self._parameters, list[Taught]()
        for row in rows:
            # A row that cannot be used is logged and left out: it must never stop the answers.
            try:
                if row.kind == PHRASING:
                    taught.append(Taught(row.value["text"], row.key))
                elif row.kind == "law-value":
                    parameters = parameters.with_changes([law_change(row.key, row.value)])
            except (KeyError, TypeError, ValueError, ParameterError) as error:
                log.error("changed content left out", id=row.id, kind=row.kind, error=str(error))
        content = self._shipped.content
        matcher = Matcher(content, self._shipped.model, taught)
        return Release(version, handlers.build_engine(content, matcher, directory), parameters)


def law_change(name: str, value: Mapping[str, Any]) -> Change:
    """Read a changed law value as its row keeps it. Raises KeyError, TypeError or ValueError."""
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


def _version(session: Session, now: datetime) -> Version:
    newest, count, over = session.connection().execute(_VERSION, {"today": day_of(now)}).one()
    return newest or 0, count, over


_OVER = select(func.count(Campaign.id)).where(Campaign.ends < bindparam("today", type_=Date))
_VERSION = select(func.max(ContentChange.id), func.count(ContentChange.id), _OVER.scalar_subquery())
