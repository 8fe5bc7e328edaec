"""From a webhook request to rows in the inbox: signature, batch, commit, wake-up."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence

import structlog

from bot.channels.base import RawEvent
from bot.delivery import accepting
from bot.delivery.arrivals import Arrival, Gathering, wake_all
from bot.delivery.engine import Waker
from bot.delivery.services import Services

log = structlog.get_logger()

Keep = Callable[[Sequence[Arrival]], None]
"""Has arrivals on disk when it returns, and notes in each whom to wake if it knows."""

REMEMBERED = 1000  # unknown names and accounts that are logged, once each


class Receiver:
    """Takes what comes in, for all channels of a process.

    `keep` has what platforms send on disk; without it the tables do, as for all other events.
    """

    def __init__(self, services: Services, waker: Waker, keep: Keep | None = None) -> None:
        self._services = services
        self._waker = waker
        self._kept = Gathering(self._in_tables)
        self._received = Gathering(keep) if keep else self._kept
        self._logged: set[tuple[str, str, str]] = set()
        self._counting = 0  # the process whose counts are flushed

    def receive(self, channel: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep every event of a webhook body; it is on disk when this returns.

        Raises ForgedError or MalformedError with nothing stored, and what the database raises.
        """
        self._count_in_this_process()
        way = self._services.channels[channel]
        way.verify(headers, body)
        events = way.split(body, self._services.clock())
        kept = [event for event in events if event.disposition != "count"]
        for event in events:
            if event.disposition == "count":
                self._services.counts.add("receipt", channel, event.name)
        if kept:
            self._take(self._received, channel, kept)

    def accept(self, channel: str, events: Sequence[RawEvent]) -> list[int]:
        """Have events of any channel in the inbox, and wake their conversations; gives these."""
        return self._take(self._kept, channel, events)

    def _take(self, place: Gathering, channel: str, events: Sequence[RawEvent]) -> list[int]:
        accounts = {event.account for event in events}
        known = frozenset(name for name in accounts if self._is_known(channel, name))
        woken = place.keep(Arrival(channel, events, known, self._services.clock()))
        self._services.counts.add("received", channel, by=len(events))
        for event in events:
            self._log_odd(channel, event, event.account in known)
        return woken

    def _in_tables(self, arrivals: Sequence[Arrival]) -> None:
        accepting.keep(self._services.database, arrivals)
        wake_all(self._waker, arrivals)

    def _count_in_this_process(self) -> None:
        """Servers fork after the program is loaded: the counting thread starts with the work."""
        if self._counting != os.getpid():
            self._counting = os.getpid()
            flush = self._services.counts.flush_for_ever
            threading.Thread(
                target=flush, args=(self._services.database,), name="counts", daemon=True
            ).start()

    def _is_known(self, channel: str, account: str) -> bool:
        """Channels without accounts of a platform (web chat, terminal) know every account."""
        accounts = self._services.accounts
        own = [name for name, _ in accounts if name == channel]
        return not own or (channel, account) in accounts

    def _log_odd(self, channel: str, event: RawEvent, known: bool) -> None:
        """Log an unknown account or kind of event, once."""
        what = "unknown account" if not known else "kept without handling"
        name = event.name if known else event.account
        if known and event.disposition == "queue":
            return
        if (what, channel, name) not in self._logged and len(self._logged) < REMEMBERED:
            self._logged.add((what, channel, name))
            log.info(what, channel=channel, name=name)
