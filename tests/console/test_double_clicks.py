"""What is made by a form is made once, however often the button was pressed."""

import pytest
from sqlalchemy import func, select

from bot.console import exports
from bot.storage.campaigns import Campaign, DayOfWork, Join
from bot.storage.door import Link, Neighbourhood
from bot.storage.exports import Export
from bot.storage.models import OutboxMessage
from bot.storage.outreach import Lead, LeadEvent, Team, User
from bot.storage.units import Organisation, Unit

DAYS = {"begins": "2026-11-20", "ends": "2026-11-30", "rank_by": "count", "target-1": "15"}
PERSON = {"name": "Lê Thị Mới", "phone": "0905777888", "consent": "1", "source": "Họp thôn"}
FORMS = (  # who, where to, what, what it makes
    ("sep", "/campaigns", {"code": "dot-2", "name": "Đợt 2", **DAYS}, Campaign),
    ("hoa", "/campaigns/dot-1/joins", {"team": 1, "kind": "new", "entry_id": "join-0001"}, Join),
    ("hoa", "/campaigns/dot-1/work", {"team": 1, "entry_id": "work-0001"}, DayOfWork),
    ("hoa", "/entry", {"entry_id": "entry-0001", **PERSON}, Lead),
    ("hoa", "/leads/KH-000001/follow-up", {"status": "new", "note": "Đã gọi"}, LeadEvent),
    ("sep", "/leads/export", {"format": "csv"}, Export),
    ("sep", "/conversations/1/reply", {"text": "Chào chú"}, OutboxMessage),
    ("sep", "/links", {"code": "TK05", "target": "chat", "title": "Chợ"}, Link),
    (
        "sep",
        "/neighbourhoods",
        {"ward": "Tân Thạnh", "name": "Khối 3", "head": "Ông Lân"},
        Neighbourhood,
    ),
    ("sep", "/teams", {"code": "an-phu", "name": "An Phú"}, Team),
    ("sep", "/units", {"name": "BHXH Tam Kỳ"}, Unit),
    ("sep", "/organisations", {"name": "Bưu điện"}, Organisation),
    ("sep", "/users", {"username": "lan", "full_name": "Lê Lan", "role": "officer"}, User),
)


def count(office, table):
    with office.database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize(
    ("who", "path", "form", "table"), FORMS, ids=[path for _, path, _, _ in FORMS]
)
def test_a_double_click_makes_one(office, monkeypatch, who, path, form, table):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    office.tree()
    office.lead(person="one", former_ward="Phường Tân Thạnh")
    office.asks_for_a_human("one")
    office.staff("sep").post("/campaigns", code="dot-1", name="Đợt 1", **DAYS)
    desk, before = office.staff(who), count(office, table)
    token = desk.token()
    answers = [desk.post(path, token, **form).status_code for _ in range(2)]
    assert answers[0] in (200, 302)
    assert answers[1] in (200, 302, 422)
    assert count(office, table) == before + 1
