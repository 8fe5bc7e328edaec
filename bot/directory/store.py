"""The directory in the database: reading all of it, and taking over a file at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.directory.entries import Collector, Directory, Point, code
from bot.directory.errors import DirectoryError
from bot.directory.workbook import Draft
from bot.leads import organisations
from bot.leads.text import fold
from bot.storage.directory import RosterEntry, ServicePoint
from bot.storage.models import ContentChange
from bot.storage.outreach import User

CHANGE = "directory"  # kind of the content change: every process reads the directory anew


def load(session: Session, now: datetime) -> Directory:
    """Give the directory in force."""
    return Directory(
        tuple(
            Point(
                row.kind,
                row.name,
                row.address,
                row.ward,
                row.province,
                row.organisation,
                row.former_ward,
                row.phone,
                row.hours,
                row.latitude,
                row.longitude,
            )
            for row in session.scalars(select(ServicePoint).order_by(ServicePoint.id))
        ),
        _collectors(session, now),
    )


def _collectors(session: Session, now: datetime) -> tuple[Collector, ...]:
    """Give the collectors of the file and those who have an account; an account says it newer."""
    with_account = {
        code(user.card): _of_account(user) for user in organisations.collectors(session, now)
    }
    listed = (
        Collector(row.name, row.card, row.organisation, row.team)
        for row in session.scalars(select(RosterEntry).order_by(RosterEntry.id))
    )
    of_file = (entry for entry in listed if code(entry.card) not in with_account)
    return (*of_file, *with_account.values())


def _of_account(user: User) -> Collector:
    belongs = user.team.organisation if user.team else user.organisation
    name = belongs.name if belongs else ""
    return Collector(user.full_name, user.card, name, user.team.code if user.team else "")


def keep(
    session: Session, draft: Draft, author: str, now: datetime, *, replace: bool = False
) -> Directory:
    """Take over a file and give the directory that is then in force.

    What the file has no sheet for stays. Without `replace` a point of the same name and address,
    or a collector of the same card, is brought up to date and all others stay. Raises
    DirectoryError for a file with mistakes: nothing is half imported.
    """
    if draft.mistakes:
        raise DirectoryError("Tệp còn chỗ sai, chưa nhập gì.")
    if draft.points is not None:
        _keep(session, ServicePoint, draft.points, replace=replace)
    if draft.collectors is not None:
        _keep(session, RosterEntry, draft.collectors, replace=replace)
    session.flush()
    directory = load(session, now)
    value = {"points": len(directory.points), "collectors": len(directory.collectors)}
    session.add(
        ContentChange(kind=CHANGE, key="", value=value, author=author[:100], created_at=now)
    )
    return directory


@dataclass(frozen=True)
class Difference:
    """What a file would change in one list: its entries by what becomes of them."""

    new: tuple[Any, ...] = ()
    changed: tuple[Any, ...] = ()
    same: int = 0
    gone: tuple[Any, ...] = ()  # only where the file replaces the list


def compare(
    session: Session, draft: Draft, now: datetime, *, replace: bool
) -> tuple[Difference, Difference]:
    """Say what keeping a file would change: of the points, and of the collectors."""
    known = load(session, now)
    return (
        _difference(known.points, draft.points, replace=replace),
        _difference(known.collectors, draft.collectors, replace=replace),
    )


def _difference(known: Sequence[Any], given: Sequence[Any] | None, *, replace: bool) -> Difference:
    if given is None:  # the file has no sheet for it: all stays
        return Difference(same=len(known))
    before = {_key(entry): entry for entry in known}
    after = {_key(entry): entry for entry in given}
    return Difference(
        new=tuple(entry for key, entry in after.items() if key not in before),
        changed=tuple(e for key, e in after.items() if key in before and before[key] != e),
        same=sum(before.get(key) == entry for key, entry in after.items()),
        gone=tuple(e for key, e in before.items() if key not in after) if replace else (),
    )


def _keep(session: Session, table: type[Any], entries: tuple[Any, ...], *, replace: bool) -> None:
    if replace:
        session.execute(delete(table))
    rows = {_key(row): row for row in session.scalars(select(table))}
    for entry in entries:
        row = rows.get(_key(entry))
        if row is None:
            session.add(table(**vars(entry)))
            continue
        for name, value in vars(entry).items():
            setattr(row, name, value)


def _key(entry: Any) -> str:
    """Tell entries apart, whether they are rows or plain values."""
    if hasattr(entry, "card"):
        return code(entry.card)
    return fold(f"{entry.name}|{entry.address}|{entry.ward}")
