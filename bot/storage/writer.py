"""One writer for all threads of a process on SQLite: many small changes, one commit to disk.

A commit with `synchronous=FULL` costs one wait for the disk however much it holds. So changes that
arrive while another commit is under way share the next one (to wait for more with the database
locked gains nothing: measured). Each runs in a savepoint: one that fails takes nothing with it.
"""

import fcntl
import os
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.storage.errors import BusyError, StorageError

T = TypeVar("T")

GROUP = 200  # changes in a commit
PATIENCE = 10.0  # seconds after which a caller gives up on a commit

Change = Callable[[Session], Any]
Job = tuple[Change, "Future[Any]"]


class GroupWriter:
    """Runs changes one after the other in its thread and answers each when its group is on disk."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._lock_path = path.with_name(path.name + "-writer")
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self.closed = False

    def run(self, change: Callable[[Session], T]) -> T:
        """Run `change` and return its result when it is on disk.

        Raises what it raises, and BusyError when the disk or another process holds it up too long.
        """
        if self.closed:
            raise StorageError("the database is closed")
        self._start()
        answer: Future[T] = Future()
        self._jobs.put((change, answer))
        try:
            return answer.result(PATIENCE)
        except TimeoutError:
            if answer.done():
                raise
            raise BusyError(f"no commit within {PATIENCE:.0f} s") from None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in line behind the other writers of this process and of others.

        SQLite's own waiting polls with growing pauses and starves whoever came late; the kernel
        wakes those who wait for this lock in order, and frees it when its holder is killed.
        """
        lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def close(self) -> None:
        """Finish what is queued and end the thread."""
        self.closed = True
        with self._starting:
            if self._thread is not None:
                self._jobs.put(None)
                self._thread.join(PATIENCE)
                self._thread = None

    def _start(self) -> None:
        if not self._runs():
            with self._starting:
                if not self._runs():
                    thread = threading.Thread(target=self._loop, name="sqlite-writer", daemon=True)
                    thread.start()
                    self._thread = thread

    def _runs(self) -> bool:
        """Tell whether there is a thread; after a fork, or when it failed, there is none."""
        return self._thread is not None and self._thread.is_alive()

    def _loop(self) -> None:
        with self._engine.connect().execution_options(writes=True) as connection:
            while (job := self._jobs.get()) is not None:
                if not self._commit(connection, job):
                    return

    def _commit(self, connection: Connection, first: Job) -> bool:
        """Put one group on disk, then answer its callers. Gives False when asked to end."""
        done: list[tuple[Future[Any], Any]] = []
        taken: list[Future[Any]] = []
        go_on = True
        try:
            with self.turn(), connection.begin():
                for job in self._group(first):
                    if job is None:
                        go_on = False
                        break
                    taken.append(job[1])
                    _run(connection, job, done)
        except BaseException as error:  # the whole group failed: every caller hears of it
            for answer in taken or [first[1]]:
                if not answer.done():
                    answer.set_exception(error)
            return go_on
        for answer, result in done:
            answer.set_result(result)
        return go_on

    def _group(self, first: Job) -> Iterator[Job | None]:
        """Give the jobs of one group: the first and all that are queued by now."""
        yield first
        for _ in range(GROUP - 1):
            try:
                yield self._jobs.get_nowait()
            except queue.Empty:
                return


def _run(connection: Connection, job: Job, done: list[tuple[Future[Any], Any]]) -> None:
    """Run one change in its savepoint. Raises only when the transaction itself is lost."""
    change, answer = job
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        with session:
            result = change(session)
            session.commit()
    except Exception as error:
        if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            raise  # a full disk ends the transaction: the group is lost
        answer.set_exception(error)
    else:
        done.append((answer, result))
