"""What comes in with one request, and how the requests of a moment are kept together."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from bot.channels.base import RawEvent
from bot.delivery.engine import Waker


def _locked() -> threading.Lock:
    """Give a lock that is taken: to wait for its release is the cheapest way to be woken."""
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass
class Arrival:
    """The events of one request on their way into the inbox.

    `known` names the accounts that are ours: events of others are kept without a conversation.
    `woken` are the conversations that have work now, where whoever kept it knows them.
    """

    channel: str
    events: Sequence[RawEvent]
    known: frozenset[str]
    now: datetime
    woken: list[int] = field(default_factory=list)
    error: BaseException | None = None
    done: threading.Lock = field(default_factory=_locked)


class Gathering:
    """Gives the arrivals of all threads to one `keep`, together where they come together.

    What comes in while others are being kept is kept with the next. So a web process that is busy
    waits for the disk once for all its requests of a moment, and not once for each.
    """

    def __init__(self, keep: Callable[[Sequence[Arrival]], None]) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._waiting: list[Arrival] = []
        self._leading = False

    def keep(self, arrival: Arrival) -> list[int]:
        """Keep the events; they are on disk when this returns. Gives whom to wake.

        Raises what keeping raises, with nothing of this arrival kept.
        """
        with self._lock:
            self._waiting.append(arrival)
            leads = not self._leading
            self._leading = True
        if leads:
            self._lead()
        arrival.done.acquire()
        if arrival.error is not None:
            raise arrival.error
        return arrival.woken

    def _lead(self) -> None:
        """Keep until nobody waits; the others sleep meanwhile."""
        while True:
            with self._lock:
                group, self._waiting = self._waiting, []
                if not group:
                    self._leading = False
                    return
            self._together(group)

    def _together(self, group: list[Arrival]) -> None:
        try:
            self._keep(group)
        except BaseException as error:
            for arrival in group:
                arrival.error = error
            lost = isinstance(error, DBAPIError) and error.connection_invalidated
            if not lost and len(group) > 1:  # one that cannot be kept shall not cost the others
                for arrival in group:
                    self._alone(arrival)
        for arrival in group:
            arrival.done.release()

    def _alone(self, arrival: Arrival) -> None:
        try:
            self._keep([arrival])
            arrival.error = None
        except Exception as error:
            arrival.error = error


def wake_all(waker: Waker, arrivals: Sequence[Arrival]) -> None:
    """Wake the conversations of arrivals that were kept."""
    woken: dict[str, set[int]] = {}
    for arrival in arrivals:
        woken.setdefault(arrival.channel, set()).update(arrival.woken)
    for channel, conversations in woken.items():
        if conversations:
            waker.wake(channel, conversations)


def packed(arrivals: Sequence[Arrival]) -> bytes:
    """Give arrivals as one record."""
    rows = [
        [
            arrival.channel,
            arrival.now.isoformat(),
            sorted(arrival.known),
            [
                [
                    event.account,
                    event.key,
                    event.name,
                    event.person,
                    event.at.isoformat(),
                    event.payload.decode("latin-1"),  # any bytes, and the same ones back
                    event.disposition,
                ]
                for event in arrival.events
            ],
        ]
        for arrival in arrivals
    ]
    return json.dumps(rows).encode()


def unpacked(record: bytes) -> list[Arrival]:
    """Give the arrivals of a record."""
    return [
        Arrival(
            channel,
            [
                RawEvent(
                    account,
                    key,
                    name,
                    person,
                    datetime.fromisoformat(at),
                    payload.encode("latin-1"),
                    disposition,
                )
                for account, key, name, person, at, payload, disposition in events
            ],
            frozenset(known),
            datetime.fromisoformat(now),
        )
        for channel, now, known, events in json.loads(record)
    ]
