"""Acknowledgement: the product's webhook against a bare Flask view on the same server.

    python -m bench.webhook [--seconds 8] [--database sqlite|postgresql|both]

One web process each. "off" is without a process that drains, "draining" with one on the same two
cores, which the load generator and the simulated platforms share too. Bare runs before and after
each measurement, so that a machine that slows down meanwhile is noticed.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import click

from bench import load
from bench.deployment import ROOT, Deployment, Process, wait_for_web, wait_until_ready
from bench.platform import Platform
from bench.throughput import RATES, TEXT
from tests.services import PostgreSQL, Redis, free_port

CONNECTIONS = 32
PEOPLE = 2000
WARM = 1.0  # seconds
FASTEST = 4000  # requests a second that are prepared


@dataclass
class Webhook:
    """A running product and the requests for it."""

    platform: Platform
    url: str
    made: int = 0

    def load(self, seconds: float, rate: float = 0.0) -> load.Result:
        """Post messages, each a new one, for so many seconds."""
        count = int(seconds * (rate or FASTEST))
        requests = [
            self.platform.webhook(self.url, number % PEOPLE, number, TEXT)
            for number in range(self.made, self.made + count)
        ]
        self.made += count
        result = load.run(self.url, requests, CONNECTIONS, seconds, rate)
        assert not result.refused, f"{result.refused} requests were refused"
        return result


def bare(seconds: float) -> load.Result:
    """Measure the bare view."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "bench.bare", str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for_web(Process(command, {}, ROOT / "bench" / "bare.py", process), url)
        post = load.request(f"{url}/", b'{"object":"page","entry":[]}' * 10, {})
        load.run(url, [post] * int(WARM * FASTEST), CONNECTIONS, WARM)
        return load.run(url, [post] * int(seconds * FASTEST), CONNECTIONS, seconds)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def product(kind: str, draining: bool) -> Iterator[Webhook]:
    """Run the product on a database, with or without a process that drains."""
    with ExitStack() as stack:
        platform = stack.enter_context(Platform())
        environment = {**platform.environment, **RATES}
        if kind == "postgresql":
            postgres, redis = PostgreSQL().start(durable=True), Redis().start()
            stack.callback(postgres.close)
            stack.callback(redis.close)
            environment |= {"DATABASE_URL": postgres.create("bench"), "REDIS_URL": redis.url}
        deployment = Deployment(environment)
        stack.callback(deployment.close)
        if kind == "postgresql":
            _, url = deployment.start("serve")
            if draining:
                deployment.start("worker")
        else:
            _, url = deployment.start("run" if draining else "serve")
        if draining:
            wait_until_ready(url)
            platform.open_windows(PEOPLE)
        webhook = Webhook(platform, url)
        webhook.load(WARM, 200)
        yield webhook


def compare(kind: str, seconds: float) -> list[str]:
    """Give the rows of one database."""
    rows = []
    for draining in (False, True):
        before = bare(seconds / 2)
        with product(kind, draining) as webhook:
            full = webhook.load(seconds)
            half = webhook.load(seconds, full.rate / 2) if draining else None
        after = bare(seconds / 2)
        plain = (before.rate + after.rate) / 2
        name = f"{kind}, {'draining' if draining else 'draining off'}"
        rows.append(
            f"| {name} | {plain:.0f} | {full.rate:.0f} | {full.rate / plain:.2f} | "
            f"{full.percentile(0.5):.0f} ms | {full.percentile(0.99):.0f} ms | "
            + (f"{half.percentile(0.99):.0f} ms |" if half else "|")
        )
    return rows


@click.command()
@click.option("--seconds", default=8.0)
@click.option("--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both")
def main(seconds: float, database: str) -> None:
    """Run it and print the table (goals: 0.55 with draining off, 0.35 while it drains)."""
    click.echo(
        "| webhook | bare/s | product/s | share | p50 | p99 | p99 at half |\n"
        "|---|---|---|---|---|---|---|"
    )
    for kind in ["sqlite", "postgresql"] if database == "both" else [database]:
        for row in compare(kind, seconds):
            click.echo(row)


if __name__ == "__main__":
    main()
