"""Hamlets and blocks (thôn, khối phố) and the contact of who heads them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phones
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.storage.door import Neighbourhood

_TYPES = re.compile(r"^(to dan pho|khoi pho|khu pho|khoi|thon|xom|kp|to|ap) ")
_WARD_TYPES = re.compile(r"^(phuong|xa|thi tran|dac khu) ")

Key = tuple[str, str]


@dataclass(frozen=True)
class Contact:
    """Who heads a neighbourhood; `phone` is E.164, "" when it is not known."""

    head: str
    phone: str


def key(ward: str, hamlet: str) -> Key:
    """Give what is equal for two ways to write a neighbourhood: "Khối phố 3" and "kp 3"."""
    return _WARD_TYPES.sub("", fold(ward))[:100], _TYPES.sub("", fold(hamlet))[:200]


def all_neighbourhoods(session: Session) -> Sequence[Neighbourhood]:
    """Give all that are known, by ward and name."""
    order = (Neighbourhood.ward_folded, Neighbourhood.name_folded)
    return session.scalars(select(Neighbourhood).order_by(*order)).all()


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
    session: Session, ward: str, name: str, head: str, phone: str, now: datetime
) -> Neighbourhood:
    """Keep the contact of a neighbourhood, over the one that was known. Raises LeadsError."""
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
    session.flush()
    return row


def remove(session: Session, number: int) -> Neighbourhood:
    """Forget a neighbourhood. Raises LeadsError when there is no such one."""
    row = session.get(Neighbourhood, number)
    if row is None:
        raise LeadsError("Không có thôn/khối phố này.")
    session.delete(row)
    return row
