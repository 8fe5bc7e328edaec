"""Keeping the leads of large files, in one thread of every engine process."""

import threading
from functools import partial

from bot.delivery.background import POLITE, Background, LostError, Stopping
from bot.leads.importing import jobs, keeping
from bot.leads.jobs import Claim
from bot.storage.imports import LeadImport


class Imports(Background):
    """Works on imports, one at a time."""

    table = LeadImport

    def work(self, claim: Claim, stopping: Stopping) -> None:
        """Keep the rows that are left, batch by batch."""
        with self._database.read() as session:
            rows = jobs.remaining(session, claim)
        pause = threading.Event()
        for batch in keeping.batches(rows):
            keep = partial(jobs.keep, claim=claim, rows=batch, now=self._clock())
            if stopping() or not self._database.write(keep):
                raise LostError
            pause.wait(POLITE)
        self._database.write(lambda session: jobs.finish(session, claim))
