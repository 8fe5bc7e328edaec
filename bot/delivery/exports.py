"""Making the files that people asked for, in one thread of every engine process.

The file is written to disk first, since a workbook is whole only at its end, and goes into the
database piece by piece: any host can then serve it, and memory stays flat.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import structlog

from bot.delivery.drain import OUTAGES
from bot.delivery.services import Services
from bot.leads import export, export_jobs, queries
from bot.leads.export_jobs import Job
from bot.storage.outreach import Lead

EVERY = 1.0  # seconds between looks for work
NOTE_EVERY = 2_000  # leads between two notes of how far it is
PART = 256 * 1024  # bytes
POLITE = 0.002  # seconds that a piece of work leaves to the answers to citizens

log = structlog.get_logger()


class LostError(Exception):
    """The job was cancelled, or another process has it, or this one is stopping."""


class Exports:
    """Works on exports, one at a time."""

    def __init__(self, services: Services) -> None:
        self._database = services.database
        self._clock = services.clock

    def run(self, stop: threading.Event) -> None:
        """Work on what waits until `stop` is set."""
        while not stop.wait(EVERY):
            try:
                while self.once(stop.is_set):
                    pass
            except (*OUTAGES, OSError) as error:
                log.warning("export failed", error=type(error).__name__)

    def once(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Work on one job; False when there is none."""
        now = self._clock()
        with self._database.read() as session:
            if not export_jobs.waiting(session, now):
                return False
        job = self._database.write(lambda session: export_jobs.claim(session, now))
        if job is None:
            return True  # it was taken, or set aside
        try:
            self._work(job, stopping)
        except LostError:
            if stopping():
                self._database.write(lambda session: export_jobs.give_back(session, job))
        return True

    def _work(self, job: Job, stopping: Callable[[], bool]) -> None:
        while self._database.write(lambda session: export_jobs.drop_parts(session, job.number)):
            pass  # an earlier try left them
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "file"
            with self._database.read() as session:
                leads = queries.stream(session, job.wanted, job.viewer)
                rows = _write(path, job.kind, self._noted(job, leads, stopping))
            for position, data in enumerate(_pieces(path)):
                self._add(job, position, data, stopping)
            size = path.stat().st_size
        self._database.write(lambda session: export_jobs.finish(session, job, rows, size))

    def _noted(
        self, job: Job, leads: Iterable[Lead], stopping: Callable[[], bool]
    ) -> Iterator[Lead]:
        """Pass leads on, noting how many. Raises LostError."""
        pause = threading.Event()
        for number, lead in enumerate(leads, 1):
            yield lead
            if number % NOTE_EVERY == 0:
                now = self._clock()
                held = self._database.write(
                    lambda session, rows=number, now=now: export_jobs.keep(  # type: ignore[misc]
                        session, job, now, rows=rows
                    )
                )
                if stopping() or not held:
                    raise LostError
            if number % queries.CHUNK == 0:
                pause.wait(POLITE)

    def _add(self, job: Job, position: int, data: bytes, stopping: Callable[[], bool]) -> None:
        now = self._clock()
        held = self._database.write(
            lambda session: export_jobs.add_part(session, job, position, data, now)
        )
        if stopping() or not held:
            raise LostError


def _write(path: Path, kind: str, leads: Iterable[Lead]) -> int:
    """Write the file and give how many leads are in it."""
    if kind == "xlsx":
        return export.write_xlsx(path, leads)
    lines = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", newline="") as file:
        for line in export.csv_text(leads):
            file.write(line)
            lines += 1
    return lines - 1  # the first holds the titles


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(PART):
            yield data
