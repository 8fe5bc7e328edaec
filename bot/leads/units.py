"""The tree of units: province office, local offices, wards, hamlets; moving and merging them.

Wards come into the tree when a lead or a team is in one, under the root until an administrator puts
them under a local office. Hamlets are there when somebody entered them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.leads import scope, search
from bot.leads.calendar import day_of
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.places.find import find
from bot.places.units import units as places
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.outreach import Lead, Team, TeamUnit
from bot.storage.units import Unit

PROVINCE, OFFICE, WARD, HAMLET = "province", "office", "ward", "hamlet"
LEVELS: Mapping[str, str] = {
    PROVINCE: "BHXH tỉnh/thành phố",
    OFFICE: "BHXH cơ sở",
    WARD: "Xã/phường",
    HAMLET: "Thôn/khối phố",
}
"""Levels as stored, from the top, and their names for staff."""

_HAMLET_TYPES = re.compile(r"^(to dan pho|khoi pho|khu pho|khoi|thon|xom|kp|to|ap) ")


def ensure_tree(database: Database, settings: Settings, now: datetime) -> None:
    """Make the root at the first start, with the places of the teams and leads that are there."""

    def make(session: Session) -> None:
        if root(session) is not None:
            return
        key = f"{PROVINCE}:{settings.office_province}"
        session.add(Unit(level=PROVINCE, name=settings.office_name, key=key, created_at=now))
        session.flush()
        for team in session.scalars(select(Team)):
            set_places(session, team, now)
        wards = select(Lead.ward, Lead.province).where(Lead.ward != "").distinct()
        for ward, province in session.execute(wards).all():
            unit = ward_for(session, ward, province, now)
            if unit is not None:
                same = (Lead.ward == ward, Lead.province == province, Lead.unit_id.is_(None))
                session.execute(update(Lead).where(*same).values(unit_id=unit.id))

    find("")  # reads the places, which takes a second: not in a transaction
    with database.read() as session:
        known = root(session)
    if known is None:
        database.write(make)


def root(session: Session) -> Unit | None:
    """Give the province office; None before the first start."""
    return session.scalar(select(Unit).where(Unit.level == PROVINCE))


def province_of(top: Unit) -> str:
    """Give the name of the province in which the root's wards are."""
    return top.key.removeprefix(f"{PROVINCE}:")


def ward_for(session: Session, ward: str, province: str, now: datetime) -> Unit | None:
    """Give the unit of a ward, new ones under the root; None for a ward of another province."""
    top = root(session)
    if top is None or not ward or (province and fold(province) != fold(province_of(top))):
        return None
    return _named(session, WARD, ward, top, now)


def hamlet_for(session: Session, ward: Unit, hamlet: str) -> Unit | None:
    """Give the hamlet of that ward, when it is in the tree."""
    key = _hamlet_key(ward, hamlet)
    return session.scalar(select(Unit).where(Unit.key == key)) if hamlet else None


def hamlet_key(name: str) -> str:
    """Give what is equal for two ways to write a hamlet: "Khối phố 3" and "kp 3"."""
    return _HAMLET_TYPES.sub("", fold(name))[:200]


def add_hamlet(session: Session, ward: Unit, hamlet: str, now: datetime) -> Unit:
    """Give the hamlet of that ward, made when it is not there."""
    return _named(session, HAMLET, hamlet, ward, now)


def hang(session: Session, lead: Lead, now: datetime) -> None:
    """Put a lead where it belongs: the hamlet or ward of today, else where its team works.

    A lead of a ward that was merged gets the new ward's name and keeps the old as its former one.
    """
    lead.ward = lead.ward or _ward_written(session, lead.place)
    ward = ward_for(session, lead.ward, lead.province, now)
    if ward is None:
        lead.unit_id = lead.unit_id if not lead.ward else None
        if lead.unit_id is None and lead.team_id is not None and not lead.ward:
            lead.unit_id = _only_unit(session, lead.team_id)
        return
    if ward.merged_into is not None:
        lead.former_ward, lead.ward = lead.former_ward or lead.ward, ward.current.name
        ward = ward.current
        lead.place_folded = f"{lead.place_folded} {fold(lead.ward)}"[:600]
        search.index(lead)
    hamlet = hamlet_for(session, ward, lead.hamlet)
    lead.unit_id = (hamlet.current if hamlet else ward).id


def set_places(session: Session, team: Team, now: datetime) -> None:
    """Note in which units a team works, by the places that it names."""
    session.execute(delete(TeamUnit).where(TeamUnit.team_id == team.id))
    top = root(session)
    if top is None:
        return
    found = (unit_named(session, place, top, now) for place in team.wards)
    chosen = {unit.id for unit in found if unit is not None}
    session.add_all(TeamUnit(team_id=team.id, unit_id=unit_id) for unit_id in sorted(chosen))
    session.flush()


def unit_named(session: Session, text: str, top: Unit, now: datetime) -> Unit | None:
    """Give the one unit that a place names (hamlet in the tree, ward, former ward), else None."""
    known = session.scalar(select(Unit).where(Unit.key == f"{WARD}:{fold(text)}"))
    if known is not None:
        return known.current
    found = find(text, province_of(top))
    wards = {(place.ward, place.province) for place in found}
    if len(wards) != 1:
        return None
    ward = ward_for(session, *wards.pop(), now)
    if ward is None:
        return None
    hamlet = hamlet_for(session, ward, found[0].hamlet)
    return (hamlet or ward).current


def create_office(session: Session, name: str, now: datetime) -> Unit:
    """Make a local office under the root. Raises LeadsError for a name that is taken."""
    top, name = _root(session), clean(name, 200)
    if not name:
        raise LeadsError("BHXH cơ sở cần có tên.")
    if session.scalar(select(Unit.id).where(Unit.key == f"{OFFICE}:{fold(name)}")) is not None:
        raise LeadsError(f"Đã có đơn vị “{name}”.")
    return _named(session, OFFICE, name, top, now)


def rename(session: Session, unit_id: int, name: str) -> Unit:
    """Give the root or a local office another name; a ward's is the law's. Raises LeadsError."""
    unit, name = find_unit(session, unit_id), clean(name, 200)
    if not name or unit.level not in (PROVINCE, OFFICE):
        raise LeadsError("Chỉ đổi tên cơ quan BHXH; xã/phường đổi tên thì sáp nhập vào tên mới.")
    key = f"{OFFICE}:{fold(name)}" if unit.level == OFFICE else unit.key
    other = session.scalar(select(Unit.id).where(Unit.key == key))
    if other not in (None, unit.id):
        raise LeadsError(f"Đã có đơn vị “{name}”.")
    unit.name, unit.key = name, key
    return unit


def put_under(
    session: Session, office_id: int, wards: Iterable[str], now: datetime
) -> Sequence[Unit]:
    """Put wards under a local office or the root, each named as today. Raises LeadsError."""
    office, top = find_unit(session, office_id), _root(session)
    if office.level not in (PROVINCE, OFFICE) or office.merged_into_id is not None:
        raise LeadsError("Xã/phường chỉ thuộc BHXH cơ sở hoặc BHXH tỉnh/thành phố.")
    moved = []
    for text in filter(None, (clean(ward, 200) for ward in wards)):
        name = official(text, top)
        known = session.scalar(select(Unit).where(Unit.key == f"{WARD}:{fold(text)}"))
        if known is None and not name:
            raise LeadsError(
                f"Không có xã/phường “{text}” ở {province_of(top)}. Ghi đủ loại và tên hiện nay."
            )
        unit = (known or _named(session, WARD, name, top, now)).current
        unit.parent_id = office.id
        moved.append(unit)
    session.flush()
    return moved


def new_ward(session: Session, name: str, beside: Unit, now: datetime) -> Unit:
    """Make a ward that a new resolution brings, under the office of another. Raises LeadsError."""
    name = clean(name, 100)
    if not fold(name).startswith(("phuong ", "xa ", "dac khu ")):
        raise LeadsError("Tên xã/phường mới ghi cả loại, ví dụ “Phường Bàn Thạch”.")
    parent = beside.parent if beside.level == WARD else None
    return _named(session, WARD, name, parent or _root(session), now)


def official(text: str, top: Unit) -> str:
    """Give the name of a ward of today in the root's province, "" when there is none such."""
    province, folded = province_of(top), fold(text)
    here = (place.ward for place in places() if place.province == province)
    return next((ward for ward in here if fold(ward) == folded), "")


def find_unit(session: Session, unit_id: int) -> Unit:
    """Give a unit. Raises LeadsError when there is none."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise LeadsError("Không có đơn vị này.")
    return unit


def merge(session: Session, unit_id: int, into_id: int, on: date | None, now: datetime) -> Unit:
    """Merge a unit into another of its level, as of a day; gives the one that ends.

    Nothing moves: leads, teams and people stay with the unit of their time and are seen below the
    new one. Leads show the new ward and are found by both names. Raises LeadsError.
    """
    unit, into = find_unit(session, unit_id), find_unit(session, into_id)
    if unit.level != into.level or unit.level == PROVINCE:
        raise LeadsError("Chỉ sáp nhập hai đơn vị cùng cấp, dưới cấp tỉnh.")
    if unit.merged_into_id is not None or into.merged_into_id is not None:
        raise LeadsError("Đơn vị này đã sáp nhập rồi.")
    if unit.id == into.id:
        raise LeadsError("Chọn hai đơn vị khác nhau.")
    if on is None or on > day_of(now):
        raise LeadsError("Ngày sáp nhập là hôm nay hoặc một ngày trước đó.")
    if unit.level == HAMLET and _ward_of(unit) is not _ward_of(into):
        raise LeadsError("Chỉ sáp nhập hai thôn, khối phố của cùng một xã/phường.")
    if unit.level in (WARD, HAMLET):
        _rewrite_leads(session, unit, into)
    unit.merged_into, unit.merged_on = into, on
    session.flush()
    return unit


def _named(session: Session, level: str, name: str, parent: Unit, now: datetime) -> Unit:
    """Give the unit of that level and name, made under `parent` when it is not there."""
    key = _hamlet_key(parent, name) if level == HAMLET else f"{level}:{fold(name)}"
    unit = session.scalar(select(Unit).where(Unit.key == key))
    if unit is not None:
        return unit
    try:
        with session.begin_nested():
            unit = Unit(level=level, name=name, key=key, parent_id=parent.id, created_at=now)
            session.add(unit)
    except IntegrityError:  # another process made it at this very moment
        return session.scalars(select(Unit).where(Unit.key == key)).one()
    return unit


def _hamlet_key(ward: Unit, hamlet: str) -> str:
    return f"{HAMLET}:{ward.id}:{hamlet_key(hamlet)}"


def _rewrite_leads(session: Session, unit: Unit, into: Unit) -> None:
    """Let the leads of a merged ward or hamlet show the new name, and be found by both."""
    if unit.level == WARD:
        former = case((Lead.former_ward == "", Lead.ward), else_=Lead.former_ward)
        names = {"former_ward": former, "ward": into.name}
    else:
        names = {"hamlet": into.name}
    search.add_words(session, Lead.unit_id.in_(scope.subtree(unit.id)), into.name)
    both = func.substr(Lead.place_folded + " " + fold(into.name), 1, 600)
    session.execute(
        update(Lead)
        .where(Lead.unit_id.in_(scope.subtree(unit.id)))
        .values(place_folded=both, **names)
        .execution_options(synchronize_session=False)
    )


def _ward_written(session: Session, place: str | None) -> str:
    """Give the ward at the end of a place as written, when only the tree knows it by now."""
    key = f"{WARD}:{fold((place or '').rpartition(',')[2])}"
    unit = session.scalar(select(Unit).where(Unit.key == key))
    return unit.name if unit else ""


def _ward_of(hamlet: Unit) -> Unit | None:
    return hamlet.parent.current if hamlet.parent else None


def _only_unit(session: Session, team_id: int) -> int | None:
    """Give the unit of a team that works in one only."""
    found = select(func.min(TeamUnit.unit_id), func.count()).where(TeamUnit.team_id == team_id)
    unit_id, count = session.execute(found).one()
    return unit_id if count == 1 else None


def _root(session: Session) -> Unit:
    top = root(session)
    if top is None:
        raise LeadsError("Chưa có cây đơn vị: khởi động chương trình một lần.")
    return top
