"""The audit log: who looked at a phone number, took an export, deleted, changed rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.leads.calendar import start_of
from bot.leads.viewers import Viewer
from bot.storage.outreach import AuditEntry, User

ACTIONS: Mapping[str, str] = {
    "signed-in": "Đăng nhập",
    "sign-in-failed": "Đăng nhập sai",
    "signed-out": "Đăng xuất",
    "sessions-ended": "Kết thúc phiên",
    "invited": "Mời thành viên",
    "invitation-revoked": "Rút lời mời",
    "invitation-used": "Nhận lời mời",
    "phone-viewed": "Xem số điện thoại",
    "visits-viewed": "Xem danh sách đi thăm",
    "neighbourhood-changed": "Đổi người phụ trách thôn",
    "link-changed": "Đổi mã, đường dẫn",
    "conversation-viewed": "Xem cuộc trò chuyện",
    "exported": "Xuất danh sách",
    "export-taken": "Tải tệp đã xuất",
    "lead-changed": "Cập nhật khách",
    "reasons-changed": "Đổi danh sách lý do",
    "lead-assigned": "Giao khách",
    "leads-imported": "Nhập khách từ Excel",
    "leads-merged": "Gộp khách",
    "merge-undone": "Bỏ gộp khách",
    "lead-erased": "Xóa khách theo yêu cầu",
    "leads-purged": "Xóa khách hết hạn lưu",
    "replied": "Trả lời người dân",
    "handed-back": "Trả lại cho trợ lý",
    "user-created": "Tạo tài khoản",
    "user-changed": "Đổi tài khoản",
    "password-changed": "Đổi mật khẩu",
    "join-confirmed": "Xác nhận lượt tham gia",
    "join-refused": "Không xác nhận lượt tham gia",
    "campaign-created": "Tạo chiến dịch",
    "campaign-changed": "Đổi chiến dịch",
    "second-factor-on": "Bật mã xác thực",
    "second-factor-off": "Tắt mã xác thực",
    "notices-changed": "Đổi cách nhận thông báo",
    "team-created": "Tạo tổ",
    "team-changed": "Đổi tổ",
    "directory-imported": "Nhập danh bạ",
    "phrasing-taught": "Dạy trợ lý",
    "questions-set-aside": "Bỏ qua câu chưa hiểu",
    "answer-approved": "Duyệt câu trả lời",
    "unit-created": "Tạo đơn vị",
    "unit-changed": "Đổi đơn vị",
    "units-merged": "Sáp nhập đơn vị",
    "organisation-created": "Tạo tổ chức thu",
    "organisation-changed": "Đổi tổ chức thu",
}
"""Everything that is logged, and its name for staff."""


@dataclass(frozen=True)
class AuditFilter:
    """What of the log is shown."""

    action: str = ""
    username: str = ""
    target: str = ""
    since: date | None = None
    until: date | None = None


def record(
    session: Session,
    viewer: Viewer | None,
    action: str,
    now: datetime,
    *,
    target: str = "",
    address: str = "",
    **detail: Any,
) -> None:
    """Add a line. `viewer` is None for what the system does; never put personal data in `detail`.

    Raises KeyError for an action that is not in the table.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    session.add(
        AuditEntry(
            user_id=viewer.user_id if viewer else None,
            action=action,
            target=target[:100],
            detail=detail,
            address=address[:45],
            created_at=now,
        )
    )


def entries(
    session: Session, wanted: AuditFilter, limit: int, offset: int = 0
) -> Sequence[tuple[AuditEntry, str]]:
    """Give lines with the name of who did it ("" for the system), newest first."""
    query = select(AuditEntry, User.username).outerjoin(User, User.id == AuditEntry.user_id)
    if wanted.action:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.username:
        query = query.where(User.username == wanted.username)
    if wanted.target:
        query = query.where(AuditEntry.target == wanted.target)
    if wanted.since:
        query = query.where(AuditEntry.created_at >= start_of(wanted.since))
    if wanted.until:
        query = query.where(AuditEntry.created_at < start_of(wanted.until + timedelta(days=1)))
    rows = session.execute(query.order_by(AuditEntry.id.desc()).limit(limit).offset(offset))
    return [(entry, name or "") for entry, name in rows]
