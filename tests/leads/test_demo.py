"""Illustrative data comes into an empty database only, and leaves without a trace."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from bot.demo import demo_command, ensure_demo
from bot.leads.demo import has_demo
from bot.leads.errors import LeadsError
from bot.storage.outreach import Lead, LeadEvent, Team, User
from tests.conftest import KEYS
from tests.console.office import OfficeAtWork

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def office(database):
    return OfficeAtWork(database)


@pytest.fixture
def remove(database, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEYS)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("ADMIN_PASSWORD", "x")

    def run():
        answer = CliRunner().invoke(demo_command, ["remove"], catch_exceptions=False)
        return answer.output.strip()

    return run


def count(office, table):
    with office.database.read() as session:
        return session.scalar(select(func.count(table.id)))


def test_an_empty_database_gets_thirteen_teams_and_a_dozen_leads_once(office):
    assert ensure_demo(office.database, NOW)
    assert not ensure_demo(office.database, NOW)
    assert (count(office, Team), count(office, Lead)) == (13, 12)
    with office.database.read() as session:
        assert has_demo(session)
        names = session.scalars(select(Team.name).order_by(Team.id)).all()
        phones = session.scalars(select(Lead.phone)).all()
    assert names[:4] == ["An Phú", "Tân Thạnh", "An Xuân", "Tổ 4 (minh họa)"]
    assert names[-1] == "Tổ 13 (minh họa)"
    assert all(phone.startswith("+849000000") for phone in phones)


def test_a_database_in_which_somebody_wrote_gets_none(office):
    office.conversation()
    assert not ensure_demo(office.database, NOW)
    assert count(office, Team) == 0


def test_removing_leaves_what_is_real(office, remove):
    ensure_demo(office.database, NOW)
    code = office.lead(former_ward="Phường Tân Thạnh")
    with office.database.read() as session:
        team = session.scalar(select(Lead.team_id).where(Lead.code == code))
    office.user("hoa", "member", team)
    real = office.team("that", "Phường Tam Kỳ")
    assert remove() == "Đã xóa 12 khách và 13 tổ minh họa."
    with office.database.read() as session:
        [lead] = session.scalars(select(Lead)).all()
        assert (lead.code, lead.team_id) == (code, None)
        assert session.scalars(select(User.team_id)).all() == [None]
        assert session.scalars(select(Team.id)).all() == [real]
        assert not has_demo(session)
    assert count(office, LeadEvent) == 1
    assert remove() == "Đã xóa 0 khách và 0 tổ minh họa."


def test_no_real_team_can_pass_for_an_illustrative_one(office):
    with pytest.raises(LeadsError, match="minh họa"):
        office.team("demo-x")
