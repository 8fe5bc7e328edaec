"""Real PostgreSQL and Redis for the suite: started on free ports, gone when it ends."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import redis

STARTS_WITHIN = 30  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PostgreSQL:
    """A server of its own in a temporary directory; root starts it as an unprivileged user."""

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="bhxh-postgres-"))
        self._data = self.directory / "data"
        self._who = {}
        if os.geteuid() == 0:
            user = _unprivileged_user()
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.directory, user.pw_uid, user.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None
        self._run(
            _binary("initdb"),
            f"--pgdata={self._data}",
            *("-U", "bhxh", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )

    def start(self, *, durable: bool = False) -> "PostgreSQL":
        """Start it; `durable` waits for the disk at each commit, as a real one does."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.directory,
            "fsync": "on" if durable else "off",  # the suite does not test the disk
            "max_connections": 200,
        }
        command = [_binary("postgres"), "-D", self._data]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        log = open(self.directory / "log", "ab")  # noqa: SIM115 - the process keeps it
        self._process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=self.directory, **self._who
        )
        log.close()
        _wait(self._answers, f"PostgreSQL did not start: see {self.directory}/log")
        return self

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://bhxh@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """Make an empty database and give its address."""
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)

    def empty(self, name: str) -> None:
        """Delete all rows of a migrated database and start its numbers over."""
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with self._connect(name) as connection:
            names = [row[0] for row in connection.execute(tables)]
            names.remove("alembic_version")
            connection.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")

    def restart(self) -> None:
        """Stop in the fast manner, cutting all connections, and start again."""
        self._stop()
        self.start()

    def close(self) -> None:
        self._stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(2)  # fast shutdown
            self._process.wait(STARTS_WITHIN)
            self._process = None

    def _connect(self, name: str = "postgres") -> "psycopg.Connection[tuple[str, ...]]":
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=bhxh dbname={name}", autocommit=True
        )

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"PostgreSQL ended: see {self.directory}/log"
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, *command: str) -> None:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.directory,
            **self._who,
        )


class Redis:
    """A server without persistence."""

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = tempfile.mkdtemp(prefix="bhxh-redis-")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "Redis":
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", self.directory]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _wait(self._answers, "Redis did not start")
        return self

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, f"{name} is missing: install PostgreSQL (tests/services.sh)"
    return path


def _unprivileged_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise AssertionError("PostgreSQL does not run as root and there is no other user")


def _wait(condition: object, complaint: str) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < ends, complaint
        time.sleep(0.05)
