"""Making the files that people asked for, in one thread of every engine process.

The file is written to disk first, since a workbook is whole only at its end, and goes into the
database piece by piece: any host can then serve it, and memory stays flat.
"""

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.delivery.background import POLITE, Background, LostError, Stopping
from bot.leads import export, export_jobs, jobs, queries
from bot.leads.jobs import Claim
from bot.storage.exports import Export
from bot.storage.outreach import Lead

NOTE_EVERY = 2_000  # leads between two notes of how far it is
PART = 256 * 1024  # bytes


class Exports(Background):
    """Works on exports, one at a time."""

    table = Export

    def work(self, claim: Claim, stopping: Stopping) -> None:
        """Write the file and keep it in pieces."""
        while self._database.write(lambda session: export_jobs.drop_parts(session, claim.number)):
            pass  # an earlier try left them
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "file"
            wanted, kind = self._database.write(lambda session: export_jobs.begin(session, claim))
            with self._database.read() as session:
                leads = queries.stream(session, wanted, claim.viewer)
                rows = _write(path, kind, self._noted(claim, leads, stopping))
            for position, data in enumerate(_pieces(path)):
                self._add(claim, position, data, stopping)
            size = path.stat().st_size
        self._database.write(lambda session: jobs.finish(session, claim, rows=rows, size=size))

    def _noted(self, claim: Claim, leads: Iterable[Lead], stopping: Stopping) -> Iterator[Lead]:
        """Pass leads on, noting how many. Raises LostError."""
        pause = threading.Event()
        for number, lead in enumerate(leads, 1):
            yield lead
            if number % NOTE_EVERY == 0:
                now = self._clock()
                held = self._database.write(
                    lambda session, rows=number, now=now: jobs.keep(  # type: ignore[misc]
                        session, claim, now, rows=rows
                    )
                )
                if stopping() or not held:
                    raise LostError
            if number % queries.CHUNK == 0:
                pause.wait(POLITE)

    def _add(self, claim: Claim, position: int, data: bytes, stopping: Stopping) -> None:
        now = self._clock()
        held = self._database.write(
            lambda session: export_jobs.add_part(session, claim, position, data, now)
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
