"""Each second one process of all looks for conversations that are due and wakes them."""

import os
import socket
import threading
import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Executable, or_, select
from sqlalchemy.orm import Session

from bot.delivery.drain import OUTAGES
from bot.delivery.engine import Engine
from bot.delivery.services import Services
from bot.storage.inserts import insert_into
from bot.storage.models import Conversation, Duty

EVERY = 1.0  # seconds
LEASE = timedelta(seconds=5)
BATCH = 500  # conversations woken in one sweep
LATE = timedelta(milliseconds=700)  # what is due for so long lost its wake-up
IN_LINE = timedelta(seconds=5)  # the same while others wait too: most are still in line
TERMINAL = "terminal"  # drained by the process that chats, and by no other


class Sweep:
    """The sweep of one process; it works while the process holds the duty."""

    def __init__(self, services: Services, engine: Engine) -> None:
        self._services = services
        self._engine = engine
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{time.time_ns()}"[-80:]
        self._held_until: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Sweep each second until `stop` is set."""
        while not stop.is_set():
            try:
                self.once()
            except OUTAGES as error:
                structlog.get_logger().warning("sweep failed", error=type(error).__name__)
            stop.wait(EVERY)
        self._give_up()

    @property
    def on_duty(self) -> bool:
        """Whether this process is the one that sweeps."""
        return self._held_until is not None and self._services.clock() < self._held_until

    def once(self) -> int:
        """Wake what is due, if this process has the duty. Gives how many were woken."""
        now = self._services.clock()
        if not self._hold(now):
            return 0
        backlog = self._engine.backlog(self._services.channels.by_name)
        room = BATCH - backlog
        if room <= 0:
            return 0
        late = IN_LINE if backlog else LATE
        with self._services.database.read() as session:
            due = due_conversations(session, now - late, now, room)
        for channel in {channel for _, channel in due}:
            self._engine.wake(channel, [known for known, its in due if its == channel])
        return len(due)

    def _hold(self, now: datetime) -> bool:
        """Take or renew the duty; a renewal is written only when half of it is over."""
        if self._held_until is not None and self._held_until - now > LEASE / 2:
            return True
        until = now + LEASE
        held = self._services.database.write(
            lambda session: take_duty(session, "sweep", self._holder, now, until)
        )
        self._held_until = until if held else None
        return held

    def _give_up(self) -> None:
        """Let another process take the duty at once."""
        if self._held_until is None:
            return
        now = self._services.clock()
        try:
            self._services.database.write(
                lambda session: take_duty(session, "sweep", self._holder, now, now)
            )
        except OUTAGES:
            return  # it ends by itself in a few seconds


def due_conversations(
    session: Session, due_before: datetime, now: datetime, limit: int
) -> list[tuple[int, str]]:
    """Give conversations that were due before `due_before` and that nobody holds."""
    rows = session.execute(
        select(Conversation.id, Conversation.channel)
        .where(
            Conversation.due_at <= due_before,
            or_(Conversation.lease_until.is_(None), Conversation.lease_until < now),
            Conversation.channel != TERMINAL,
        )
        .order_by(Conversation.due_at)
        .limit(limit)
    )
    return [(row.id, row.channel) for row in rows]


def take_duty(session: Session, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Hold the chore `name` until `until`, unless another process holds it now."""
    new = insert_into(Duty, session.get_bind().dialect.name).values(
        name=name, holder=holder, lease_until=until
    )
    statement: Executable = new.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "lease_until": until},
        where=or_(Duty.holder == holder, Duty.lease_until < now),
    ).returning(Duty.name)
    return session.scalar(statement) is not None
