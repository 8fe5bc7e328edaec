"""Exports that run in the background: asked for, claimed, worked on, kept for a day.

A job belongs to the process that claimed it while its lease holds; the number of the claim is the
fence. One whose process died is claimed again and starts over; after three tries it has failed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.leads import audit
from bot.leads.errors import LeadsError
from bot.leads.queries import LeadFilter
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.exports import Export, ExportPart
from bot.storage.outreach import User

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
LEASE = timedelta(seconds=60)
MOST_TRIES = 3
PARTS_AT_ONCE = 16  # deleted in one transaction
MOST_AT_ONCE = 3  # unfinished ones of a person


@dataclass(frozen=True)
class Job:
    """A claimed export: whose eyes look, what they want, and the fence of the claim."""

    number: int
    fence: int
    viewer: Viewer
    wanted: LeadFilter
    kind: str


def ask(
    session: Session,
    viewer: Viewer,
    wanted: LeadFilter,
    kind: str,
    name: str,
    total: int,
    now: datetime,
) -> int:
    """Ask for a file and give the number of the job. Raises LeadsError for too many at once."""
    mine = (Export.user_id == viewer.user_id, Export.status.in_(UNFINISHED))
    if (session.scalar(select(func.count(Export.id)).where(*mine)) or 0) >= MOST_AT_ONCE:
        raise LeadsError(f"Đang làm {MOST_AT_ONCE} tệp: đợi xong hoặc hủy một tệp rồi xuất tiếp.")
    row = Export(
        user_id=viewer.user_id,
        kind=kind,
        name=name,
        wanted=_packed(wanted),
        total=total,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, viewer: Viewer, number: int) -> Export:
    """Give an export of the viewer's own. Raises LeadsError for any other."""
    row = session.get(Export, number)
    if row is None or row.user_id != viewer.user_id:
        raise LeadsError("Không có tệp này; tệp được giữ một ngày.")
    return row


def mine(session: Session, viewer: Viewer) -> Sequence[Export]:
    """Give what the viewer asked for within the last day, newest first."""
    found = select(Export).where(Export.user_id == viewer.user_id)
    return session.scalars(found.order_by(Export.id.desc())).all()


def cancel(session: Session, viewer: Viewer, number: int) -> None:
    """Stop a job that is not done; what is made of it goes with the next purge."""
    row = find(session, viewer, number)
    if row.status in UNFINISHED:
        row.status = CANCELLED


def waiting(session: Session, now: datetime) -> bool:
    """Tell whether a job waits for somebody to work on it."""
    return session.scalar(select(Export.id).where(*_free(now)).limit(1)) is not None


def claim(session: Session, now: datetime) -> Job | None:
    """Take the oldest job that nobody works on, from its beginning; None when there is none.

    One that was tried too often has failed; one whose owner has lost the account is cancelled.
    """
    query = select(Export).where(*_free(now)).order_by(Export.id).limit(1)
    row = session.scalar(query.with_for_update(skip_locked=True))
    if row is None:
        return None
    user = session.get_one(User, row.user_id)
    if user.disabled_at is not None:
        row.status = CANCELLED
        return None
    if row.tries >= MOST_TRIES:
        row.status = FAILED
        return None
    row.status, row.lease_until, row.rows = WORKING, now + LEASE, 0
    row.tries += 1
    return Job(row.id, row.tries, Viewer.of(user), _unpacked(row.wanted), row.kind)


def keep(session: Session, job: Job, now: datetime, **changes: Any) -> bool:
    """Note how far the job is and keep the lease; False when it is ours no more."""
    return _changed(session, _held(job).values(lease_until=now + LEASE, **changes))


def add_part(session: Session, job: Job, position: int, data: bytes, now: datetime) -> bool:
    """Keep a piece of the file; False when the job is ours no more."""
    if not keep(session, job, now):
        return False
    session.add(ExportPart(export_id=job.number, position=position, data=data))
    return True


def finish(session: Session, job: Job, rows: int, size: int) -> bool:
    """The file is whole."""
    done = {"status": DONE, "rows": rows, "size": size, "lease_until": None}
    return _changed(session, _held(job).values(**done))


def give_back(session: Session, job: Job) -> None:
    """Let another process take the job at once; this one is stopping and that was no try."""
    session.execute(_held(job).values(status=WAITING, tries=job.fence - 1, lease_until=None))


def parts(database: Database, number: int) -> Iterator[bytes]:
    """Give a finished file piece by piece."""
    position = 0
    while True:
        with database.read() as session:
            row = session.get(ExportPart, (number, position))
        if row is None:
            return
        yield row.data
        position += 1


def note_download(
    session: Session, viewer: Viewer, number: int, address: str, now: datetime
) -> None:
    """The log says who took the file along."""
    row = find(session, viewer, number)
    audit.record(session, viewer, "export-taken", now, target=row.name, address=address)


def drop_old(session: Session, now: datetime) -> int:
    """Delete some of what was asked for more than a day ago, and of what came to nothing.

    Gives how many pieces and files went. Call again until it gives 0.
    """
    old = Export.created_at < now - KEPT
    gone = or_(old, Export.status.in_((CANCELLED, FAILED)))
    number = session.scalar(
        select(ExportPart.export_id)
        .join(Export, Export.id == ExportPart.export_id)
        .where(gone)
        .limit(1)
    )
    if number is not None:
        return drop_parts(session, number)
    return len(session.scalars(delete(Export).where(old).returning(Export.id)).all())


def drop_parts(session: Session, number: int) -> int:
    """Delete some pieces of a file and give how many: a whole large file at once would keep all
    other writes waiting.
    """
    some = select(ExportPart.position).where(ExportPart.export_id == number)
    positions = session.scalars(some.order_by(ExportPart.position).limit(PARTS_AT_ONCE)).all()
    session.execute(
        delete(ExportPart).where(ExportPart.export_id == number, ExportPart.position.in_(positions))
    )
    return len(positions)


def _free(now: datetime) -> tuple[Any, ...]:
    unheld = or_(Export.lease_until.is_(None), Export.lease_until < now)
    return Export.status.in_(UNFINISHED), unheld


def _held(job: Job) -> Any:
    return update(Export).where(
        Export.id == job.number, Export.tries == job.fence, Export.status == WORKING
    )


def _changed(session: Session, statement: Executable) -> bool:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def _packed(wanted: LeadFilter) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(wanted).items()
    }


def _unpacked(packed: Mapping[str, Any]) -> LeadFilter:
    """Read a filter; what another version wrote and this one does not know does not narrow."""
    days = {"since", "until", "due_by"}
    known: dict[str, Any] = {
        field.name: packed[field.name] for field in fields(LeadFilter) if field.name in packed
    }
    for key in days & known.keys():
        known[key] = date.fromisoformat(known[key]) if known[key] else None
    return LeadFilter(**known)
