"""Sends a second of an account, shared by all workers through Redis, or of one process."""

import time

import structlog
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

LONGEST = 1.0  # seconds that a send waits for its turn before it is put off
PAUSE = 0.02  # seconds between two looks

log = structlog.get_logger()


class Rates:
    """Lets a send through when its account's rate allows it."""

    def __init__(self, redis_url: str) -> None:
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: SlidingWindowCounterRateLimiter | None = None
        if redis_url:
            storage = RedisStorage(redis_url, socket_timeout=1, socket_connect_timeout=1)
            self._shared = SlidingWindowCounterRateLimiter(storage)

    def take(self, channel: str, account: str, per_second: int) -> bool:
        """Wait up to a second for a turn. False when there is none; 0 a second = no limit."""
        if per_second <= 0:
            return True
        item = RateLimitItemPerSecond(per_second)
        ends = time.monotonic() + LONGEST
        while not self._hit(item, channel, account):
            if time.monotonic() > ends:
                return False
            time.sleep(PAUSE)
        return True

    def _hit(self, item: RateLimitItemPerSecond, channel: str, account: str) -> bool:
        if self._shared is not None:
            try:
                return self._shared.hit(item, "send", channel, account)
            except RedisError as error:
                log.warning("rates are this process's own", error=type(error).__name__)
        return self._own.hit(item, "send", channel, account)
