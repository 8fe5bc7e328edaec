"""A process that drains: the engine's threads, the sweep and the chores."""

import os
import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.delivery.drain import OUTAGES, Drain
from bot.delivery.engine import Engine
from bot.delivery.exports import Exports
from bot.delivery.imports import Imports
from bot.delivery.intake import Intake, nobody, spool_of
from bot.delivery.notices import Notices
from bot.delivery.purge import purge
from bot.delivery.services import Services
from bot.delivery.sweep import Sweep

CHORES_EVERY = 2.0  # seconds
POLITE = 15  # how much the engine steps back for the web process on the same machine
REFRESH_EVERY = timedelta(minutes=1)
PURGE_EVERY = timedelta(hours=1)

log = structlog.get_logger()


def run_worker(services: Services, stop: threading.Event, wake_pipe: int | None = None) -> None:
    """Drain until `stop` is set; what is in hand then ends within 10 s.

    `wake_pipe` is the read end of a pipe on which the web process says what there is to do; when
    it closes, the web process is gone and this one stops too.
    """
    engine = Engine(services.settings.redis_url, services.settings.secret_key, services.counts)
    drain = Drain(services, stop)
    sweep = Sweep(services, engine)
    _survive("seed", drain.tokens.seed)
    beside = [
        threading.Thread(target=sweep.run, args=(stop,), name="sweep", daemon=True),
        threading.Thread(
            target=_chores, args=(services, drain, sweep, stop), name="chores", daemon=True
        ),
        threading.Thread(target=Notices(services).run, args=(stop,), name="notices", daemon=True),
        threading.Thread(target=Exports(services).run, args=(stop,), name="exports", daemon=True),
        threading.Thread(target=Imports(services).run, args=(stop,), name="imports", daemon=True),
    ]
    look = nobody
    spool = spool_of(services)
    if spool is not None:
        intake = Intake(services, spool, engine)
        look = intake.look
        beside.append(threading.Thread(target=intake.run, args=(stop,), name="intake", daemon=True))
    for thread in beside:
        thread.start()
    if wake_pipe is not None:
        os.nice(POLITE)  # this thread and those it starts: acknowledging comes first
        threading.Thread(
            target=_listen, args=(wake_pipe, engine, look, stop), name="wake-pipe", daemon=True
        ).start()
    engine.run(drain.run, services.channels.by_name, services.settings.worker_threads, stop)
    for thread in beside:
        thread.join(2.0)


def _listen(pipe: int, engine: Engine, look: Callable[[], None], stop: threading.Event) -> None:
    """Pass on what the web process writes: `conversation channel`, or a line without words."""
    with os.fdopen(pipe, "r", encoding="ascii") as lines:
        for line in lines:
            conversation_id, _, channel = line.strip().partition(" ")
            if conversation_id.isdigit() and channel:
                engine.wake(channel, [int(conversation_id)])
            else:
                look()
    stop.set()


def _chores(services: Services, drain: Drain, sweep: Sweep, stop: threading.Event) -> None:
    """Add up the counts; in the process that sweeps also refresh tokens and purge."""
    refresh_at = purge_at = services.clock()
    while not stop.wait(CHORES_EVERY):
        _survive("counts", lambda: services.counts.flush(services.database))
        now = services.clock()
        if sweep.on_duty and now >= refresh_at:
            refresh_at = now + REFRESH_EVERY
            _survive("refresh", drain.tokens.refresh_due)
        if sweep.on_duty and now >= purge_at:
            purge_at = now + PURGE_EVERY
            _survive("purge", lambda: purge(services, stop.is_set))
    _survive("counts", lambda: services.counts.flush(services.database))


def _survive(chore: str, work: Callable[[], object]) -> None:
    """A chore that an outage stops is done the next time."""
    try:
        work()
    except OUTAGES as error:
        log.warning("chore failed", chore=chore, error=type(error).__name__)
