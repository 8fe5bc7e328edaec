"""From the spool to the tables, in the process that drains (SQLite only)."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.delivery import accepting
from bot.delivery.alerts import close_alert, raise_alert
from bot.delivery.arrivals import Arrival, packed, unpacked, wake_all
from bot.delivery.drain import OUTAGES
from bot.delivery.engine import Waker
from bot.delivery.receiver import Keep
from bot.delivery.services import Services
from bot.storage.database import sqlite_path
from bot.storage.errors import StorageError
from bot.storage.spool import Reader, Spool, opened
from bot.storage.types import cipher

POLL = 0.05  # seconds between looks, when nobody says that something came
AGAIN = 1.0  # seconds after an outage, or while another process reads
REFUSED = "arrival-refused"

log = structlog.get_logger()


def spool_of(services: Services) -> Spool | None:
    """Give the spool of this deployment; None where the database takes many writers at a time."""
    if not services.database.is_sqlite:
        return None
    database = sqlite_path(services.database.url)
    return Spool(database.with_name(database.name + "-arrivals"))


def keeping(services: Services, tell: Callable[[], None]) -> Keep | None:
    """Give what keeps arrivals in the spool and tells its reader; None where there is no spool."""
    spool = spool_of(services)
    if spool is None:
        return None

    def keep(arrivals: Sequence[Arrival]) -> None:
        spool.append(packed(arrivals))
        tell()

    return keep


def nobody() -> None:
    """Tell nobody: the reader looks by itself."""


def oldest_unread(services: Services) -> datetime | None:
    """Give when the oldest arrival came that is not in the tables yet; None when all are."""
    spool = spool_of(services)
    record = spool.oldest() if spool else None
    return min(arrival.now for arrival in unpacked(record)) if record else None


class Intake:
    """Reads the spool, keeps what it holds and wakes the conversations."""

    def __init__(self, services: Services, spool: Spool, waker: Waker) -> None:
        self._services = services
        self._spool = spool
        self._waker = waker
        self._came = threading.Event()

    def look(self) -> None:
        """Say that something came."""
        self._came.set()

    def run(self, stop: threading.Event) -> None:
        """Read until `stop` is set, whenever no other process does."""
        self._close_alert()
        while not stop.is_set():
            with self._spool.reading() as reader:
                while reader is not None and not stop.is_set():
                    self._came.clear()
                    if not self._next(reader, stop):
                        self._came.wait(POLL)
            stop.wait(AGAIN)

    def _close_alert(self) -> None:
        """Once an operator moved away what was set aside, there is nothing to say of it."""
        try:
            if not self._spool.refused.exists():
                close_alert(self._services, REFUSED)
        except OUTAGES as error:
            log.warning("alert not closed", key=REFUSED, error=type(error).__name__)

    def _next(self, reader: Reader, stop: threading.Event) -> bool:
        """Keep what can be read. Gives False when there was nothing."""
        try:
            return self.once(reader)
        except (*OUTAGES, OSError) as error:
            log.error("outage", intake=True, error=type(error).__name__)
            self._services.counts.add("outage")
        except Exception:  # whatever it is: no other thread takes in what comes
            log.exception("intake failed")
        stop.wait(AGAIN)
        return True

    def once(self, reader: Reader) -> bool:
        """Keep the next records and wake their conversations. Raises what the database raises."""
        read = reader.read()
        if not read.lines:
            return False
        arrivals = [arrival for line in read.lines for arrival in self._arrivals(line)]
        if arrivals:
            self._keep(arrivals)
        reader.done(read)
        wake_all(self._waker, arrivals)
        return True

    def _arrivals(self, line: bytes) -> list[Arrival]:
        try:
            record = opened(line)
            return unpacked(record) if record else []
        except (StorageError, ValueError) as error:
            self._set_aside(line, error)
            return []

    def _keep(self, arrivals: list[Arrival]) -> None:
        """Keep them together; where that fails, one by one, and set aside what cannot be kept."""
        try:
            accepting.keep(self._services.database, arrivals)
        except OUTAGES:
            raise
        except Exception:
            for arrival in arrivals:
                try:
                    accepting.keep(self._services.database, [arrival])
                except OUTAGES:
                    raise
                except Exception as error:
                    self._set_aside(cipher.encrypt(packed([arrival])), error)

    def _set_aside(self, line: bytes, error: Exception) -> None:
        """Lose nothing of what cannot be used, and do not let it stop the rest."""
        self._spool.set_aside(line)
        log.error("arrival set aside", error=type(error).__name__)
        raise_alert(self._services, REFUSED, f"{self._spool.refused.name}: {type(error).__name__}")
