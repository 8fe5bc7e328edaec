"""The list of leads and its export: `python -m bench.console [--postgres] [--rows 1000000]`.

Prints the milliseconds of a page of the list on 100,000 leads, as a browser gets it, signed in, for
filters that offices use: the median and the slowest of ten by the clock, and the processor's part,
which a busy machine does not change. Then seconds, megabytes of the file and megabytes of memory of
an export in a process of its own, small and large. Goals: under 200 ms a page; memory that does not
grow with the rows.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import click
from cryptography.fernet import Fernet
from sqlalchemy import Table, func, insert, select

from bot.delivery.exports import Exports
from bot.leads import export_jobs
from bot.leads.queries import LeadFilter
from bot.leads.search import words_of
from bot.leads.statuses import STATUSES
from bot.leads.text import fold
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.exports import Export
from bot.storage.migrate import migrate
from bot.storage.outreach import Lead, LeadWord, User
from tests.console.office import START, Desk, OfficeAtWork
from tests.services import PostgreSQL

LEADS = 100_000
SMALL = 10_000  # rows of the export that the large one is compared with
TIMES = 10
BATCH = 5_000
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Nguyễn", "Huỳnh", "Phan", "Võ", "Nguyễn", "Đặng")
MIDDLE = ("Thị", "Văn", "Thị", "Ngọc", "Hữu", "Thanh", "Đức")
GIVEN = ("Bé", "Hoa", "Tèo", "Mai", "Lan", "Hùng", "Dũng", "Thảo", "Tuyết", "Phượng", "Yến")
WARDS = tuple(f"Phường Mẫu {number}" for number in range(1, 41))
TEAMS = 13
PAGES = (
    ("all leads", "/leads"),
    ("the last page", "/leads?page=2000"),
    ("by name", "/leads?sort=name"),
    ("by name, in the middle", "/leads?sort=name&page=1000"),
    ("longest without contact", "/leads?sort=contact"),
    ("one status", "/leads?status=later"),
    ("one status, nearest step first", "/leads?status=later&sort=next"),
    ("due", "/leads?due=1"),
    ("a team's", "/leads?team=3"),
    ("a team's of a month by name", "/leads?team=3&from=2026-10-01&to=2026-10-31&sort=name"),
    ("a reason and a source", "/leads?reason=Chưa tin&source=Họp thôn"),
)
SEARCHES = ("nguyen", "nguyen thi hoa", "đặng ngọc bé mẫu 7", "456", "0905 000 456", "KH-050000")


def lead(number: int) -> dict[str, Any]:
    """Give the row of a lead; all have one number, and a search hash of their own."""
    name = f"{FAMILY[number % 10]} {MIDDLE[number % 7]} {GIVEN[number % 11]}"
    ward = WARDS[number % 40]
    left = START - timedelta(minutes=number % 500_000)
    return {
        "id": number,
        "code": f"KH-{number:06}",
        "name": name,
        "name_folded": fold(name),
        "phone": "+84905000456",
        "phone_hash": f"{number:064}",
        "phone_last": f"{number % 1000:03}",
        "ward": ward,
        "place": f"Khối phố {number % 20}, {ward}",
        "place_folded": fold(f"Khối phố {number % 20}, {ward}"),
        "hamlet": f"Khối phố {number % 20}",
        "need": "Hỏi mức đóng hằng tháng",
        "channel": ("zalo", "messenger", "staff")[number % 3],
        "source": ("Họp thôn", "Tờ rơi", "")[number % 3],
        "status": tuple(STATUSES)[number * 7 % 9],
        "reason": ("", "Chưa tin", "Chưa có tiền")[number % 3],
        "team_id": number % TEAMS + 1,
        "next_step_on": (START + timedelta(days=number % 60 - 5)).date() if number % 2 else None,
        "last_contact_at": left if number % 3 else None,
        "consent_at": left,
        "consent_version": "bench",
        "created_at": left,
        "updated_at": left,
    }


def fill(database: Database, last: int, *, searchable: bool = True) -> None:
    """Add leads until there are `last`, with their words when they are to be searched."""
    with database.read() as session:
        first = (session.scalar(select(func.max(Lead.id))) or 0) + 1
    with database.engine.connect().execution_options(writes=True) as connection:
        for rows in _batches(lead(number) for number in range(first, last + 1)):
            with connection.begin():
                connection.execute(insert(_table(Lead)), rows)
                if searchable:
                    words = [word for row in rows for word in _words(row)]
                    connection.execute(insert(_table(LeadWord)), words)


def _words(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for word in words_of(row["name_folded"], row["place_folded"]):
        yield {"word": word, "lead_id": row["id"]}


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _table(model: type[Any]) -> Table:
    table: Table = model.__table__
    return table


def pages(desk: Desk, title: str) -> None:
    """Print the milliseconds of each page and search."""
    click.echo(f"| {title}, {LEADS:,} leads | median | slowest | CPU |\n|---|---|---|---|")
    for name, path in PAGES:
        _row(name, [_timed(desk, path) for _ in range(TIMES)])
    for text in SEARCHES:
        path = desk.post("/leads/search", text=text).headers["Location"].removeprefix("/staff")
        _row(f"search “{text}”", [_timed(desk, path) for _ in range(TIMES)])


def _timed(desk: Desk, path: str) -> tuple[float, float]:
    begin, cpu = perf_counter(), process_time()
    answer = desk.get(path)
    took, worked = perf_counter() - begin, process_time() - cpu
    assert answer.status_code == 200, path
    return took * 1000, worked * 1000


def _row(name: str, taken: Sequence[tuple[float, float]]) -> None:
    took, worked = zip(*taken, strict=True)
    click.echo(f"| {name} | {median(took):.0f} ms | {max(took):.0f} ms | {median(worked):.0f} ms |")


def export(url: str, keys: str, kind: str, rows: int) -> None:
    """Make the export of all `rows` leads in this process and print what it cost."""
    database = Database(url, keys)
    office = OfficeAtWork(database)
    with database.read() as session:
        viewer = Viewer.of(session.scalars(select(User)).first())  # type: ignore[arg-type]
    number = database.write(
        lambda session: export_jobs.ask(
            session, viewer, LeadFilter(), kind, f"bench.{kind}", rows, START
        )
    )
    begin = perf_counter()
    assert Exports(office.services).once()
    took = perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with database.read() as session:
        made = session.get_one(Export, number)
        assert (made.status, made.rows) == ("done", rows), (made.status, made.rows)
        click.echo(
            f"| {kind}, {rows:,} rows | {took:.0f} s | {made.size / 2**20:.0f} MB | {peak:.0f} MB |"
        )
    while database.write(lambda session: export_jobs.drop_parts(session, number)):
        pass
    database.close()


def exports(url: str, keys: str, rows: int) -> None:
    """Print what the export of all leads costs, in a process of its own for each kind."""
    for kind in ("csv", "xlsx"):
        job = (url, keys, kind, str(rows))
        subprocess.run([sys.executable, "-m", "bench.console", "--job", *job], check=True)


def measure(url: str, title: str, rows: int) -> None:
    """Fill an empty database step by step and measure on the way."""
    keys = Fernet.generate_key().decode()
    migrate(url)
    database = Database(url, keys)
    office = OfficeAtWork(database)
    for number in range(1, TEAMS + 1):
        office.team(f"to-{number}", WARDS[number])
    office.user("bench")
    fill(database, SMALL)
    click.echo("| export | time | file | memory at its peak |\n|---|---|---|---|")
    exports(url, keys, SMALL)
    fill(database, LEADS)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    pages(office.staff("bench"), title)
    if rows > LEADS:
        fill(database, rows, searchable=False)
        click.echo("| export | time | file | memory at its peak |\n|---|---|---|---|")
        exports(url, keys, rows)
    database.close()


@click.command()
@click.option("--rows", default=1_000_000, help="rows of the large export; 0 = none")
@click.option("--postgres", is_flag=True, help="on PostgreSQL instead of SQLite")
@click.option("--job", nargs=4, hidden=True)
def main(rows: int, postgres: bool, job: tuple[str, str, str, str] | None) -> None:
    """Print the figures of the list of leads and its export."""
    if job:
        url, keys, kind, count = job
        export(url, keys, kind, int(count))
        return
    if postgres:
        server = PostgreSQL().start()
        try:
            measure(server.create("bench"), "PostgreSQL", rows)
        finally:
            server.close()
        return
    with tempfile.TemporaryDirectory() as directory:
        measure(f"sqlite:///{Path(directory) / 'bench.db'}", "SQLite", rows)


if __name__ == "__main__":
    main()
