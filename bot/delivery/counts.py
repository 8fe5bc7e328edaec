"""Counting what happens in all processes: in memory first, added to the table every few seconds."""

import contextlib
import threading
import time
from collections import Counter

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inserts import insert_into
from bot.storage.models import DeliveryCount

FLUSH_EVERY = 2.0  # seconds

Key = tuple[str, str, str]  # name, channel, label


class Counts:
    """Counters of one process that were not yet added to the table."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._new: Counter[Key] = Counter()

    def add(self, name: str, channel: str = "", label: str = "", by: int = 1) -> None:
        """Count `name` (received, sent, send-error, retry, dead, wake-dropped, repeated …)."""
        with self._lock:
            self._new[name, channel, label[:64]] += by

    def flush(self, database: Database) -> None:
        """Add what is new to the table; kept for the next time when that fails."""
        with self._lock:
            taken, self._new = self._new, Counter()
        if not taken:
            return
        try:
            database.write(lambda session: _add(session, taken))
        except BaseException:
            with self._lock:
                self._new.update(taken)
            raise

    def flush_for_ever(self, database: Database) -> None:
        """Flush every few seconds, for a daemon thread; an outage only delays the counts."""
        while True:
            time.sleep(FLUSH_EVERY)
            with contextlib.suppress(DBAPIError, StorageError):
                self.flush(database)


def _add(session: Session, taken: Counter[Key]) -> None:
    statement = _upsert(session)
    for (name, channel, label), count in sorted(taken.items()):  # sorted: no two can deadlock
        row = {"name": name, "channel": channel, "label": label, "count": count}
        session.execute(statement, row)


def _upsert(session: Session) -> Executable:
    new = insert_into(DeliveryCount, session.get_bind().dialect.name)
    added = DeliveryCount.count + new.excluded["count"]
    statement: Executable = new.on_conflict_do_update(
        index_elements=["name", "channel", "label"], set_={"count": added}
    )
    return statement
