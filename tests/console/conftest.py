"""Offices of the console's tests."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from bot.leads import passwords
from bot.storage.database import Database
from tests.console.office import OfficeAtWork


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with parameters that cost no time; tests/leads/test_accounts.py has the real ones."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)
    monkeypatch.setattr(passwords, "_of_nobody", cheap.hash("nobody"))


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[OfficeAtWork]:
    """An office with an administrator and a team with a member."""
    opened = OfficeAtWork(sqlite_database)
    opened.user("sep")
    team = opened.team("tan-thanh", "Phường Tân Thạnh")
    opened.user("hoa", "member", team)
    yield opened
    opened.close()
