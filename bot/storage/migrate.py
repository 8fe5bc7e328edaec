"""Bring the tables to the shape that this version needs."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.storage.database import open_engine, sqlite_path
from bot.storage.errors import StorageError

SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x62687868  # "bhxh"


def migrate(url: str) -> None:
    """Run the migrations that the database lacks; of several processes one does, the others wait.

    Raises StorageError when the database cannot be reached or is newer than this program.
    """
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(writes=True) as connection, _alone(connection, url):
            config = _config()
            config.attributes["connection"] = connection
            with connection.begin():
                command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(f"the database does not fit this version: {error}") from None
    except DBAPIError as error:
        raise StorageError(f"the database cannot be migrated: {error.orig}") from None
    finally:
        engine.dispose()


def is_current(connection: Connection) -> bool:
    """Tell whether the tables have the shape that this version needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


@contextmanager
def _alone(connection: Connection, url: str) -> Iterator[None]:
    """Keep other processes from migrating at the same time."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        try:
            yield
        finally:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
        return
    path = sqlite_path(url)
    lock = os.open(path.with_name(path.name + "-migrate"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
