"""The engine as a child of the web process: woken by a pipe, restarted when it dies.

Draining in the web process's own threads costs its requests a third of their speed; a child has an
interpreter of its own. It ends when its parent does, because the pipe closes then.
"""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Sequence

import structlog

from bot.delivery.counts import Counts

RESTART_AFTER = 0.5  # seconds until a child that died is started again
STOP_WITHIN = 10.0  # seconds until one that does not end is killed

log = structlog.get_logger()


class EngineChild:
    """Starts `command(pipe)` and keeps it running. It is a Waker: `wake` writes to the pipe."""

    def __init__(self, command: Callable[[int], Sequence[str]], counts: Counts) -> None:
        self._command = command
        self._counts = counts
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="engine-child", daemon=True)

    @property
    def pid(self) -> int | None:
        """The process that drains now."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the child and watch over it."""
        self._process = self._spawn()
        self._watcher.start()

    def wake(self, channel: str, conversations: Collection[int]) -> None:
        """Write a line for each; a full or broken pipe drops them (the sweep finds the work)."""
        for conversation in conversations:
            self._say(f"{conversation} {channel}\n", channel)

    def look(self) -> None:
        """Write an empty line: there is something in the spool."""
        self._say("\n", "")

    def stop(self) -> None:
        """Ask the child to finish what it has in hand, and wait for it up to 10 s."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._watcher.join(STOP_WITHIN)
        os.close(self._write_end)
        os.close(self._read_end)

    def _say(self, line: str, channel: str) -> None:
        try:
            os.write(self._write_end, line.encode())
        except OSError:
            self._counts.add("wake-dropped", channel)

    def _spawn(self) -> subprocess.Popen[bytes]:
        # The child must not hold the write end, or the pipe would never close.
        return subprocess.Popen(  # noqa: S603 - our own program
            self._command(self._read_end), pass_fds=(self._read_end,)
        )

    def _watch(self) -> None:
        while not self._stopping.is_set():
            process = self._process
            assert process is not None
            code = process.wait()
            if self._stopping.is_set():
                return
            log.error("engine process died, starting it again", code=code)
            self._counts.add("engine-restarted")
            time.sleep(RESTART_AFTER)
            if not self._stopping.is_set():
                self._process = self._spawn()
