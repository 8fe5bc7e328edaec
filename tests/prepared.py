"""`python -m bot …` in a process of its own for each command, without two seconds of imports each.

One process imports the product and waits; each command runs in a fork of it, with its own
environment, standard input and outputs, as an operator's would.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from bot.settings import ROOT, SETTINGS

IMPORTED = ("bot.__main__", "bot.commands", "bot.doctor", "bot.teaching", "bot.directory.cli")


class Prepared:
    """Runs commands one after the other until it is closed."""

    def __init__(self, directory: Path) -> None:
        self._streams = [directory / name for name in ("stdin", "stdout", "stderr")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def run(
        self, words: tuple[str, ...], said: str, settings: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run a command with the given settings and no others."""
        given, *outputs = self._streams
        given.write_text(said, encoding="utf-8")
        neutral = {setting.name: setting.default for setting in SETTINGS}
        asked = [
            words,
            {**os.environ, **neutral, **settings},
            [str(path) for path in self._streams],
        ]
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(
            words, status, *(path.read_text(encoding="utf-8") for path in outputs)
        )

    def close(self) -> None:
        self._process.communicate()


def _serve() -> None:
    for name in IMPORTED:
        import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(*json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(words: list[str], environment: dict[str, str], streams: list[str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(streams):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        os.dup2(os.open(path, flags), number)
    sys.stdin, sys.stdout, sys.stderr = (open(n, "w" if n else "r") for n in range(3))  # noqa: SIM115
    sys.argv = ["python -m bot", *words]
    status = 0
    try:
        import_module("bot.__main__").entry()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    _serve()
