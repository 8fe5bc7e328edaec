"""The statuses of a lead, which are fixed, and the reasons that go with some of them."""

from collections.abc import Mapping

STATUSES: Mapping[str, str] = {
    "new": "Mới",
    "contacted": "Đã liên hệ",
    "visit-agreed": "Hẹn gặp",
    "later": "Hẹn sau",
    "joined": "Đã tham gia",
    "declined": "Từ chối",
    "unreachable": "Chưa gọi được",
    "wrong-number": "Sai số",
    "not-eligible": "Không thuộc đối tượng",
}
"""Keys as stored and their names for staff, in the order of the work."""

OPEN = frozenset({"new", "contacted", "visit-agreed", "later", "unreachable"})
"""Leads with which something is still to be done."""

REASONS: tuple[str, ...] = (
    "Chưa có tiền",
    "Chưa tin",
    "Gia đình phản đối",
    "Đã có bảo hiểm nhân thọ",
    "Đi làm xa",
    "Hẹn sau mùa",
    "Đang đóng BHXH bắt buộc",
    "Đã nhận BHXH một lần",
)
"""Reasons that are offered; staff may write another."""


def title(status: str) -> str:
    """Give the name of a status for staff."""
    return STATUSES.get(status, status)
