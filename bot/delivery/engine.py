"""The engine says that there is work; the tables say what. Huey, in memory or on Redis.

A wake-up may be lost, doubled or late: the sweep finds what is due within a second. So waking never
raises and never waits, and the engine can be exchanged for any other that wakes, runs and stops.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog
from huey import Huey
from huey.api import TaskWrapper
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

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        """Say that conversations of a channel have work. Never raises."""
        ...


class NoWaker:
    """For a process that leaves waking to the sweep."""

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        """Do nothing."""


class Engine:
    """One queue for each channel: a slow platform holds up nobody else's conversations."""

    def __init__(self, redis_url: str, secret: str, counts: Counts) -> None:
        self._redis_url = redis_url
        self._serializer = SignedSerializer(secret=secret)
        self._counts = counts
        self._muted_until = 0.0
        self._task: Task | None = None
        self._queues: dict[str, _Queue] = {}
        self._opening = threading.Lock()

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        """Enqueue them in one go. What fails is counted; after it, a second goes without."""
        started = time.monotonic()
        if started < self._muted_until:
            self._counts.add("wake-dropped", channel, by=len(conversations))
            return
        try:
            queue = self._queue(channel)
            tasks = [queue.drain.s(conversation, channel) for conversation in conversations]
            queue.waking.storage.enqueue_all([queue.waking.serialize_task(task) for task in tasks])
        except (RedisError, OSError) as error:
            self._counts.add("wake-dropped", channel, by=len(conversations))
            self._muted_until = time.monotonic() + MUTE
            log.warning("wake-up dropped", error=type(error).__name__)

    def schedule(self, conversation_id: int, channel: str, due_at: datetime) -> None:
        """Enqueue the conversation when `due_at` comes."""
        try:
            self._queue(channel).drain.schedule((conversation_id, channel), eta=due_at)
        except (RedisError, OSError):
            self._counts.add("wake-dropped", channel)

    def backlog(self, channels: Iterable[str]) -> int:
        """Give how many wake-ups of the channels wait; 0 when nobody can tell."""
        try:
            return sum(int(self._queue(channel).waking.pending_count()) for channel in channels)
        except (RedisError, OSError):
            return 0

    def run(
        self, task: Task, channels: Collection[str], threads: int, stop: threading.Event
    ) -> None:
        """Work until `stop` is set and what is in hand has ended.

        Each channel has half of `threads` to itself; they sleep while there is nothing for them.
        """
        self._task = task
        loops: list[Worker | Scheduler] = []
        for channel in channels:
            huey = self._queue(channel).working
            loops += [Worker(huey, stop, 0.1, 1.0, 1.5) for _ in range(max(1, threads // 2))]
            loops.append(Scheduler(huey, stop, 1, periodic=False))
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

    def _queue(self, channel: str) -> "_Queue":
        queue = self._queues.get(channel)
        if queue is None:
            with self._opening:
                queue = self._queues.get(channel) or self._open(channel)
                self._queues[channel] = queue
        return queue

    def _open(self, channel: str) -> "_Queue":
        name = f"bhxh-{channel}"
        if not self._redis_url:
            huey = Huey(
                name, results=False, serializer=self._serializer, storage_class=_WaitingMemory
            )
            return _Queue(huey, huey, huey.task(name="drain")(self._run_task))
        waking = self._on_redis(name, WAKE_WITHIN)
        working = self._on_redis(name, 5, read_timeout=READ_TIMEOUT)  # reading waits, waking never
        working.task(name="drain")(self._run_task)
        return _Queue(waking, working, waking.task(name="drain")(self._run_task))

    def _on_redis(self, name: str, timeout: float, **more: Any) -> Huey:
        return Huey(
            name,
            results=False,
            serializer=self._serializer,
            storage_class=_Redis,
            connection_pool=_pool(self._redis_url, timeout),
            **more,
        )

    def _run_task(self, conversation_id: int, channel: str) -> None:
        assert self._task is not None
        due_at = self._task(conversation_id)
        if due_at is not None:
            self.schedule(conversation_id, channel, due_at)


@dataclass(frozen=True)
class _Queue:
    """One channel's Huey: to wake by, to work from, and its task."""

    waking: Huey
    working: Huey
    drain: TaskWrapper


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

    def enqueue_all(self, messages: Iterable[bytes]) -> None:
        for data in messages:
            self.enqueue(data)

    def dequeue(self) -> bytes | None:
        with self._filled:
            if not self._queue:
                self._filled.wait(READ_TIMEOUT)
            data: bytes | None = super().dequeue()
            return data


class _Redis(RedisStorage):  # type: ignore[misc]
    """Huey's storage on Redis, which takes many messages in one round trip."""

    def enqueue_all(self, messages: Collection[bytes]) -> None:
        self.conn.lpush(self.queue_key, *messages)


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
