"""Bodies on their way to the product's webhooks, over kept-alive connections."""

import queue
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests

TIMEOUT = 10.0  # seconds
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds between the tries of one body


@dataclass(frozen=True)
class Signed:
    """A webhook call as the platform makes it: the raw bytes, and the headers that sign them."""

    body: bytes
    headers: Mapping[str, str]


class Sender:
    """Posts signed bodies; one kept-alive session a thread. `close()` ends them all."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._all: list[requests.Session] = []
        self._lock = threading.Lock()

    def post(self, url: str, signed: Signed) -> requests.Response:
        """The product's answer.

        Raises:
            requests.RequestException: no answer came.
        """
        headers = {"Content-Type": "application/json", **signed.headers}
        return self._session().post(url, data=signed.body, headers=headers, timeout=TIMEOUT)

    def close(self) -> None:
        with self._lock:
            for session in self._all:
                session.close()
            self._all.clear()
            self._local = threading.local()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            self._local.session = session
            with self._lock:
                self._all.append(session)
        return session


class BackgroundSender:
    """Posts in order in a thread of its own; a body that is not answered 200 is sent again."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._queue: queue.Queue[tuple[str, Signed] | None] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator-echo", daemon=True)
        self.undelivered = 0

    def start(self) -> None:
        self._thread.start()

    def put(self, url: str, signed: Signed) -> None:
        self._queue.put((url, signed))

    def wait(self, within: float = 60.0) -> None:
        """Until everything put so far was delivered or given up, or the seconds are over."""
        ends = time.monotonic() + within
        while self._queue.unfinished_tasks and time.monotonic() < ends:
            time.sleep(0.02)

    def stop(self) -> None:
        self._stopping.set()
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if not self._stopping.is_set():
                self._deliver(*item)
            self._queue.task_done()

    def _deliver(self, url: str, signed: Signed) -> None:
        for pause in (*PAUSES, 0.0):
            try:
                if self._sender.post(url, signed).status_code == 200:
                    return
            except requests.RequestException:
                pass  # the same as an answer other than 200: try again
            if self._stopping.wait(pause):
                return
        self.undelivered += 1
