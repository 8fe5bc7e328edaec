"""How often one address may try to sign in, counted here and through Redis."""

from bot.console.limits import SignInLimits

MOST = 30


def test_processes_that_share_redis_count_together(redis_url):
    one, other = SignInLimits(redis_url), SignInLimits(redis_url)
    assert all(one.allows("10.0.0.1") for _ in range(MOST - 1))
    assert other.allows("10.0.0.1")
    assert not one.allows("10.0.0.1")
    assert one.allows("10.0.0.2")


def test_without_redis_each_process_still_counts():
    limits = SignInLimits("redis://127.0.0.1:9/0")
    assert all(limits.allows("10.0.0.1") for _ in range(MOST))
    assert not limits.allows("10.0.0.1")
