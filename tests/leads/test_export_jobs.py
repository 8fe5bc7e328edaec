"""Export jobs on both databases: who works on them, and what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.leads import export_jobs, jobs
from bot.leads.queries import LeadFilter
from bot.leads.viewers import Viewer
from bot.storage.exports import Export
from bot.storage.outreach import User

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATE = NOW + jobs.LEASE + timedelta(seconds=1)


@pytest.fixture
def asked(database):
    """A job of a member of staff; gives the database."""

    def make(session):
        user = User(username="sep", password_hash="x", role="admin", created_at=NOW)
        session.add(user)
        session.flush()
        wanted = LeadFilter(text="bé", since=NOW.date(), sort="name")
        viewer = Viewer.of(user)
        export_jobs.ask(session, viewer, wanted, "csv", "a.csv", 10, NOW)

    database.write(make)
    return database


def claim(database, now=NOW):
    return database.write(lambda session: jobs.claim(session, Export, now))


def test_one_process_at_a_time_works_on_a_job_with_the_filter_that_was_asked_for(asked):
    job = claim(asked)
    wanted, kind = asked.write(lambda session: export_jobs.begin(session, job))
    assert (wanted, kind) == (LeadFilter(text="bé", since=NOW.date(), sort="name"), "csv")
    assert job.viewer.role == "admin"
    assert claim(asked) is None
    with asked.read() as session:
        assert not jobs.waiting(session, Export, NOW)
        assert jobs.waiting(session, Export, LATE)


def test_who_lost_the_lease_changes_nothing_any_more(asked):
    first = claim(asked)
    asked.write(lambda session: export_jobs.add_part(session, first, 0, b"old", NOW))
    second = claim(asked, LATE)
    assert not asked.write(lambda s: export_jobs.add_part(s, first, 1, b"late", LATE))
    assert not asked.write(lambda s: jobs.finish(s, first, rows=10, size=3))
    asked.write(lambda s: jobs.give_back(s, first))
    assert asked.write(lambda s: export_jobs.drop_parts(s, second.number)) == 1
    assert asked.write(lambda s: export_jobs.add_part(s, second, 0, b"new", LATE))
    assert asked.write(lambda s: jobs.finish(s, second, rows=10, size=3))
    assert b"".join(export_jobs.parts(asked, second.number)) == b"new"


def test_old_files_go_with_their_parts(asked):
    job = claim(asked)
    asked.write(lambda s: export_jobs.add_part(s, job, 0, b"x", NOW))
    asked.write(lambda s: export_jobs.add_part(s, job, 1, b"y", NOW))
    later = NOW + jobs.KEPT
    assert asked.write(lambda s: export_jobs.drop_old(s, later)) == 0
    later += timedelta(seconds=1)
    gone = [asked.write(lambda s: export_jobs.drop_old(s, later)) for _ in range(3)]
    assert gone == [2, 1, 0]  # the parts, then the file
    assert list(export_jobs.parts(asked, job.number)) == []
    with asked.read() as session:
        assert session.get(Export, job.number) is None
