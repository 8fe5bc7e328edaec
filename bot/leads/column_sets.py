"""Which columns of the list of leads somebody wants to see, saved under names."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.leads.errors import LeadsError
from bot.leads.text import clean
from bot.leads.viewers import Viewer
from bot.storage.outreach import ColumnSet

COLUMNS: Mapping[str, str] = {
    "phone": "Điện thoại",
    "place": "Nơi ở",
    "need": "Nhu cầu",
    "status": "Trạng thái",
    "reason": "Lý do",
    "next": "Hẹn tiếp",
    "contact": "Liên hệ cuối",
    "team": "Tổ",
    "assignee": "Người phụ trách",
    "source": "Nguồn",
    "campaign": "Chiến dịch",
    "call_time": "Giờ gọi",
    "support": "Diện hỗ trợ",
    "income": "Mức thu nhập",
    "birth_year": "Năm sinh",
    "joined": "Ngày tham gia",
    "created": "Ngày tạo",
}
"""What the list can show beside the name, in the order in which it is shown."""

USUAL: Sequence[str] = ("phone", "place", "need", "status", "next", "team", "created")
"""The columns of somebody who chose none."""

MOST = 20  # sets of a person


def sets_of(session: Session, viewer: Viewer) -> Sequence[ColumnSet]:
    """Give what the viewer saved, by name."""
    found = select(ColumnSet).where(ColumnSet.user_id == viewer.user_id)
    return session.scalars(found.order_by(ColumnSet.name)).all()


def shown(sets: Iterable[ColumnSet]) -> Sequence[str]:
    """Give the columns of the set that is in use."""
    used = next((each.columns for each in sets if each.in_use), USUAL)
    return [key for key in COLUMNS if key in used]


def save(session: Session, viewer: Viewer, name: str, columns: Iterable[str]) -> None:
    """Save columns under a name, in place of what it named before, and use them.

    Raises LeadsError when the name or every column is missing, or there are too many sets.
    """
    name, chosen = clean(name, 60), set(columns)
    wanted = [key for key in COLUMNS if key in chosen]
    if not name:
        raise LeadsError("Đặt tên cho bộ cột.")
    if not wanted:
        raise LeadsError("Chọn ít nhất một cột.")
    sets = sets_of(session, viewer)
    known = next((each for each in sets if each.name == name), None)
    if known is None:
        if len(sets) >= MOST:
            raise LeadsError(f"Mỗi người lưu nhiều nhất {MOST} bộ cột: xóa bớt một bộ.")
        known = ColumnSet(user_id=viewer.user_id, name=name, columns=wanted)
        session.add(known)
        session.flush()
    known.columns = wanted
    use(session, viewer, known.id)


def use(session: Session, viewer: Viewer, number: int | None) -> None:
    """Show the columns of that set from now on; None = the usual ones."""
    mine = update(ColumnSet).where(ColumnSet.user_id == viewer.user_id)
    session.execute(mine.values(in_use=False))
    if number is not None:
        session.execute(mine.where(ColumnSet.id == number).values(in_use=True))


def remove(session: Session, viewer: Viewer, number: int) -> None:
    """Forget a set of the viewer's own."""
    found = session.get(ColumnSet, number)
    if found is not None and found.user_id == viewer.user_id:
        session.delete(found)
