"""Work in the background: asked for, claimed, worked on, kept for a day.

A job belongs to the process that claimed it while its lease holds; the number of the claim is the
fence. One whose process died is claimed again; after three tries it has failed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Executable, or_, select, update
from sqlalchemy.orm import Session

from bot.leads import sessions
from bot.leads.errors import LeadsError
from bot.leads.viewers import Viewer
from bot.storage.exports import Export
from bot.storage.imports import LeadImport
from bot.storage.outreach import User

Job = TypeVar("Job", Export, LeadImport)
Table = type[Export] | type[LeadImport]

WAITING, WORKING, DONE, FAILED, CANCELLED = "waiting", "working", "done", "failed", "cancelled"
STATUSES: Mapping[str, str] = {
    WAITING: "Đang chờ",
    WORKING: "Đang làm",
    DONE: "Đã xong",
    FAILED: "Chưa làm được",
    CANCELLED: "Đã hủy",
}
UNFINISHED = (WAITING, WORKING)

KEPT = timedelta(days=1)
LEASE = timedelta(minutes=5)  # longer than packing a workbook of a million rows
MOST_TRIES = 3
MOST_AT_ONCE = 3  # unfinished ones of a person


@dataclass(frozen=True)
class Claim:
    """A claimed job: whose eyes look, and the fence of the claim."""

    table: Table
    number: int
    fence: int
    viewer: Viewer


def unfinished(session: Session, table: type[Job], viewer: Viewer) -> Sequence[Job]:
    """Give what the viewer waits for."""
    own = select(table).where(table.user_id == viewer.user_id, table.status.in_(UNFINISHED))
    return session.scalars(own.order_by(table.id)).all()


def check_room(session: Session, table: type[Job], viewer: Viewer) -> None:
    """Raises LeadsError for somebody who waits for enough already."""
    if len(unfinished(session, table, viewer)) >= MOST_AT_ONCE:
        raise LeadsError(f"Đang làm {MOST_AT_ONCE} tệp: đợi xong hoặc hủy một tệp rồi làm tiếp.")


def find(session: Session, table: type[Job], viewer: Viewer, number: int) -> Job:
    """Give a job of the viewer's own. Raises LeadsError for any other."""
    row = session.get(table, number)
    if row is None or row.user_id != viewer.user_id:
        raise LeadsError("Không có tệp này; tệp được giữ một ngày.")
    return row


def mine(session: Session, table: type[Job], viewer: Viewer) -> Sequence[Job]:
    """Give what the viewer asked for within the last day, newest first."""
    found = select(table).where(table.user_id == viewer.user_id)
    return session.scalars(found.order_by(table.id.desc())).all()


def cancel(session: Session, table: type[Job], viewer: Viewer, number: int) -> None:
    """Stop a job that is not done."""
    row = find(session, table, viewer, number)
    if row.status in UNFINISHED:
        row.status = CANCELLED


def waiting(session: Session, table: Table, now: datetime) -> bool:
    """Tell whether a job waits for somebody to work on it."""
    return session.scalar(select(table.id).where(*_free(table, now)).limit(1)) is not None


def claim(session: Session, table: Table, now: datetime) -> Claim | None:
    """Take the oldest job that nobody works on; None when there is none.

    One that was tried too often has failed; one whose owner has lost the account is cancelled.
    """
    query = select(table).where(*_free(table, now)).order_by(table.id).limit(1)
    found = session.scalar(query.with_for_update(skip_locked=True))
    row = cast("Export | LeadImport | None", found)
    if row is None:
        return None
    user = session.get_one(User, row.user_id)
    if sessions.has_left(session, user, now):
        row.status = CANCELLED
        return None
    if row.tries >= MOST_TRIES:
        row.status = FAILED
        return None
    row.status, row.lease_until = WORKING, now + LEASE
    row.tries += 1
    return Claim(table, row.id, row.tries, Viewer.of(user))


def keep(session: Session, held: Claim, now: datetime, **changes: Any) -> bool:
    """Note how far the job is and keep the lease; False when it is ours no more."""
    return _changed(session, _held(held).values(lease_until=now + LEASE, **changes))


def finish(session: Session, held: Claim, **changes: Any) -> bool:
    """The job is done; False when it is ours no more."""
    return _changed(session, _held(held).values(status=DONE, lease_until=None, **changes))


def give_back(session: Session, held: Claim) -> None:
    """Let another process take the job at once; this one is stopping and that was no try."""
    session.execute(_held(held).values(status=WAITING, tries=held.fence - 1, lease_until=None))


def _free(table: Table, now: datetime) -> tuple[Any, ...]:
    unheld = or_(table.lease_until.is_(None), table.lease_until < now)
    return table.status.in_(UNFINISHED), unheld


def _held(held: Claim) -> Any:
    table = held.table
    return update(table).where(
        table.id == held.number, table.tries == held.fence, table.status == WORKING
    )


def _changed(session: Session, statement: Executable) -> bool:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1
