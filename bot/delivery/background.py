"""A thread of every engine process that works on one kind of jobs, one at a time."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import structlog

from bot.delivery.drain import OUTAGES
from bot.delivery.services import Services
from bot.leads import jobs
from bot.leads.jobs import Claim, Table

EVERY = 1.0  # seconds between looks for work
POLITE = 0.002  # seconds that a piece of work leaves to the answers to citizens

Stopping = Callable[[], bool]

log = structlog.get_logger()


class LostError(Exception):
    """The job was cancelled, or another process has it, or this one is stopping."""


class Background(ABC):
    """Works on the jobs of one table."""

    table: ClassVar[Table]

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.database
        self._clock = services.clock

    def run(self, stop: threading.Event) -> None:
        """Work on what waits until `stop` is set."""
        while not stop.wait(EVERY):
            try:
                while self.once(stop.is_set):
                    pass
            except (*OUTAGES, OSError) as error:
                log.warning(
                    "job failed", table=self.table.__tablename__, error=type(error).__name__
                )

    def once(self, stopping: Stopping = lambda: False) -> bool:
        """Work on one job; False when there is none."""
        now = self._clock()
        with self._database.read() as session:
            if not jobs.waiting(session, self.table, now):
                return False
        claim = self._database.write(lambda session: jobs.claim(session, self.table, now))
        if claim is None:
            return True  # it was taken, or set aside
        try:
            self.work(claim, stopping)
        except LostError:
            if stopping():
                self._database.write(lambda session: jobs.give_back(session, claim))
        return True

    @abstractmethod
    def work(self, claim: Claim, stopping: Stopping) -> None:
        """Do the job to its end. Raises LostError."""
