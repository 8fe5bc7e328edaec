"""Forms that a phone sends once signal returns: each counts once, however often it arrives."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.leads.errors import LeadsError
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.door import DoorEntry

KEPT = timedelta(days=7)  # a phone keeps what it could not send for a day
LATE = timedelta(hours=25)  # how old the moment that a phone names may be


def once(
    database: Database,
    entry_id: str,
    viewer: Viewer,
    now: datetime,
    work: Callable[[Session], str],
) -> str:
    """Do `work`, which gives the code of its lead, unless the entry was sent before.

    Gives the code, that of the first time when it comes again. Raises what `work` raises (then
    the entry may come again) and LeadsError for an id of somebody else.
    """

    def change(session: Session) -> str:
        known = session.get(DoorEntry, entry_id)
        if known is not None:
            if known.user_id != viewer.user_id:
                raise LeadsError("Mục này do tài khoản khác ghi.")
            return known.code
        session.execute(delete(DoorEntry).where(DoorEntry.created_at < now - KEPT))
        code = work(session)
        entry = DoorEntry(entry_id=entry_id, user_id=viewer.user_id, code=code, created_at=now)
        session.add(entry)
        session.flush()
        return code

    try:
        return database.write(change)
    except IntegrityError:
        return database.write(change)  # the same entry was being written at this very moment


def moment(text: str, now: datetime) -> datetime:
    """Give the moment that a phone names (ISO), when it is of the last day; else now."""
    try:
        named = datetime.fromisoformat(text)
    except ValueError:
        return now
    is_sound = named.tzinfo is not None and now - LATE <= named <= now
    return named if is_sound else now
