"""An invitation works once, also for two who scan it at the same time."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.leads import accounts, invitations, passwords, sessions, teams
from bot.leads.errors import LeadsError
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from bot.storage.outreach import User

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def key(database: Database) -> str:
    """The key of a leader's invitation."""

    def invite(session):
        team = teams.create_team(session, "a", "A", (), NOW)
        leader = accounts.create_user(session, "tr", passwords.NONE, "leader", NOW, team=team)
        return invitations.invite(session, Viewer.of(leader), None, NOW)[1]

    return database.write(invite)


def test_of_many_who_scan_at_once_one_is_in(database: Database, key: str) -> None:
    barrier, answers = threading.Barrier(5), list[str]()

    def scan(number: int) -> None:
        barrier.wait()
        try:
            name = f"Người {number}"
            answers.append(
                database.write(
                    lambda session: invitations.accept(session, key, name, "x", "", NOW).username
                )
            )
        except LeadsError as error:
            answers.append(str(error))

    threads = [threading.Thread(target=scan, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(answer.startswith("nguoi") for answer in answers) == 1
    assert sum("đã được dùng" in answer for answer in answers) == 4
    with database.read() as session:
        assert session.scalar(select(func.count(User.id))) == 2


def test_an_invitation_of_a_team_that_was_removed_leads_nowhere(
    database: Database, key: str
) -> None:
    database.write(lambda session: teams.remove_team(session, 1))
    with database.read() as session, pytest.raises(LeadsError, match="không đúng"):
        invitations.look_up(session, key, NOW)


def test_sessions_are_ended_one_by_one_or_all(database: Database, key: str) -> None:
    keys = [
        database.write(lambda session, name=name: sessions.begin(session, 1, name, name, NOW))
        for name in ("Chrome trên Android", "Edge trên Windows", "Safari trên iPhone")
    ]
    with database.read() as session:
        found = sessions.of_account(session, 1, NOW)
        assert found[0].device == "Safari trên iPhone"
        number = found[0].id
    assert database.write(lambda session: accounts.end_sessions(session, 1, number)) == 1
    with database.read() as session:
        assert sessions.find(session, keys[2], NOW) is None
        assert sessions.find(session, keys[0], NOW).user.username == "tr"
    assert database.write(lambda session: accounts.end_sessions(session, 1)) == 2
