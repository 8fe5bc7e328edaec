"""A file of records that are on disk when `append` returns, until a reader has them elsewhere.

Where the database has one writer at a time, a web process would have to wait for every other writer
before it may acknowledge. It appends to this file instead, which waits for the disk and for nobody.
Several processes may append; one at a time reads. A record is an encrypted, signed line: one that a
crash cut off was never acknowledged, and is known by its broken signature.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.storage.errors import StorageError
from bot.storage.types import cipher

AT_ONCE = 256 * 1024  # bytes that are read in one go, and at least one line
START = len(secrets.token_hex(8)) + 2  # bytes of the first line, which names what follows


@dataclass(frozen=True)
class Read:
    """Lines of the spool, and where they end."""

    lines: list[bytes]
    end: int


class Spool:
    """The file `path`, and beside it how far its reader has come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refused = path.with_name(path.name + "-refused")
        self._place = path.with_name(path.name + "-read")
        self._file = -1
        self._opened_by = 0

    def append(self, record: bytes) -> None:
        """Put a record behind the others. Raises StorageError, with nothing kept."""
        line = cipher.encrypt(record)
        try:
            with self._alone() as file:
                size = os.fstat(file).st_size
                name = b"" if size else b"#" + secrets.token_hex(8).encode() + b"\n"
                try:
                    # The empty line ends one that somebody's crash left without an end.
                    _write(file, name + b"\n" + line + b"\n")
                    os.fdatasync(file)
                except OSError:
                    os.ftruncate(file, size)
                    raise
        except OSError as error:
            raise StorageError(f"{self.path} cannot be written: {error.strerror}") from None

    @contextmanager
    def reading(self) -> Iterator["Reader | None"]:
        """Give the reader, or None while another process reads."""
        place = os.open(self._place, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
            yield None
            return
        try:
            yield Reader(self, place)
        finally:
            os.close(place)

    def oldest(self) -> bytes | None:
        """Give the first record that was not read yet; None when there is none."""
        try:
            place = self._place.read_bytes() if self._place.exists() else b""
            with self.path.open("rb") as file:
                file.seek(_place(place, file.read(START)))
                return next((known for line in file if (known := opened(line))), None)
        except FileNotFoundError:
            return None

    def set_aside(self, line: bytes) -> None:
        """Keep a line that its reader cannot use in the file `refused`."""
        with open(self.refused, "ab", opener=_private) as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Give the file while no other process changes it."""
        if self._opened_by != os.getpid():  # a lock is of the opened file: a fork would share it
            self._file, self._opened_by = self._open(), os.getpid()
        elif not os.fstat(self._file).st_nlink:  # somebody removed it: nobody would read this
            os.close(self._file)
            self._file = self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield self._file
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _open(self) -> int:
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # a new file's name must outlive a power cut too
        finally:
            os.close(folder)
        return file


class Reader:
    """Reads a spool from where the last reader stopped."""

    def __init__(self, spool: Spool, place: int) -> None:
        self._spool = spool
        self._place = place
        with spool._alone() as file:
            self._at = _place(os.pread(place, 100, 0), os.pread(file, START, 0))

    def read(self) -> Read:
        """Give the next lines; none when all were read."""
        with self._spool._alone() as file:  # what is being written may still be taken back
            size = os.fstat(file).st_size
        with self._spool.path.open("rb") as lines:
            lines.seek(self._at)
            text = lines.read(min(AT_ONCE, size - self._at))
            text += lines.readline(size - self._at - len(text))
        return Read(text.splitlines(), self._at + len(text))

    def done(self, read: Read) -> None:
        """The lines are safe elsewhere: go on behind them. An empty spool starts over.

        The place says of which beginning it is, so that it never holds for what came after one.
        A reader that dies before this reads its lines again.
        """
        self._at = read.end
        with self._spool._alone() as file:
            name = os.pread(file, START, 0)
            if os.fstat(file).st_size > self._at:
                os.pwrite(self._place, name + b"%020d" % self._at, 0)
                return
            os.ftruncate(file, 0)
            self._at = 0


def opened(line: bytes) -> bytes | None:
    """Give the record of a line; None for a line that holds none. Raises StorageError."""
    line = line.strip()
    return None if not line or line.startswith(b"#") else cipher.decrypt(line)


def _place(known: bytes, name: bytes) -> int:
    """Read how far a reader came; 0 when that was in a file of another name."""
    return int(known[START:]) if name and known.startswith(name) else 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
