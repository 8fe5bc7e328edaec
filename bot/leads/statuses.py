"""The statuses of a lead, which are fixed."""

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

CLOSED = frozenset(STATUSES) - OPEN


def title(status: str) -> str:
    """Give the name of a status for staff."""
    return STATUSES.get(status, status)
