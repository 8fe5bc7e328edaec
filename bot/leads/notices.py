"""Notices: each tells one person of one matter, once, and is a row until it is sent or nobody will.

A sender claims all notices of a person that are due by one conditional update, so that of many
processes one sends them, and a person with ten matters gets one message.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, joinedload

from bot.hours import Hours
from bot.storage.inserts import insert_into
from bot.storage.notices import StaffMatter, StaffNotice
from bot.storage.outreach import Lead

WAITING, QUEUED, SENT = "waiting", "queued", "sent"
DONE, UNREACHABLE, DEAD = "done", "unreachable", "dead"
STATUSES = {
    WAITING: "đang chờ gửi",
    QUEUED: "đang gửi",
    SENT: "đã gửi",
    DONE: "không cần báo nữa",
    UNREACHABLE: "chưa có nơi nhận",
    DEAD: "không gửi được",
}
"""The ends and stations of a notice, and their names for staff."""

LEASE = timedelta(minutes=2)  # longer than all sends to one person's devices
BACK_OFF = (1, 5, 15, 60, 180)  # minutes before each further try; after the last it is dead


@dataclass(frozen=True)
class Claim:
    """The notices of a person that this process sends now."""

    user_id: int
    mark: str


def tell(
    session: Session, matter: StaffMatter, people: Sequence[int], now: datetime, *, urgent: bool
) -> int:
    """Make a notice for each who was not told of the matter yet. Gives how many were made."""
    dialect = session.get_bind().dialect.name
    told = 0
    for user_id in people:
        row = {
            "matter_id": matter.id,
            "user_id": user_id,
            "level": matter.level,
            "urgent": urgent,
            "status": WAITING,
            "due_at": now,
            "tries": 0,
            "via": "",
            "failed": "",
            "created_at": now,
        }
        new = insert_into(StaffNotice, dialect).values(**row)
        added = new.on_conflict_do_nothing(index_elements=["matter_id", "user_id"])
        told += session.scalar(added.returning(StaffNotice.id)) is not None
    return told


def has_due(session: Session, hours: Hours, now: datetime) -> bool:
    """Tell whether there is something to claim."""
    return session.scalar(select(StaffNotice.id).where(*_free(hours, now)).limit(1)) is not None


def claim(session: Session, hours: Hours, now: datetime) -> Claim | None:
    """Take all due notices of the person who waits longest; None when there are none."""
    free = _free(hours, now)
    user_id = session.scalar(
        select(StaffNotice.user_id).where(*free).order_by(StaffNotice.due_at).limit(1)
    )
    if user_id is None:
        return None
    taken = Claim(user_id, uuid4().hex)
    session.execute(
        update(StaffNotice)
        .where(*free, StaffNotice.user_id == user_id)
        .values(lease_until=now + LEASE, claim=taken.mark)
        .execution_options(synchronize_session=False)
    )
    return taken


def claimed(session: Session, taken: Claim) -> Sequence[StaffNotice]:
    """Give the notices of a claim, as long as no other process took them over."""
    query = select(StaffNotice).where(
        StaffNotice.user_id == taken.user_id, StaffNotice.claim == taken.mark
    )
    matter = joinedload(StaffNotice.matter)
    return session.scalars(
        query.options(matter.joinedload(StaffMatter.lead).load_only(Lead.code)).order_by(
            StaffNotice.id
        )
    ).all()


def settle(
    notice: StaffNotice, status: str, now: datetime, *, via: str = "", why: str = ""
) -> None:
    """End a notice. One that did not reach its person lets the next level be told at once."""
    notice.status, notice.due_at, notice.lease_until, notice.claim = status, None, None, None
    notice.via, notice.error = via or notice.via, why or None
    if status == SENT:
        notice.sent_at = now


def queue(notice: StaffNotice, outbox_id: int, look_again: datetime) -> None:
    """The message went into the outbox of the linked conversation: see later what became of it."""
    notice.status, notice.outbox_id, notice.via = QUEUED, outbox_id, "chat"
    notice.due_at, notice.lease_until, notice.claim = look_again, None, None


def look_again(notice: StaffNotice, at: datetime) -> None:
    """The outbox has not sent it yet."""
    notice.due_at, notice.lease_until, notice.claim = at, None, None


def failed(notice: StaffNotice, way: str, now: datetime, why: str) -> None:
    """This way does not lead to the person: the next one is tried at once."""
    notice.failed = f"{notice.failed} {way}".strip()
    notice.status, notice.tries, notice.error = WAITING, 0, why
    notice.due_at, notice.lease_until, notice.claim = now, None, None


def try_again(
    notice: StaffNotice, hours: Hours, now: datetime, why: str, after: float | None = None
) -> bool:
    """Let the notice wait for another try, `after` seconds at least; False after the last try."""
    notice.tries += 1
    if notice.tries > len(BACK_OFF):
        return False
    wait = max(BACK_OFF[notice.tries - 1] * 60.0, after or 0.0)
    due_at = now + timedelta(seconds=wait)
    notice.due_at = due_at if notice.urgent else hours.next_opening(due_at)
    notice.lease_until, notice.claim, notice.error = None, None, why
    return True


def has_holder(session: Session, matter: StaffMatter) -> bool:
    """Tell whether somebody was told, or may look without being told, who could act."""
    query = select(StaffNotice.id).where(
        StaffNotice.matter_id == matter.id, StaffNotice.status != DEAD
    )
    return session.scalar(query.limit(1)) is not None


def hurry_next_level(session: Session, matter: StaffMatter, now: datetime) -> None:
    """Tell the next level at once when none of those who were told can be reached."""
    if matter.next_at is not None and not has_holder(session, matter):
        matter.next_at = min(matter.next_at, now)


def _free(hours: Hours, now: datetime) -> list[ColumnElement[bool]]:
    """What can be claimed: due and in nobody's hands; outside the hours only what is urgent."""
    free = [
        StaffNotice.due_at <= now,
        or_(StaffNotice.lease_until.is_(None), StaffNotice.lease_until < now),
    ]
    return free if hours.is_open(now) else [*free, StaffNotice.urgent.is_(True)]


def of_leads(session: Session, lead_ids: Collection[int]) -> Sequence[StaffNotice]:
    """Give who was told of these leads, with their names, newest first."""
    query = select(StaffNotice).join(StaffNotice.matter).where(StaffMatter.lead_id.in_(lead_ids))
    whom = joinedload(StaffNotice.user)
    return session.scalars(query.options(whom).order_by(StaffNotice.id.desc())).all()


def last_of(session: Session, user_id: int) -> StaffNotice | None:
    """Give the newest notice of a person, which shows whether notices arrive."""
    query = select(StaffNotice).where(StaffNotice.user_id == user_id)
    return session.scalar(query.order_by(StaffNotice.id.desc()).limit(1))
