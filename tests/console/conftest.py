"""Offices of the console's tests."""

from collections.abc import Iterator

import pytest

from bot.storage.database import Database
from tests.console.office import OfficeAtWork


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[OfficeAtWork]:
    """An office with an administrator and a team with a member."""
    opened = OfficeAtWork(sqlite_database)
    opened.begin()
    yield opened
    opened.close()
