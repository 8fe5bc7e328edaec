"""What a notice says: what to see to and where, and nothing about the person whom it concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.leads.matters import ASSIGNED, FOLLOWS_UP, NEW, OVERDUE, TEST, URGENT
from bot.storage.notices import StaffNotice

TITLES: Mapping[str, str] = {
    NEW: "Có khách mới cần liên hệ",
    ASSIGNED: "Anh/chị được giao một khách",
    OVERDUE: "Có khách đã quá ngày hẹn",
    URGENT: "Có người cần cán bộ gấp",
    TEST: "Thông báo thử",
}
UNATTENDED: Mapping[str, str] = {
    NEW: "Khách mới chưa ai liên hệ",
    ASSIGNED: "Khách đã giao chưa ai liên hệ",
    OVERDUE: "Khách quá hẹn chưa ai xử lý",
}
"""What those hear who are told because nobody acted."""

COUNTED: Mapping[str, str] = {
    NEW: "khách mới",
    ASSIGNED: "khách được giao",
    OVERDUE: "khách quá hẹn",
    URGENT: "người cần gấp",
}
ARRIVED = "Anh/chị nhận được tin này nghĩa là thông báo cho cán bộ tới được đây."


@dataclass(frozen=True)
class Words:
    """One message about all that a person is told now; `path` is of the console."""

    title: str
    body: str
    path: str
    topic: str  # the same for every try
    urgent: bool = False

    def as_chat(self, public_url: str) -> str:
        """Give the message for a linked conversation."""
        address = public_url.rstrip("/") + self.path if public_url else ""
        return "\n".join(line for line in (self.title, self.body, address) if line)


def compose(told: Sequence[StaffNotice]) -> Words:
    """Say what a person is told: one matter with its page, or how many of each kind there are."""
    topic = f"n{told[0].id}"
    real = [notice for notice in told if notice.matter.kind != TEST]
    if not real:
        return Words(TITLES[TEST], ARRIVED, "/staff/account#notices", topic)
    if len(real) == 1:
        return _one(real[0], topic)
    counts = {kind: sum(n.matter.kind == kind for n in real) for kind in COUNTED}
    body = ", ".join(f"{count} {COUNTED[kind]}" for kind, count in counts.items() if count)
    if counts[URGENT]:
        return Words(TITLES[URGENT], body + ".", "/staff/waiting", topic, urgent=True)
    return Words(f"{len(real)} khách cần anh/chị liên hệ", body + ".", "/staff/visits", topic)


def _one(notice: StaffNotice, topic: str) -> Words:
    matter = notice.matter
    if matter.kind == URGENT:
        path = f"/staff/conversations/{matter.conversation_id}"
        return Words(TITLES[URGENT], "Mở trang cán bộ để trả lời.", path, topic, urgent=True)
    titles = TITLES if notice.level == FOLLOWS_UP else UNATTENDED
    code = matter.lead.code if matter.lead else ""
    title = titles.get(matter.kind, TITLES[matter.kind])
    return Words(title, f"Mã khách {code}. Mở trang cán bộ để xem.", f"/staff/leads/{code}", topic)
