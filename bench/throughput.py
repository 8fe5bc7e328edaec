"""The whole way: webhook in → reply taken by the simulated platform.

    python -m bench.throughput [--seconds 20] [--part embedded|workers|all]

Embedded: SQLite, `run` alone. Workers: PostgreSQL and Redis, 1, 2 and 4 workers of 8 threads,
against platforms that answer after 300 ms. Load generator and platforms share the two cores.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import click

from bench import load
from bench.deployment import Deployment, wait_until_ready
from bench.platform import Platform, person
from tests.services import PostgreSQL, Redis

TEXT = "bhxh tự nguyện là gì"
CONNECTIONS = 32
A_MINUTE = 30  # messages that a person sends at most
QUIET = 30.0  # seconds without a new reply after which a run is over
RATES = {"ZALO_SEND_RATE": "0", "MESSENGER_SEND_RATE": "0"}


@dataclass
class Way:
    """What a run measured: replies a second and milliseconds from webhook to reply."""

    messages: int
    replies: int
    rate: float
    p50: float
    p95: float
    p99: float


def measure(
    platform: Platform, url: str, messages: int, people: int, rate: float, round_number: int
) -> Way:
    """Let `people` send `messages` in turn at `rate` (0 = all at once) and follow the replies."""
    first = round_number * 1_000_000
    requests = [
        platform.webhook(url, number % people, first + number, TEXT) for number in range(messages)
    ]
    before = len(platform.sent())
    seconds = messages / rate + 5 if rate else 120.0
    result = load.run(url, requests, CONNECTIONS, seconds, rate)
    assert not result.refused, f"{result.refused} requests were refused"
    replies = _wait(platform, before, messages)
    taken = [item["at"] / 1000 for item in replies]
    latencies = _latencies(result.due, replies, people)
    span = max(taken) - min(result.due)
    return Way(
        messages,
        len(replies),
        len(replies) / span,
        *(_percentile(latencies, share) for share in (0.5, 0.95, 0.99)),
    )


def _wait(platform: Platform, before: int, messages: int) -> list[dict[str, object]]:
    """Wait for all replies, or until none comes any more."""
    replies: list[dict[str, object]] = []
    last_new = time.monotonic()
    while len(replies) < messages and time.monotonic() - last_new < QUIET:
        time.sleep(1.0)
        now = [dict(item) for item in platform.sent()[before:]]
        if len(now) > len(replies):
            replies, last_new = now, time.monotonic()
    return replies


def _latencies(
    due: Sequence[float], replies: Sequence[dict[str, object]], people: int
) -> list[float]:
    """Give each reply's milliseconds: a person's n-th reply answers the n-th message."""
    asked: dict[str, list[float]] = {}
    for number, at in enumerate(due):
        asked.setdefault(person(number % people), []).append(at)
    latencies = []
    for reply in replies:
        times = asked[str(reply["person"])]
        latencies.append(float(str(reply["at"])) - times.pop(0) * 1000)
    return latencies


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def embedded(seconds: float) -> None:
    """Print what one machine does: as fast as it goes at 0 and 100 ms, and latency at 50/s."""
    click.echo(
        "| embedded, SQLite | messages | replies/s | p50 | p95 | p99 |\n|---|---|---|---|---|---|"
    )
    with Platform() as platform:
        deployment = Deployment({**platform.environment, **RATES})
        try:
            _, url = deployment.start("run")
            wait_until_ready(url)
            people = 2000
            platform.open_windows(people)
            measure(platform, url, 200, people, 0, 0)  # warm
            runs = [
                ("50/s, answer after 0 ms", int(50 * seconds), 50.0, 0.0),
                ("as fast as it goes, 0 ms", int(150 * seconds), 0.0, 0.0),
                ("as fast as it goes, 100 ms", int(50 * seconds), 0.0, 0.1),
            ]
            for number, (name, messages, rate, delay) in enumerate(runs, 1):
                platform.answer_after(delay)
                _row(name, measure(platform, url, messages, people, rate, number))
        finally:
            deployment.close()


def workers(seconds: float) -> None:
    """Print how workers add up when the platforms are slow."""
    click.echo(
        "\n| PostgreSQL + Redis, 300 ms | messages | replies/s | p50 | p95 | p99 |\n"
        "|---|---|---|---|---|---|"
    )
    rates: dict[int, float] = {}
    for count in (1, 2, 4):
        way = _with_workers(count, seconds)
        rates[count] = way.rate
        _row(f"{count} worker{'s' if count > 1 else ''} of 8 threads", way)
    for count in (2, 4):
        times = rates[count] / rates[1]
        click.echo(f"\n{count} workers: {times:.2f} times one, efficiency {times / count:.0%}")


def _with_workers(count: int, seconds: float) -> Way:
    postgres, redis = PostgreSQL().start(), Redis().start()
    try:
        with Platform() as platform:
            environment = {"DATABASE_URL": postgres.create("bench"), "REDIS_URL": redis.url}
            deployment = Deployment({**platform.environment, **RATES, **environment})
            try:
                _, url = deployment.start("serve")
                for _ in range(count):
                    deployment.start("worker", WORKER_THREADS="8")
                wait_until_ready(url)
                messages = int(20 * count * seconds)
                people = max(200, messages)
                platform.open_windows(people)
                measure(platform, url, 40 * count, people, 0, 0)  # warm
                platform.answer_after(0.3)
                return measure(platform, url, messages, people, 0, 1)
            finally:
                deployment.close()
    finally:
        redis.close()
        postgres.close()


def _row(name: str, way: Way) -> None:
    lost = "" if way.replies >= way.messages else f" ({way.messages - way.replies} missing)"
    click.echo(
        f"| {name} | {way.messages}{lost} | {way.rate:.0f} | {way.p50:.0f} ms | "
        f"{way.p95:.0f} ms | {way.p99:.0f} ms |"
    )


@click.command()
@click.option("--seconds", default=20.0)
@click.option("--part", type=click.Choice(["embedded", "workers", "all"]), default="all")
def main(seconds: float, part: str) -> None:
    """Run it and print the tables."""
    if part in ("embedded", "all"):
        embedded(seconds)
    if part in ("workers", "all"):
        workers(seconds)


if __name__ == "__main__":
    main()
