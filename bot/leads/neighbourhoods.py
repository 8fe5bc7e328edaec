"""Hamlets and blocks (thôn, khối phố) and the contact of who heads them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from bot import phones
from bot.leads import scope, units
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.leads.viewers import Viewer
from bot.storage.door import Neighbourhood
from bot.storage.units import Unit

_WARD_TYPES = re.compile(r"^(phuong|xa|thi tran|dac khu) ")

Key = tuple[str, str]


@dataclass(frozen=True)
class Contact:
    """Who heads a neighbourhood; `phone` is E.164, "" when it is not known."""

    head: str
    phone: str


def key(ward: str, hamlet: str) -> Key:
    """Give what is equal for two ways to write a neighbourhood: "Khối phố 3" and "kp 3"."""
    return _WARD_TYPES.sub("", fold(ward))[:100], units.hamlet_key(hamlet)


def all_neighbourhoods(session: Session, viewer: Viewer) -> Sequence[Neighbourhood]:
    """Give those of the viewer's units, by ward and name."""
    order = (Neighbourhood.ward_folded, Neighbourhood.name_folded)
    return session.scalars(select(Neighbourhood).where(_open_to(viewer)).order_by(*order)).all()


def contacts(session: Session, keys: set[Key]) -> Mapping[Key, Contact]:
    """Give the heads of those neighbourhoods that are known."""
    wards = {ward for ward, _ in keys}
    found = session.scalars(select(Neighbourhood).where(Neighbourhood.ward_folded.in_(wards)))
    return {
        (row.ward_folded, row.name_folded): Contact(row.head, row.phone)
        for row in found
        if (row.ward_folded, row.name_folded) in keys
    }


def save(
    session: Session,
    ward: str,
    name: str,
    head: str,
    phone: str,
    viewer: Viewer,
    now: datetime,
) -> Neighbourhood:
    """Keep the contact of a neighbourhood, over the one that was known, and put it into the tree.

    Raises LeadsError, also for a place outside the viewer's units.
    """
    ward, name, head = clean(ward, 100), clean(name, 200), clean(head, 200)
    number = phones.parse(phone) if phone.strip() else ""
    if not ward or not name or not head:
        raise LeadsError("Cần xã/phường, tên thôn/khối phố và tên người phụ trách.")
    if number is None:
        raise LeadsError("Số điện thoại có 10 chữ số, ví dụ 0905 123 456.")
    ward_folded, name_folded = key(ward, name)
    row = session.scalar(
        select(Neighbourhood).where(
            Neighbourhood.ward_folded == ward_folded, Neighbourhood.name_folded == name_folded
        )
    )
    if row is None:
        row = Neighbourhood(ward_folded=ward_folded, name_folded=name_folded)
        session.add(row)
    row.ward, row.name, row.head, row.phone, row.updated_at = ward, name, head, number, now
    row.unit_id = _unit_of(session, ward, name, now)
    session.flush()
    if _found(session, row.id, viewer) is None:
        raise LeadsError("Xã/phường này không thuộc đơn vị của anh/chị. Ghi tên hiện nay.")
    return row


def remove(session: Session, number: int, viewer: Viewer) -> Neighbourhood:
    """Forget a neighbourhood. Raises LeadsError when the viewer has no such one."""
    row = _found(session, number, viewer)
    if row is None:
        raise LeadsError("Không có thôn/khối phố này.")
    session.delete(row)
    return row


def _found(session: Session, number: int, viewer: Viewer) -> Neighbourhood | None:
    return session.scalar(select(Neighbourhood).where(Neighbourhood.id == number, _open_to(viewer)))


def _open_to(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.sees_all:
        return true()
    return Neighbourhood.unit_id.in_(select(Unit.id).where(scope.units(viewer)))


def _unit_of(session: Session, ward: str, name: str, now: datetime) -> int | None:
    """Put a hamlet under its ward; None when the ward is not known by that name."""
    top = units.root(session)
    unit = units.unit_named(session, ward, top, now) if top else None
    if unit is None or unit.level != units.WARD:
        return None
    return units.add_hamlet(session, unit, name, now).id
