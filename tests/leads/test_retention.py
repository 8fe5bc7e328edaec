"""Leads are kept as long as consent promised, and no longer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.purge import purge as delivery_purge
from bot.leads.calendar import months_before
from bot.leads.erasure import purge_leads
from bot.storage.outreach import AuditEntry, Lead
from tests.console.office import OfficeAtWork

LEFT = datetime(2024, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(sqlite_database):
    opened = OfficeAtWork(sqlite_database)
    opened.clock.now = LEFT
    return opened


def purge(office, now, limit=500):
    return office.database.write(lambda session: purge_leads(session, 24, now, limit))


def names(office):
    with office.database.read() as session:
        return list(session.scalars(select(Lead.name).order_by(Lead.id)))


def test_a_lead_goes_when_its_time_is_over(office):
    office.lead()
    assert purge(office, datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) == 0
    assert names(office) == ["Đặng Thị Bé"]
    assert purge(office, datetime(2026, 11, 24, 2, 1, tzinfo=UTC)) == 1
    assert names(office) == []
    [entry] = office.audit("leads-purged")
    assert entry.detail == {"count": 1}


def test_a_new_consent_begins_the_time_anew(office):
    office.lead(person="one")
    office.clock.pass_by(days=300)
    office.lead(person="one")
    assert purge(office, LEFT + timedelta(days=800)) == 0


def test_purging_goes_in_batches_until_nothing_is_left(office):
    for number in range(5):
        office.lead(name=f"Người {number}")
    late = LEFT + timedelta(days=1000)
    assert [purge(office, late, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_join_is_counted_for_ever_but_says_no_more_who_it_was(office):
    code = office.lead()
    with office.database.read() as session:
        assert session.scalar(select(Lead.phone).where(Lead.code == code))

    def join(session):
        session.scalars(select(Lead)).one().status = "joined"

    office.database.write(join)
    late = LEFT + timedelta(days=1000)
    assert [purge(office, late), purge(office, late)] == [1, 0]
    assert names(office) == ["(đã xóa)"]


def test_the_log_of_a_purge_names_nobody(office):
    office.lead()
    purge(office, LEFT + timedelta(days=1000))
    with office.database.read() as session:
        assert "Bé" not in str([entry.detail for entry in session.scalars(select(AuditEntry))])


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ((2026, 11, 24), 24, (2024, 11, 24)),
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2024, 3, 31), 1, (2024, 2, 29)),
        ((2026, 1, 15), 1, (2025, 12, 15)),
        ((2026, 12, 31), 6, (2026, 6, 30)),
    ],
)
def test_months_are_those_of_the_calendar(day, months, before):
    assert months_before(datetime(*day, tzinfo=UTC), months) == datetime(*before, tzinfo=UTC)


def test_the_hourly_purge_of_the_engine_takes_old_leads_along(office):
    office.lead()
    office.clock.now = LEFT + timedelta(days=1000)
    delivery_purge(office.services)
    assert names(office) == []
