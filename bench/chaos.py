"""Messages through both simulators while everything around them breaks; then the count.

    python -m bench.chaos [--messages 100000] [--people 5000] [--database sqlite|postgresql|both]

Nothing may be lost, state is applied exactly once, order holds in each conversation, nothing good
is dead, no lease is stuck. A reply may be repeated only where the platform had accepted it in the
instant of a fault; those are counted and printed.
"""

import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import click
import requests
from sqlalchemy import func, or_, select

from bench.deployment import (
    Deployment,
    Process,
    children,
    resident_mib,
    wait_for_web,
    wait_until_ready,
)
from bot.simulator.faults import Fault
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.database import Database
from bot.storage.models import Conversation, DeliveryCount, InboxEvent, OutboxMessage
from tests.services import PostgreSQL, Redis

TALKERS = 8
QUIET = 90.0  # seconds without a new answer after which what is missing is lost
LONGER_THAN_A_LEASE = 12.0
SETTLED = 30.0  # seconds in which the last echoes are handled and leases end


@dataclass
class Report:
    """What came of a run."""

    messages: int
    lost: int = 0
    out_of_order: int = 0
    applied_twice: int = 0
    repeated: int = 0
    dead: int = 0
    stuck: int = 0
    seconds: float = 0.0
    largest_mib: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not (self.lost or self.out_of_order or self.applied_twice or self.dead or self.stuck)


class Chaos:
    """One deployment, its talkers and its troubles."""

    def __init__(
        self,
        kind: str,
        messages: int,
        people: int,
        every: float,
        seed: int,
        lasting: float = 0.0,
    ) -> None:
        """A trouble `every` so many seconds, while people write for `lasting` seconds or longer."""
        self.kind, self.every = kind, every
        self.each = max(1, messages // people)
        self.breath = lasting * TALKERS / messages
        self.people = [f"24{number:010}" for number in range(people)]
        self.report = Report(self.each * people)
        self.dice = random.Random(seed)
        self.platforms = SimulatedPlatforms(echo=True, seed=seed)
        self.platforms.world.zalo_package = 10**9  # a backlog may need more than 8 an act
        self.stop = threading.Event()
        self.postgres = PostgreSQL() if kind == "postgresql" else None
        self.redis = Redis() if kind == "postgresql" else None

    def run(self) -> Report:
        started = time.monotonic()
        with self.platforms:
            self._start()
            try:
                self._talk_under_troubles()
                self._wait_for_the_rest()
                self._count()
            finally:
                self.stop.set()
                self.deployment.close()
                for server in (self.postgres, self.redis):
                    if server is not None:
                        server.close()
        self.report.seconds = time.monotonic() - started
        return self.report

    # -- the deployment ------------------------------------------------------------------------

    def _start(self) -> None:
        rates = {"ZALO_SEND_RATE": "0", "MESSENGER_SEND_RATE": "0"}
        environment = {**self.platforms.environment(), **rates}
        if self.postgres is not None and self.redis is not None:
            self.postgres.start()
            self.redis.start()
            environment["DATABASE_URL"] = self.postgres.create("chaos")
            environment["REDIS_URL"] = self.redis.url
        self.deployment = Deployment(environment, "bench.counting")
        if self.kind == "sqlite":
            self.webs = [self.deployment.start("run")]
            self.workers: list[Process] = []
        else:
            self.webs = [self.deployment.start("serve") for _ in range(2)]
            self.workers = [self.deployment.start("worker")[0] for _ in range(2)]
        wait_until_ready(self.webs[0][1])
        self.platforms.connect(self.webs[0][1])

    # -- people --------------------------------------------------------------------------------

    def _talk_under_troubles(self) -> None:
        talkers = [
            threading.Thread(target=self._talk, args=(self.people[at::TALKERS],))
            for at in range(TALKERS)
        ]
        troubles = threading.Thread(target=self._make_trouble)
        for thread in (*talkers, troubles):
            thread.start()
        for thread in talkers:
            thread.join()
        self.stop.set()
        troubles.join()
        self.platforms.faults.clear()

    def _talk(self, people: list[str]) -> None:
        session = requests.Session()
        session.trust_env = False
        for number in range(self.each):
            for person in people:
                self._say(session, person, number)
                time.sleep(self.breath)
        session.close()

    def _say(self, session: requests.Session, person: str, number: int) -> None:
        """As a platform: deliver again until the product says that it has the message."""
        text = f"tin {number}"
        if int(person) % 2:
            event = self.platforms.zalo.text(person, text, msg_id=f"z{person}-{number}")
            self.platforms.zalo.note(event)
            path, signed = "zalo", self.platforms.zalo.signed(event)
        else:
            item = self.platforms.messenger.text(person, text, mid=f"m_{person}-{number}")
            self.platforms.messenger.note(item)
            body = self.platforms.messenger.body([item])
            path, signed = "messenger", self.platforms.messenger.signed(body)
        while True:
            url = f"{self.dice.choice(self.webs)[1]}/webhooks/{path}"
            try:
                answer = session.post(url, data=signed.body, headers=signed.headers, timeout=5)
                if answer.status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.05)

    # -- troubles ------------------------------------------------------------------------------

    def _make_trouble(self) -> None:
        troubles: list[Callable[[], None]] = [self._kill_web, self._expire, *self._bad_answers()]
        if self.kind == "sqlite":
            troubles += [self._fill_disk, self._kill_engine, self._pause_engine]
        else:
            troubles += [self._kill_worker, self._pause_worker, self._restart_postgres]
            troubles += [self._replace_worker, self._replace_web]
            troubles += [self._flush_redis, self._restart_redis]
        self.dice.shuffle(troubles)
        while not self.stop.is_set():
            for trouble in troubles:
                self.report.faults[trouble.__name__.strip("_")] += 1
                trouble()
                if self.stop.wait(self.every):
                    return

    def _bad_answers(self) -> list[Callable[[], None]]:
        """Some of the next calls of the platforms go wrong, each in its way."""
        kinds = {
            "http_429": Fault(
                "status", status=429, times=20, share=0.5, headers={"Retry-After": "1"}
            ),
            "http_500": Fault("status", status=500, times=40, share=0.3),
            "reset": Fault("reset", times=20, share=0.3),
            "reset_after_taking": Fault("reset", times=10, share=0.3, accepted=True),
            "slow_body": Fault("slow", times=20, share=0.3, seconds=1.0),
            "time_out_after_taking": Fault("silent", times=2, seconds=9.0, accepted=True),
            "time_out": Fault("silent", times=2, seconds=9.0),
        }

        def add(name: str) -> Callable[[], None]:
            def strike() -> None:
                self.platforms.faults.add(Fault(**vars(kinds[name])))

            strike.__name__ = name
            return strike

        return [add(name) for name in kinds]

    def _kill_web(self) -> None:
        process, url = self.dice.choice(self.webs)
        process.kill()
        process.start()
        wait_for_web(process, url)

    def _kill_worker(self) -> None:
        process = self.dice.choice(self.workers)
        process.kill()
        process.start()

    def _replace_worker(self) -> None:
        """As in a rolling restart: SIGTERM, then a successor."""
        process = self.dice.choice(self.workers)
        process.stop(within=10.0)
        process.start()

    def _replace_web(self) -> None:
        process, url = self.dice.choice(self.webs)
        process.stop(within=10.0)
        process.start()
        wait_for_web(process, url)

    def _pause_worker(self) -> None:
        self.dice.choice(self.workers).pause(LONGER_THAN_A_LEASE)

    def _engines(self) -> list[int]:
        return children(self.webs[0][0].pid)

    def _kill_engine(self) -> None:
        for engine in self._engines():
            os.kill(engine, signal.SIGKILL)

    def _pause_engine(self) -> None:
        engines = self._engines()
        for engine in engines:
            os.kill(engine, signal.SIGSTOP)
        time.sleep(LONGER_THAN_A_LEASE)
        for engine in engines:
            os.kill(engine, signal.SIGCONT)

    def _fill_disk(self) -> None:
        """No file of the product may grow for three seconds, as on a full disk."""
        infinite = resource.RLIM_INFINITY
        pids = [self.webs[0][0].pid, *self._engines()]
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, infinite))
        time.sleep(3)
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (infinite, infinite))

    def _restart_postgres(self) -> None:
        assert self.postgres is not None
        self.postgres.restart()

    def _flush_redis(self) -> None:
        assert self.redis is not None
        self.redis.flush()

    def _restart_redis(self) -> None:
        assert self.redis is not None
        self.redis.restart()

    def _expire(self) -> None:
        self.platforms.expire_token("zalo")

    # -- the count -----------------------------------------------------------------------------

    def _answers(self) -> dict[str, list[str]]:
        answers: dict[str, list[str]] = {}
        for sent in self.platforms.sent():
            answers.setdefault(sent.person, []).append(sent.text)
        return answers

    def _wait_for_the_rest(self) -> None:
        """Until all are answered, or nothing new came for a good while."""
        best, last_new = 0, time.monotonic()
        while best < self.report.messages and time.monotonic() - last_new < QUIET:
            answered = sum(len(set(texts)) for texts in self._answers().values())
            if answered > best:
                best, last_new = answered, time.monotonic()
            time.sleep(0.5)
        self.platforms.background.wait()

    def _count(self) -> None:
        report = self.report
        answers = self._answers()
        expected = [f"{number + 1} tin {number}" for number in range(self.each)]
        for person in self.people:
            texts = answers.get(person, [])
            first = list(dict.fromkeys(texts))
            report.repeated += len(texts) - len(first)
            heard = {text.split(" ", 1)[1] for text in first}
            report.lost += self.each - len(heard)
            report.applied_twice += len(first) - len(heard)
            report.out_of_order += int(first != expected and len(heard) == self.each)
        processes = [process.pid for process, _ in self.webs] + [w.pid for w in self.workers]
        processes += self._engines()
        report.largest_mib = max(resident_mib(pid) for pid in processes)
        self._look_into_the_tables()

    def _look_into_the_tables(self) -> None:
        environment = self.deployment.environment
        database = Database(environment["DATABASE_URL"], environment["ENCRYPTION_KEYS"])
        self.report.stuck = _stuck(database)
        with database.read() as session:
            for table in (InboxEvent, OutboxMessage):
                dead = select(func.count()).where(table.status == "dead")
                self.report.dead += session.scalar(dead) or 0
            for row in session.scalars(select(DeliveryCount)):
                key = f"{row.name} {row.label}".strip()
                self.report.counts[key] = self.report.counts.get(key, 0) + row.count
        database.close()


def _stuck(database: Database) -> int:
    """Count the conversations that are still busy long after all was answered."""
    busy = select(func.count()).where(
        or_(Conversation.due_at.is_not(None), Conversation.lease_until.is_not(None))
    )
    ends = time.monotonic() + SETTLED
    while True:
        with database.read() as session:
            count = session.scalar(busy) or 0
        if not count or time.monotonic() > ends:
            return count
        time.sleep(0.5)


def table(kind: str, report: Report) -> str:
    """Give a run as rows of a Markdown table."""
    faults = ", ".join(f"{name} {count}" for name, count in sorted(report.faults.items()))
    return (
        f"| {kind} | {report.messages:,} | {report.lost} | {report.applied_twice} | "
        f"{report.out_of_order} | {report.dead} | {report.stuck} | {report.repeated} | "
        f"{report.largest_mib} MiB | {report.seconds:.0f} s |\n\nFaults: {faults}\n"
    )


@click.command()
@click.option("--messages", default=100_000)
@click.option("--people", default=5_000)
@click.option("--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both")
@click.option("--every", default=5.0, help="seconds between two troubles")
@click.option("--seed", default=1)
def main(messages: int, people: int, database: str, every: float, seed: int) -> None:
    """Run it and print the table; exits with 1 when a promise was broken."""
    kinds = ["sqlite", "postgresql"] if database == "both" else [database]
    click.echo(
        "| database | messages | lost | applied twice | out of order | dead | stuck | repeated |"
        " memory | time |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    good = True
    for kind in kinds:
        report = Chaos(kind, messages, people, every, seed).run()
        click.echo(table(kind, report))
        click.echo(f"Counted by the product: {report.counts}\n")
        good = good and report.good
    if not good:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
