"""The tree of units as a page shows it: offices with their wards, and what was merged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from bot.leads.units import HAMLET, OFFICE, PROVINCE, WARD
from bot.storage.outreach import Lead, User
from bot.storage.units import Unit


@dataclass
class Node:
    """A unit of today with what is below it; `leads` and `officers` count those of the subtree."""

    unit: Unit
    below: list["Node"] = field(default_factory=list)
    leads: int = 0
    officers: int = 0

    @property
    def wards(self) -> list["Node"]:
        """The wards directly below."""
        return [node for node in self.below if node.unit.level == WARD]

    def all(self) -> list["Node"]:
        """This node and all below it, each before its own."""
        return [self, *(lower for node in self.below for lower in node.all())]


def tree(session: Session) -> Node | None:
    """Give the root with everything below it; None before the first start."""
    units = _units(session)
    nodes = {unit.id: Node(unit) for unit in units if unit.merged_into_id is None}
    leads, officers = _counts(session, Lead.unit_id), _counts(session, User.unit_id)
    for unit in units:
        nodes[unit.current.id].leads += leads.get(unit.id, 0)
        nodes[unit.current.id].officers += officers.get(unit.id, 0)
    for node in nodes.values():
        if node.unit.parent is not None:
            nodes[node.unit.parent.current.id].below.append(node)
    top = next((node for node in nodes.values() if node.unit.level == PROVINCE), None)
    if top is not None:
        _sum(top)
    return top


def merged(session: Session) -> Sequence[Unit]:
    """Give the units that were merged, the latest first."""
    found = select(Unit).where(Unit.merged_into_id.is_not(None))
    found = found.options(joinedload(Unit.merged_into))
    return session.scalars(found.order_by(Unit.merged_on.desc(), Unit.id.desc())).all()


def choices(session: Session) -> Sequence[Unit]:
    """Give the units to which an officer may belong: offices, then wards, by name."""
    found = select(Unit).where(Unit.level.in_((OFFICE, WARD)), Unit.merged_into_id.is_(None))
    return session.scalars(found.order_by(Unit.level, Unit.name)).all()


def _units(session: Session) -> Sequence[Unit]:
    """Give all units; every parent is in the session, so that none is asked for one by one."""
    order = {PROVINCE: 0, OFFICE: 1, WARD: 2, HAMLET: 3}
    found = session.scalars(select(Unit)).all()
    return sorted(found, key=lambda unit: (order[unit.level], unit.name))


def _counts(session: Session, column: InstrumentedAttribute[int | None]) -> dict[int, int]:
    rows = session.execute(select(column, func.count()).group_by(column))
    return {number: count for number, count in rows if number is not None}


def _sum(node: Node) -> None:
    for lower in node.below:
        _sum(lower)
        node.leads += lower.leads
        node.officers += lower.officers
