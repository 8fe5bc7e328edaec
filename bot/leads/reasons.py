"""The reasons that go with a status: administrators edit the list, staff choose from it.

The list is content that an office changes, so each version is a row with who and when. A lead keeps
the words that were chosen, whatever becomes of the list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.leads import audit
from bot.leads.errors import LeadsError
from bot.leads.text import clean, fold
from bot.leads.viewers import Viewer
from bot.storage.models import ContentChange

KIND = "lead-reasons"
LONGEST = 200  # as the column of a lead
MOST = 40  # more is no list that one chooses from

FIRST: Sequence[str] = (
    "Chưa có tiền",
    "Chưa tin",
    "Gia đình phản đối",
    "Đã có bảo hiểm nhân thọ",
    "Đi làm xa",
    "Hẹn sau mùa",
    "Đang đóng BHXH bắt buộc",
    "Đã nhận BHXH một lần",
)
"""The list until somebody changes it."""


def reasons(session: Session) -> Sequence[str]:
    """Give the list as it is now."""
    newest = select(ContentChange.value).where(ContentChange.kind == KIND)
    value = session.scalar(newest.order_by(ContentChange.id.desc()).limit(1))
    return tuple(value["reasons"]) if value else FIRST


def change(session: Session, lines: Iterable[str], viewer: Viewer, now: datetime) -> None:
    """Put another list in place, in the order given; blank and double lines are left out.

    Raises LeadsError when nothing is left, or too much.
    """
    cleaned = (clean(line, LONGEST) for line in lines)
    wanted = list({fold(line): line for line in cleaned if line}.values())
    if not wanted:
        raise LeadsError("Ghi ít nhất một lý do, mỗi dòng một lý do.")
    if len(wanted) > MOST:
        raise LeadsError(f"Nhiều nhất {MOST} lý do: gộp những lý do gần nhau.")
    if tuple(wanted) == tuple(reasons(session)):
        return
    session.add(
        ContentChange(
            kind=KIND,
            key=KIND,
            value={"reasons": wanted},
            author=viewer.name[:100],
            created_at=now,
        )
    )
    audit.record(session, viewer, "reasons-changed", now, count=len(wanted))
