"""Files of leads that are made in the background: what is in one, its pieces, and its end."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from bot.leads import audit, jobs
from bot.leads.jobs import Claim
from bot.leads.queries import LeadFilter
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.exports import Export, ExportPart

PARTS_AT_ONCE = 16  # deleted in one transaction


def ask(
    session: Session,
    viewer: Viewer,
    wanted: LeadFilter,
    kind: str,
    name: str,
    total: int,
    now: datetime,
) -> int:
    """Ask for a file and give the number of the job: of the one under way when it is the same.

    Raises LeadsError for too many at once.
    """
    packed = _packed(wanted)
    for known in jobs.unfinished(session, Export, viewer):
        if (known.name, known.wanted) == (name, packed):
            return known.id
    jobs.check_room(session, Export, viewer)
    row = Export(
        user_id=viewer.user_id,
        kind=kind,
        name=name,
        wanted=packed,
        total=total,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def begin(session: Session, claim: Claim) -> tuple[LeadFilter, str]:
    """Begin a file from its first row; give which leads are wanted, and the kind of file."""
    row = session.get_one(Export, claim.number)
    row.rows = 0
    return _unpacked(row.wanted), row.kind


def add_part(session: Session, claim: Claim, position: int, data: bytes, now: datetime) -> bool:
    """Keep a piece of the file; False when the job is ours no more."""
    if not jobs.keep(session, claim, now):
        return False
    session.add(ExportPart(export_id=claim.number, position=position, data=data))
    return True


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
    row = jobs.find(session, Export, viewer, number)
    audit.record(session, viewer, "export-taken", now, target=row.name, address=address)


def drop_old(session: Session, now: datetime) -> int:
    """Delete some of what was asked for more than a day ago, and of what came to nothing.

    Gives how many pieces and files went. Call again until it gives 0.
    """
    old = Export.created_at < now - jobs.KEPT
    gone = or_(old, Export.status.in_((jobs.CANCELLED, jobs.FAILED)))
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
