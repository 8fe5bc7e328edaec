"""The product's own web server in a thread, for tests that need real HTTP."""

import threading
from types import TracebackType
from typing import Any

from flask import Flask
from waitress import create_server

THREADS = 16  # more than the connections of a browser, so that no request waits for a thread


class WebServer:
    """Serves an application on a free port of this machine until it is closed."""

    def __init__(self, app: Flask) -> None:
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._sockets,
            host="127.0.0.1",
            port=0,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
        )
        self.url = f"http://127.0.0.1:{self._server.effective_port}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> "WebServer":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop at once: finish what is being answered, drop all connections with their files."""
        self._stop.set()
        self._server.pull_trigger()
        self._thread.join(10)
        self._server.task_dispatcher.shutdown()
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._server.asyncore.loop(timeout=1, map=self._sockets, count=1)
