"""The spool: on disk before `append` returns, read in order, and never left out."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.storage.errors import StorageError
from bot.storage.spool import Spool, opened
from bot.storage.types import cipher

KEY = Fernet.generate_key().decode()

APPENDS = """
import resource, sys
from pathlib import Path
from bot.storage.errors import StorageError
from bot.storage.spool import Spool
from bot.storage.types import cipher

cipher.configure(sys.argv[2])
spool = Spool(Path(sys.argv[1]))
number, limit = 0, int(sys.argv[4])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
while True:
    try:
        spool.append(f"{sys.argv[3]} {number}".encode())
    except StorageError:
        print("full", flush=True)
        break
    print(number, flush=True)
    number += 1
"""


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    cipher.configure(KEY)
    return Spool(tmp_path / "bot.db-arrivals")


def taken(spool: Spool, *, done: bool = True) -> list[bytes]:
    """Read all as a new process does."""
    records = []
    with spool.reading() as reader:
        while (read := reader.read()).lines:
            records += [record for line in read.lines if (record := opened(line))]
            if not done:
                break
            reader.done(read)
    return records


def appending(spool: Spool, name: str, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPENDS, str(spool.path), KEY, name, str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_records_are_read_in_their_order_and_then_gone(spool: Spool) -> None:
    for number in range(5):
        spool.append(b"%d" % number)
    assert taken(spool) == [b"0", b"1", b"2", b"3", b"4"]
    assert taken(spool) == []
    assert spool.path.stat().st_size == 0


def test_a_reader_that_died_before_it_was_done_is_followed_by_one_that_reads_again(
    spool: Spool,
) -> None:
    spool.append(b"one")
    assert taken(spool, done=False) == [b"one"]
    assert taken(spool) == [b"one"]


def test_a_new_reader_goes_on_where_the_last_one_stopped(spool: Spool) -> None:
    spool.append(b"one")
    with spool.reading() as reader:
        read = reader.read()
        spool.append(b"two")
        reader.done(read)
    assert taken(spool) == [b"two"]


def test_a_place_in_a_spool_that_started_over_holds_for_nothing(spool: Spool) -> None:
    spool.append(b"first " * 1000)
    with spool.reading() as reader:
        read = reader.read()
        spool.append(b"second")
        reader.done(read)  # this place is far behind the beginning
        reader.done(reader.read())
    spool.append(b"third")
    assert taken(spool) == [b"third"]
    for number in range(1000):
        spool.append(b"%d" % number)
    assert len(taken(spool)) == 1000


def test_what_a_crash_cut_off_costs_nobody_else(spool: Spool) -> None:
    spool.append(b"one")
    with spool.path.open("ab") as file:
        file.write(cipher.encrypt(b"cut off")[:20])
    spool.append(b"two")
    lines = []
    with spool.reading() as reader:
        lines = reader.read().lines
    records, broken = [], 0
    for line in lines:
        try:
            records += [record] if (record := opened(line)) else []
        except StorageError:
            broken += 1
    assert (records, broken) == ([b"one", b"two"], 1)


def test_only_one_process_reads(spool: Spool) -> None:
    with spool.reading() as first:
        assert first is not None
        with spool.reading() as second:
            assert second is None
    with spool.reading() as third:
        assert third is not None


def test_a_disk_that_is_full_keeps_nothing_of_what_it_refuses(spool: Spool) -> None:
    writer = appending(spool, "a", limit=2000)
    out, _ = writer.communicate(timeout=30)
    kept = out.count("\n") - 1
    assert out.endswith("full\n")
    assert kept > 1
    spool.append(b"later")
    assert taken(spool) == [*(b"a %d" % number for number in range(kept)), b"later"]


def test_processes_that_are_killed_lose_nothing_that_they_acknowledged(spool: Spool) -> None:
    writers = [appending(spool, name) for name in "ab"]
    acknowledged: list[list[str]] = [[], []]
    for said, writer in zip(acknowledged, writers, strict=True):
        said += [writer.stdout.readline() for _ in range(50)]
    records = []
    with spool.reading() as reader:
        for _ in range(20):
            read = reader.read()
            records += [record for line in read.lines if (record := opened(line))]
            reader.done(read)
    for said, writer in zip(acknowledged, writers, strict=True):
        os.kill(writer.pid, signal.SIGKILL)
        said += writer.communicate()[0].splitlines()
    records += taken(spool)
    for name, said in zip(("a", "b"), acknowledged, strict=True):
        own = [record for record in records if record.startswith(name.encode())]
        assert own == [f"{name} {number}".encode() for number in range(len(own))]
        assert len(own) >= len(said)


def test_a_file_that_somebody_removed_is_made_anew(spool: Spool) -> None:
    spool.append(b"one")
    spool.path.unlink()
    spool.append(b"two")
    assert taken(spool) == [b"two"]


def test_the_oldest_that_nobody_read_is_known(spool: Spool) -> None:
    assert spool.oldest() is None
    spool.append(b"one")
    assert spool.oldest() == b"one"
    with spool.reading() as reader:
        read = reader.read()
        spool.append(b"two")
        reader.done(read)
        assert spool.oldest() == b"two"
        reader.done(reader.read())
    assert spool.oldest() is None


def test_nobody_without_the_keys_reads_the_file(spool: Spool) -> None:
    spool.append("số của tôi là 0905111222".encode())
    assert b"0905111222" not in spool.path.read_bytes()
    assert spool.path.stat().st_mode & 0o077 == 0
