"""What many tests share: databases, Redis, a browser, and waiting for something to come true."""

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, expect, sync_playwright

from bot.leads import passwords
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.compiled import share_rules
from tests.services import PostgreSQL, Redis

KEYS = Fernet.generate_key().decode()
CHROMIUM = [  # nothing that reaches beyond this machine
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=15_000)  # machines may be busy; what is right comes at once


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives as long as the suite: modules, models, tests."""
    share_rules()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """The product's hasher, while all tests use one that costs no time."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    real = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        yield real


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    server = PostgreSQL().start()
    try:
        migrate(server.create("migrated"))
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    server = Redis().start()
    yield server
    server.close()


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nothing in it, of which each test gets a copy."""
    path = tmp_path_factory.mktemp("migrated") / "bot.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    shutil.copyfile(migrated_file, tmp_path / "bot.db")
    return f"sqlite:///{tmp_path}/bot.db"


@pytest.fixture(scope="module")
def shared_database(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> Iterator[Database]:
    """A SQLite database that the tests of one file share."""
    path = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("shared") / "bot.db")
    opened = Database(f"sqlite:///{path}", KEYS)
    yield opened
    opened.close()


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> str:
    postgres.empty("migrated")
    return postgres.url("migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, KEYS)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """For tests of what has nothing to do with the database's kind."""
    opened = Database(sqlite_url, KEYS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: a process can have only one Playwright."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Wait until a condition holds; fail when it does not in time."""

    def wait(condition: Callable[[], object], within: float = 30.0, why: str = "") -> None:
        ends = time.monotonic() + within
        while not condition():
            assert time.monotonic() < ends, why or "it did not come true in time"
            time.sleep(0.01)

    return wait
