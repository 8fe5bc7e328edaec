"""Draining a conversation: its events in order, then its replies in order, under one lease."""

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.conversation.messages import Kind
from bot.conversation.turn import Turn
from bot.delivery import inbox
from bot.delivery.errors import StaleFenceError
from bot.delivery.gates import Gates
from bot.delivery.rates import Rates
from bot.delivery.results import Result
from bot.delivery.sending import Sender
from bot.delivery.services import Services
from bot.delivery.steps import Deliver, Handle, Rest, Step, Steps
from bot.delivery.tokens import Tokens
from bot.storage.errors import StorageError

OUTAGES = (OperationalError, InterfaceError, StorageError)
"""Faults of the infrastructure: they never count against an event."""

NOTE_FOR = 8.0  # seconds for which noting a send is tried again

log = structlog.get_logger()


class Drain:
    """Works through conversations, in as many threads as call it."""

    def __init__(self, services: Services, stop: threading.Event | None = None) -> None:
        self._services = services
        self._stop = stop or threading.Event()
        self.tokens = Tokens(services)
        gates = Gates(services.clock)
        self._steps = Steps(services, gates, self._stop.is_set)
        rates = Rates(services.settings.redis_url)
        self._sender = Sender(services, gates, rates, self.tokens)

    def run(self, conversation_id: int) -> datetime | None:
        """Do all that is due in the conversation. Gives when there is work again, if known.

        Returns at once when there is nothing to do or somebody else does it.
        """
        try:
            step = self._write(lambda session: self._steps.claim(session, conversation_id))
            while not isinstance(step, Rest):
                step = self._handle(step) if isinstance(step, Handle) else self._deliver(step)
        except StaleFenceError as error:
            log.warning("lost a lease", conversation=conversation_id, reason=str(error))
            self._services.counts.add("lease-lost")
            return None
        except OUTAGES as error:
            log.error("outage", conversation=conversation_id, error=type(error).__name__)
            self._services.counts.add("outage")
            return None
        return step.due_at

    def until_quiet(self, conversation_id: int, timeout: float = 30.0) -> None:
        """Drain until nothing is due within `timeout` seconds (the terminal's own process)."""
        ends = time.monotonic() + timeout
        while time.monotonic() < ends:
            self.run(conversation_id)
            with self._services.database.read() as session:
                due_at = inbox.due_at(session, conversation_id)
            if due_at is None:
                return
            wait = (due_at - self._services.clock()).total_seconds()
            time.sleep(max(0.01, min(wait, ends - time.monotonic())))

    def _handle(self, step: Handle) -> Step:
        """Let the handler answer, outside any transaction, and keep what it says."""
        try:
            return self._turn(step)
        except OUTAGES:
            with contextlib.suppress(*OUTAGES, StaleFenceError):
                self._write(lambda session: self._steps.interrupted(session, step))
            raise

    def _turn(self, step: Handle) -> Step:
        channel = self._services.channels[step.lease.channel]
        try:
            inbound = channel.parse(step.event.name, step.event.payload)
            if inbound.kind in (Kind.ECHO, Kind.STAFF):
                return self._write(lambda session: self._steps.echoed(session, step, inbound))
            now = self._services.clock()
            turn = Turn(
                step.state,
                inbound,
                now,
                step.person,
                self._services.office,
                self._services.parameters(now),
                received_at=step.event.received_at,
                newer_waits=step.newer_waits,
            )
            outcome = self._services.handler.handle(turn)
            return self._write(lambda session: self._steps.handled(session, step, inbound, outcome))
        except (StaleFenceError, *OUTAGES):
            raise
        except Exception as error:
            failure = error
            log.error(  # without the message, which may quote the person
                "handler failed",
                conversation=step.lease.conversation_id,
                inbox=step.event.id,
                error=type(error).__name__,
            )
        self._services.counts.add("handler-failed", step.lease.channel)
        return self._write(lambda session: self._steps.handler_failed(session, step, failure))

    def _deliver(self, step: Deliver) -> Step:
        """Send, outside any transaction, and note what came of it."""
        result = self._sender.send(step.lease, step.message)
        ends = time.monotonic() + NOTE_FOR
        while True:
            try:
                return self._note(step, result)
            except OUTAGES:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)  # what the platform took must not be sent again

    def _note(self, step: Deliver, result: Result) -> Step:
        try:
            return self._write(lambda session: self._steps.sent(session, step, result))
        except StaleFenceError:
            self._services.database.write(lambda session: self._steps.note(session, step, result))
            raise

    def _write(self, change: Callable[[Session], Step]) -> Step:
        return self._services.database.write(change)
