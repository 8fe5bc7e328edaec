"""How fast one session of the web chat may write."""

import math
import time

import structlog
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

PER_MINUTE = RateLimitItemPerMinute(120)  # what a flood holds stays in the record

log = structlog.get_logger()


class ChatLimits:
    """Counts the messages of each session, in this process or through Redis."""

    def __init__(self, redis_url: str) -> None:
        storage = (
            RedisStorage(redis_url, socket_timeout=1, socket_connect_timeout=1)
            if redis_url
            else MemoryStorage()
        )
        self._limiter = SlidingWindowCounterRateLimiter(storage)

    def pause(self, person: str) -> int:
        """Count a message. Gives 0 when it may pass, else how many seconds to wait.

        Without Redis everything passes: a citizen is not turned away for our fault.
        """
        try:
            if self._limiter.hit(PER_MINUTE, "chat", person):
                return 0
            reset = self._limiter.get_window_stats(PER_MINUTE, "chat", person).reset_time
        except RedisError as error:
            log.warning("chat is not limited", error=type(error).__name__)
            return 0
        return max(1, math.ceil(reset - time.time()))
