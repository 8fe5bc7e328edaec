"""How delivery is doing, read from the tables whenever somebody asks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.delivery import alerts, inbox, outbox
from bot.delivery.intake import oldest_unread
from bot.delivery.services import Services
from bot.storage.errors import StorageError
from bot.storage.models import (
    Alert,
    ChannelAccount,
    Conversation,
    DeliveryCount,
    Duty,
    InboxEvent,
    OutboxMessage,
)

TOO_OLD = timedelta(minutes=1)  # an event that waits longer means that we are not ready

COUNTED = {
    "received": "Events kept",
    "receipt": "Delivery and read receipts, counted and not kept",
    "sent": "Messages that a platform took",
    "send-error": "Sends that a platform refused, by its code",
    "retry": "Sends that will be tried again",
    "repeated": "Sends repeated though the platform may have taken them",
    "dead": "Events and replies set aside as dead",
    "held": "Replies held outside a platform's window",
    "dropped": "Replies dropped because a colleague answers",
    "handler-failed": "Turns in which a handler failed",
    "wake-dropped": "Wake-ups that failed and were left to the sweep",
    "lease-lost": "Leases that went to another process",
    "outage": "Drains that the database ended",
    "token-refreshed": "Access tokens refreshed",
    "engine-restarted": "Engine processes started again",
    "alert": "Alerts raised",
}


@dataclass(frozen=True)
class Health:
    """Whether this deployment can do its work, and what hinders it (texts for operators)."""

    ready: bool
    oldest_waiting_seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


def check(services: Services) -> Health:
    """Ask the database; never raises."""
    now = services.clock()
    try:
        with services.database.read() as session:
            oldest = oldest_waiting(session, services, now)
            problems = [*_waiting_too_long(oldest), *_paused(session), *_engine(session, now)]
            details = [f"{alert.key}: {alert.message}" for alert in alerts.open_alerts(session)]
    except (DBAPIError, StorageError) as error:
        return Health(ready=False, problems=[f"database: {type(error).__name__}"])
    return Health(not problems, oldest, [*problems, *details])


def oldest_waiting(session: Session, services: Services, now: datetime) -> float:
    """Give for how many seconds the oldest event waits to be handled; 0 when none does."""
    in_tables = session.scalar(select(func.min(InboxEvent.received_at)).where(inbox.IS_NEW))
    firsts = [first for first in (in_tables, oldest_unread(services)) if first]
    return max(0.0, (now - min(firsts)).total_seconds()) if firsts else 0.0


def _waiting_too_long(oldest: float) -> list[str]:
    late = oldest > TOO_OLD.total_seconds()
    return [f"inbox: the oldest event waits for {oldest:.0f} s"] if late else []


def _paused(session: Session) -> list[str]:
    rows = session.execute(
        select(ChannelAccount.channel, ChannelAccount.account, ChannelAccount.paused_reason).where(
            ChannelAccount.paused_at.is_not(None)
        )
    )
    return [f"{row.channel} {row.account} is paused: {row.paused_reason}" for row in rows]


def _engine(session: Session, now: datetime) -> list[str]:
    until = session.scalar(select(Duty.lease_until).where(Duty.name == "sweep"))
    return [] if until and until > now else ["engine: no process drains"]


class TableCollector(Collector):
    """Gives Prometheus what all processes of the deployment have in their tables."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def describe(self) -> list[Metric]:
        """Name nothing in advance: that would need the database at start."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Read the tables. A database that is away gives `bhxh_up 0` and nothing else."""
        try:
            with self._services.database.read() as session:
                metrics = [*_gauges(session, self._services), *_counters(session)]
        except (DBAPIError, StorageError):
            yield GaugeMetricFamily("bhxh_up", "Whether the database answers", 0)
            return
        yield GaugeMetricFamily("bhxh_up", "Whether the database answers", 1)
        yield from metrics


def registry(services: Services) -> CollectorRegistry:
    """Give a registry of its own: nothing global, so that tests and apps do not meet in it."""
    own = CollectorRegistry()
    own.register(TableCollector(services))
    return own


def _gauges(session: Session, services: Services) -> Iterator[Metric]:
    now = services.clock()
    yield GaugeMetricFamily(
        "bhxh_oldest_waiting_seconds",
        "Age of the oldest event that waits",
        oldest_waiting(session, services, now),
    )
    waiting = select(func.count(InboxEvent.received_at)).where(inbox.IS_NEW)  # in the index
    yield GaugeMetricFamily("bhxh_inbox_waiting", "Events that wait", session.scalar(waiting) or 0)
    due = select(func.count()).where(Conversation.due_at <= now)
    yield GaugeMetricFamily(
        "bhxh_conversations_due", "Conversations with work", session.scalar(due) or 0
    )
    unsent = GaugeMetricFamily("bhxh_outbox_unsent", "Replies dead or held", labels=["status"])
    by_status = select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
    rows = session.execute(by_status.where(outbox.UNSENT))
    counts = {row[0]: row[1] for row in rows}
    for status in (outbox.DEAD, outbox.HELD):
        unsent.add_metric([status], counts.get(status, 0))
    yield unsent
    opened = select(func.count()).where(Alert.closed_at.is_(None))
    yield GaugeMetricFamily("bhxh_alerts_open", "Alerts open", session.scalar(opened) or 0)
    paused = GaugeMetricFamily("bhxh_channel_paused", "Paused accounts", labels=["channel"])
    for row in session.execute(select(ChannelAccount.channel, ChannelAccount.paused_at)):
        paused.add_metric([row.channel], 1 if row.paused_at else 0)
    yield paused


def _counters(session: Session) -> Iterator[Metric]:
    families = {
        name: CounterMetricFamily(
            f"bhxh_{name.replace('-', '_')}", text, labels=["channel", "label"]
        )
        for name, text in COUNTED.items()
    }
    for row in session.execute(select(DeliveryCount)).scalars():
        if row.name in families:
            families[row.name].add_metric([row.channel, row.label], row.count)
    yield from families.values()
