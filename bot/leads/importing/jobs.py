"""Rows of a preview that are kept in the background, a batch in each transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.leads import jobs
from bot.leads.importing import draft, keeping
from bot.leads.importing.rows import Row
from bot.leads.jobs import Claim
from bot.leads.viewers import Viewer
from bot.storage.imports import LeadImport


def ask(session: Session, viewer: Viewer, rows: Sequence[Row], name: str, now: datetime) -> int:
    """Ask for rows to be kept and give the number of the job: of the one under way when it is
    the same. Raises LeadsError for too many at once.
    """
    packed = draft.packed(rows)
    for known in jobs.unfinished(session, LeadImport, viewer):
        if known.packed == packed:
            return known.id
    jobs.check_room(session, LeadImport, viewer)
    row = LeadImport(
        user_id=viewer.user_id,
        name=name,
        packed=packed,
        total=len(rows),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def remaining(session: Session, claim: Claim) -> Sequence[Row]:
    """Give the rows that are not kept yet, by this process or one before it."""
    row = session.get_one(LeadImport, claim.number)
    return draft.unpacked(row.packed)[row.rows :] if row.packed else ()


def keep(session: Session, claim: Claim, rows: Sequence[Row], now: datetime) -> bool:
    """Keep a batch and note how far it is; False, and nothing kept, when the job is ours no more.

    Both are one transaction: whoever goes on after a crash goes on with the next batch.
    """
    row = session.get_one(LeadImport, claim.number, with_for_update=True)
    if not jobs.keep(session, claim, now, rows=row.rows + len(rows)):
        return False
    row.new += keeping.keep(session, rows, claim.viewer, now)
    return True


def finish(session: Session, claim: Claim) -> bool:
    """All rows are kept: the file itself is not needed any more."""
    return jobs.finish(session, claim, packed=None)


def drop_old(session: Session, now: datetime) -> int:
    """Delete what was asked for more than a day ago; give how many."""
    old = delete(LeadImport).where(LeadImport.created_at < now - jobs.KEPT)
    return len(session.scalars(old.returning(LeadImport.id)).all())
