"""Deleting what is older than `RETENTION_DAYS`, in small batches beside the day's work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.delivery import inbox, outbox
from bot.delivery.services import Services
from bot.leads import export_jobs, sessions
from bot.leads.erasure import purge_leads
from bot.leads.importing import jobs as import_jobs
from bot.leads.questions import purge_questions
from bot.storage.models import Alert, Conversation, InboxEvent, OutboxMessage, Upload
from bot.storage.notices import StaffMatter

BATCH = 500  # rows in one transaction

log = structlog.get_logger()


def purge(services: Services, stopping: Callable[[], bool] = lambda: False) -> int:
    """Delete old replies, events, closed alerts, uploads, questions, states of who stayed away.

    Leads whose consent ran out, sessions of staff and files that time has ended go with them.

    Gives how many rows went. What still waits to be handled or sent is never deleted.
    """
    before = services.clock() - timedelta(days=services.settings.retention_days)
    gone = 0
    for table in (_outbox, _inbox, _alerts, _uploads, _matters, _states, _questions):
        last = 0
        while not stopping():
            batch = partial(table, before=before, last=last)
            count, last = services.database.write(batch)
            gone += count
            if last == 0:
                break
    gone += _leads(services, stopping)
    now = services.clock()
    for drop_old in (sessions.drop_old, import_jobs.drop_old):
        gone += services.database.write(partial(drop_old, now=now))
    while not stopping():
        count = services.database.write(lambda session: export_jobs.drop_old(session, now))
        gone += count
        if count == 0:
            break
    if gone:
        log.info("purged", rows=gone)
    return gone


def _leads(services: Services, stopping: Callable[[], bool]) -> int:
    """Delete the leads whose consent has run out; joins keep their count without the person."""
    months, now, gone = services.settings.lead_retention_months, services.clock(), 0
    while not stopping():
        count = services.database.write(lambda session: purge_leads(session, months, now))
        gone += count
        if count == 0:
            break
    return gone


def _outbox(session: Session, before: datetime, last: int) -> tuple[int, int]:
    """Rows come in the order of their ids, so the walk ends at the first that is young enough."""
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.created_at, OutboxMessage.status)
        .where(OutboxMessage.id > last)
        .order_by(OutboxMessage.id)
        .limit(BATCH)
    ).all()
    old = [row for row in rows if row.created_at < before]
    gone = [row.id for row in old if row.status not in (outbox.WAITING, outbox.SENDING)]
    session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(gone)))
    return len(gone), old[-1].id if old and len(old) == len(rows) else 0


def _inbox(session: Session, before: datetime, last: int) -> tuple[int, int]:
    rows = session.execute(
        select(InboxEvent.id, InboxEvent.received_at, InboxEvent.status)
        .where(InboxEvent.id > last)
        .order_by(InboxEvent.id)
        .limit(BATCH)
    ).all()
    old = [row for row in rows if row.received_at < before]
    candidates = [row.id for row in old if row.status != inbox.NEW]
    used = set(
        session.scalars(
            select(OutboxMessage.inbox_id).where(OutboxMessage.inbox_id.in_(candidates))
        )
    )
    gone = [event_id for event_id in candidates if event_id not in used]
    session.execute(delete(InboxEvent).where(InboxEvent.id.in_(gone)))
    return len(gone), old[-1].id if old and len(old) == len(rows) else 0


def _alerts(session: Session, before: datetime, last: int) -> tuple[int, int]:
    gone = session.execute(delete(Alert).where(Alert.closed_at < before).returning(Alert.id)).all()
    return len(gone), 0


def _uploads(session: Session, before: datetime, last: int) -> tuple[int, int]:
    """Forget pictures that no platform keeps any more."""
    old = delete(Upload).where(Upload.uploaded_at < before).returning(Upload.content_key)
    return len(session.execute(old).all()), 0


def _matters(session: Session, before: datetime, last: int) -> tuple[int, int]:
    """Forget what staff were told; their notices go with it."""
    old = delete(StaffMatter).where(StaffMatter.created_at < before).returning(StaffMatter.id)
    return len(session.execute(old).all()), 0


def _states(session: Session, before: datetime, last: int) -> tuple[int, int]:
    """Forget what the bot remembers of people who wrote last before `before`."""
    rows = session.execute(
        select(Conversation.id, Conversation.last_inbound_at, Conversation.state)
        .where(Conversation.id > last)
        .order_by(Conversation.id)
        .limit(BATCH)
    ).all()
    gone = [
        row.id
        for row in rows
        if row.state is not None and (row.last_inbound_at is None or row.last_inbound_at < before)
    ]
    session.execute(
        update(Conversation).where(Conversation.id.in_(gone)).values(state=None, ref=None)
    )
    return len(gone), rows[-1].id if len(rows) == BATCH else 0


def _questions(session: Session, before: datetime, last: int) -> tuple[int, int]:
    """Delete what was not understood long ago, decided about or not."""
    count = purge_questions(session, before, BATCH)
    return count, int(count == BATCH)
