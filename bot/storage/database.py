"""Opening the database: reads, and writes that are durable when `write` returns.

SQLite and PostgreSQL give the same promises. On SQLite all writes of a process go through one
`GroupWriter`; on PostgreSQL each is a transaction of its own and the server groups the commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from bot.storage.errors import StorageError
from bot.storage.types import cipher
from bot.storage.writer import GroupWriter

T = TypeVar("T")

BUSY_MS = 5_000  # how long SQLite waits for a lock that another process holds
PATIENCE = 10  # seconds for a connection, and for a server that falls silent
POOL_SIZE = 16  # connections a process; more callers than that wait in line


class Database:
    """The tables of one deployment, as one process sees them. Threads share it."""

    def __init__(self, url: str, encryption_keys: str) -> None:
        cipher.configure(encryption_keys)
        self.url = url
        self.engine = open_engine(url)
        self._writer: GroupWriter | None = None
        if self.engine.dialect.name == "sqlite":
            self._writer = GroupWriter(self.engine, sqlite_path(url))

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-machine database."""
        return self._writer is not None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; what it changes is not kept."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    def write(self, change: Callable[[Session], T]) -> T:
        """Run `change` in a transaction and return its result once that is safe on disk.

        `change` sees only its session, does no other I/O and returns plain values: on SQLite it
        runs in the writer's thread, beside other changes, in a savepoint of its own. Raises what
        it raises (with nothing of it kept) and what the database raises.
        """
        if self._writer is not None:
            return self._writer.run(change)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return change(session)

    @contextmanager
    def gathered(self) -> Iterator[Connection]:
        """Give a connection for changes that were gathered: `write` would gather them once more.

        On SQLite the block is a transaction, safe on disk when it ends; on PostgreSQL each
        statement is one, safe on disk when it returns.
        """
        if self._writer is None:
            with self.engine.connect() as connection:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
            return
        if self._writer.closed:
            raise StorageError("the database is closed")
        writing = self.engine.connect().execution_options(writes=True)
        with writing as connection, self._writer.turn(), connection.begin():
            yield connection

    def close(self) -> None:
        """Finish the writes in hand and let go of all connections."""
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """Give an engine whose connections are set up. Raises StorageError for an unusable address."""
    try:
        if url.startswith("sqlite:"):
            return _sqlite_engine(url)
        return create_engine(
            url,
            hide_parameters=True,  # they are people's data, and errors are logged
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            connect_args={"connect_timeout": 5, "tcp_user_timeout": PATIENCE * 1000},
        )
    except (ArgumentError, ImportError, DBAPIError) as error:
        raise StorageError(f"DATABASE_URL cannot be used: {error}") from None


def sqlite_path(url: str) -> Path:
    """Give the file of a SQLite address. Raises StorageError for one without a file."""
    path = url.removeprefix("sqlite:///")
    if not path or path == ":memory:" or path == url:
        raise StorageError("DATABASE_URL must name a SQLite file (sqlite:///var/bot.db)")
    return Path(path)


def _sqlite_engine(url: str) -> Engine:
    sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=2 * POOL_SIZE,
        connect_args={"timeout": 0},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: Any, record: Any) -> None:
    """Make commits durable before they return, and let readers work beside the writer."""
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -16000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once where it will be needed: a read that turns into a write fails."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
