"""Writes are durable, grouped and alone; migrations and models agree."""

import threading
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from bot.storage import accounts, directory, notices, outreach  # noqa: F401 - all tables
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.migrate import is_current, migrate
from bot.storage.models import Alert, Base
from tests.conftest import KEYS
from tests.services import PostgreSQL

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def add(key: str, *, fail: bool = False):
    def change(session: Session) -> str:
        session.execute(insert(Alert).values(key=key, message="x", opened_at=NOW))
        if fail:
            raise ValueError(key)
        return key

    return change


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Alert.key).order_by(Alert.id)))


def test_a_write_returns_what_the_change_returns(database: Database) -> None:
    assert database.write(add("one")) == "one"
    assert keys(database) == ["one"]


def test_a_change_that_fails_leaves_nothing_and_harms_no_neighbour(database: Database) -> None:
    barrier = threading.Barrier(20)
    outcomes: list[str] = []

    def run(number: int) -> None:
        barrier.wait()
        try:
            outcomes.append(database.write(add(str(number), fail=number % 4 == 0)))
        except ValueError as error:
            outcomes.append(f"failed {error}")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = sorted(str(number) for number in range(20) if number % 4)
    assert sorted(keys(database)) == good
    assert len(outcomes) == 20


def test_a_broken_constraint_is_told_to_its_own_caller(database: Database) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.execute(insert(Alert).values(id=7, key="k", message="x", opened_at=NOW))

    with pytest.raises(IntegrityError):
        database.write(twice)
    assert keys(database) == []
    assert database.write(add("after")) == "after"


def test_an_error_tells_no_values_because_they_are_peoples_data(database: Database) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.execute(insert(Alert).values(id=7, key="k", message="Bé", opened_at=NOW))

    with pytest.raises(IntegrityError) as caught:
        database.write(twice)
    assert "Bé" not in str(caught.value)
    assert "INSERT INTO alerts" in str(caught.value)


def test_sqlite_commits_wait_for_the_disk(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_two_databases_on_one_sqlite_file_write_side_by_side(sqlite_url: str) -> None:
    pair = [Database(sqlite_url, KEYS), Database(sqlite_url, KEYS)]

    def run(database: Database, name: str) -> None:
        for number in range(100):
            database.write(add(f"{name}{number}"))

    threads = [
        threading.Thread(target=run, args=(database, name))
        for database, name in zip(pair, "ab", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys(pair[0])) == 200
    for database in pair:
        database.close()


def test_a_closed_database_says_so(sqlite_url: str) -> None:
    database = Database(sqlite_url, KEYS)
    database.write(add("one"))
    database.close()
    with pytest.raises(StorageError):
        database.write(add("two"))


def test_migrations_make_what_the_models_describe(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert is_current(connection)


@pytest.mark.parametrize("change", ["UPDATE audit_log SET target = 'x'", "DELETE FROM audit_log"])
def test_a_line_of_the_audit_log_can_be_neither_changed_nor_deleted(
    database: Database, change: str
) -> None:
    line = insert(outreach.AuditEntry).values(
        action="exported", target="KH-1", detail={}, address="", created_at=NOW
    )
    database.write(lambda session: session.execute(line) and None)
    with pytest.raises(DBAPIError, match="only grows"):
        database.write(lambda session: session.execute(text(change)) and None)
    with database.read() as session:
        assert session.scalars(select(outreach.AuditEntry.target)).all() == ["KH-1"]


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.write(add("kept"))
    migrate(database.url)
    assert keys(database) == ["kept"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_may_migrate_at_once(kind: str, tmp_path, postgres: PostgreSQL) -> None:
    url = f"sqlite:///{tmp_path}/new.db" if kind == "sqlite" else postgres.create("migrate_twice")
    context = get_context("spawn")
    processes = [context.Process(target=migrate, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    database = Database(url, KEYS)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Alert)) == 0
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    database.close()


def test_a_database_newer_than_the_program_is_refused(database: Database) -> None:
    database.write(
        lambda session: (
            session.execute(text("UPDATE alembic_version SET version_num = '9'")) and None
        )
    )
    with pytest.raises(StorageError):
        migrate(database.url)


def test_an_unusable_address_is_one_line_for_operators() -> None:
    with pytest.raises(StorageError, match="DATABASE_URL"):
        Database("nonsense://", KEYS)
    with pytest.raises(StorageError, match="SQLite file"):
        Database("sqlite://", KEYS)
