"""How often one address may try to sign in."""

import structlog
from limits import parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

PER_ADDRESS = parse("30/5 minutes")

log = structlog.get_logger()


class SignInLimits:
    """Counts attempts in this process, and through Redis for all processes where there is one."""

    def __init__(self, redis_url: str) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None
        if redis_url:
            storage = RedisStorage(redis_url, socket_timeout=1, socket_connect_timeout=1)
            self._shared = FixedWindowRateLimiter(storage)

    def allows(self, address: str) -> bool:
        """Count an attempt; False when there were too many."""
        if self._shared is not None:
            try:
                return self._shared.hit(PER_ADDRESS, "sign-in", address)
            except RedisError as error:
                log.warning("sign-ins are counted here only", error=type(error).__name__)
        return self._own.hit(PER_ADDRESS, "sign-in", address)
