"""The engine says that there is work; the tables say what. Huey, in memory or on Redis.

A wake-up may be lost, doubled or late: the sweep finds what is due within a second. So waking never
raises and never waits, and the engine can be exchanged for any other that wakes, runs and stops.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

import structlog
from huey import Huey
from huey.consumer import Scheduler, Worker
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage, RedisStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from bot.delivery.counts import Counts

WAKE_WITHIN = 0.05  # seconds that a wake-up may take
MUTE = 1.0  # seconds without wake-ups after one failed
STOP_WITHIN = 9.5  # seconds for the work in hand to end
READ_TIMEOUT = 0.3  # seconds after which an idle worker looks whether it is to stop

Task = Callable[[int], datetime | None]

log = structlog.get_logger()
logging.getLogger("huey").setLevel(logging.WARNING)


class Waker(Protocol):
    """What accepts work needs of an engine."""

    def wake(self, conversation_id: int, channel: str) -> None:
        """Say that the conversation has work. Never raises."""
        ...


class NoWaker:
    """For a process that leaves waking to the sweep."""

    def wake(self, conversation_id: int, channel: str) -> None:
        """Do nothing."""


class Engine:
    """Huey with one task: drain a conversation."""

    def __init__(self, redis_url: str, secret: str, counts: Counts) -> None:
        self._counts = counts
        self._muted_until = 0.0
        self._task: Task | None = None
        serializer = SignedSerializer(secret=secret)
        storage: dict[str, Any] = {"storage_class": _WaitingMemory}
        if redis_url:
            storage = {"storage_class": RedisStorage, "connection_pool": _pool(redis_url, 0.05)}
        self._huey = Huey("bhxh", results=False, serializer=serializer, **storage)
        self._drain = self._huey.task(name="drain")(self._run_task)
        self._consumer = self._huey
        if redis_url:  # reading waits for a second, waking must not
            patient = {"storage_class": RedisStorage, "connection_pool": _pool(redis_url, 5)}
            patient["read_timeout"] = READ_TIMEOUT
            self._consumer = Huey("bhxh", results=False, serializer=serializer, **patient)
            self._consumer.task(name="drain")(self._run_task)

    def wake(self, conversation_id: int, channel: str) -> None:
        """Enqueue the conversation. What fails is counted; after it, a second goes without."""
        started = time.monotonic()
        if started < self._muted_until:
            self._counts.add("wake-dropped", channel)
            return
        try:
            self._drain(conversation_id, channel)
        except (RedisError, OSError) as error:
            self._counts.add("wake-dropped", channel)
            self._muted_until = time.monotonic() + MUTE
            log.warning("wake-up dropped", error=type(error).__name__)

    def schedule(self, conversation_id: int, channel: str, due_at: datetime) -> None:
        """Enqueue the conversation when `due_at` comes."""
        try:
            self._drain.schedule((conversation_id, channel), eta=due_at)
        except (RedisError, OSError):
            self._counts.add("wake-dropped", channel)

    def backlog(self) -> int:
        """Give how many wake-ups wait; 0 when nobody can tell."""
        try:
            return int(self._huey.pending_count())
        except (RedisError, OSError):
            return 0

    def run(self, task: Task, threads: int, stop: threading.Event) -> None:
        """Work with so many threads until `stop` is set and what is in hand has ended."""
        self._task = task
        self._slots = Slots(max(1, threads // 2), self._drain_one)
        loops: list[Any] = [Worker(self._consumer, stop, 0.1, 1.0, 1.5) for _ in range(threads)]
        loops.append(Scheduler(self._consumer, stop, 1, periodic=False))
        running = [
            threading.Thread(target=_loop, args=(loop, stop), name=f"engine-{i}", daemon=True)
            for i, loop in enumerate(loops)
        ]
        for thread in running:
            thread.start()
        stop.wait()
        ends = time.monotonic() + STOP_WITHIN
        for thread in running:
            thread.join(max(0.0, ends - time.monotonic()))

    def _run_task(self, conversation_id: int, channel: str) -> None:
        self._slots.run(channel, conversation_id)

    def _drain_one(self, channel: str, conversation_id: int) -> None:
        assert self._task is not None
        due_at = self._task(conversation_id)
        if due_at is not None:
            self.schedule(conversation_id, channel, due_at)


class Slots:
    """Keeps one channel from taking all workers: at most `limit` of them work for it at a time.

    A conversation that finds none free is left to the worker that will be free first; its own
    worker turns to other channels meanwhile.
    """

    def __init__(self, limit: int, work: Callable[[str, int], None]) -> None:
        self._limit = limit
        self._work = work
        self._lock = threading.Lock()
        self._busy: dict[str, int] = {}
        self._waiting: dict[str, deque[int]] = {}

    def run(self, channel: str, conversation_id: int) -> None:
        """Work on the conversation, and on those that wait for this slot after it."""
        with self._lock:
            if self._busy.get(channel, 0) >= self._limit:
                waiting = self._waiting.setdefault(channel, deque())
                if conversation_id not in waiting:
                    waiting.append(conversation_id)
                return
            self._busy[channel] = self._busy.get(channel, 0) + 1
        try:
            current: int | None = conversation_id
            while current is not None:
                self._work(channel, current)
                current = self._next(channel)
        except BaseException:
            self._free(channel)
            raise

    def _next(self, channel: str) -> int | None:
        with self._lock:
            waiting = self._waiting.get(channel)
            if waiting:
                return waiting.popleft()
            self._busy[channel] -= 1
            return None

    def _free(self, channel: str) -> None:
        with self._lock:
            self._busy[channel] -= 1


class _WaitingMemory(MemoryStorage):  # type: ignore[misc]
    """Huey's memory storage, whose readers sleep until there is something to read."""

    blocking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._filled = threading.Condition(self._lock)

    def enqueue(self, data: bytes, priority: int | None = None) -> None:
        with self._filled:
            super().enqueue(data, priority)
            self._filled.notify()

    def dequeue(self) -> bytes | None:
        with self._filled:
            if not self._queue:
                self._filled.wait(READ_TIMEOUT)
            data: bytes | None = super().dequeue()
            return data


def _pool(url: str, timeout: float) -> ConnectionPool:
    """Connections that never wait longer than `timeout` seconds and never retry by themselves."""
    return ConnectionPool.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )


def _loop(loop: Worker | Scheduler, stop: threading.Event) -> None:
    while not stop.is_set():
        loop.loop()
