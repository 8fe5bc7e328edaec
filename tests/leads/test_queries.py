"""Searching and filtering leads, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.conversation.effects import ConsentGiven, LeadCorrected, LeadLeft
from bot.leads import effects, erasure, follow_up, queries, teams
from bot.leads.errors import UnknownLeadError
from bot.leads.follow_up import FollowUp
from bot.leads.queries import LeadFilter
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, LeadWord

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LEFT = (
    LeadLeft("Đặng Thị Bé", "+84905123456", ConsentGiven("1"), former_ward="Phường Tân Thạnh"),
    LeadLeft("Nguyễn Văn Tèo", "+84905123457", ConsentGiven("1"), ward="Phường Tam Kỳ"),
    LeadLeft("Bé Ba 100%_", "+84914000456", ConsentGiven("1"), place="Sau chợ Tân Thạnh"),
)


@pytest.fixture
def found(database):
    """Three leads, left a day apart; gives who is found."""

    def make(session):
        teams.create_team(session, "tan-thanh", "Tân Thạnh", ("Tân Thạnh",), START)
        for number, left in enumerate(LEFT):
            now = START + timedelta(days=number)
            row = Conversation(channel="zalo", account="oa", person=left.name, created_at=now)
            session.add(row)
            session.flush()
            effects.apply(session, row, left, now)

    database.write(make)

    def find(viewer=COMMAND_LINE, **wanted):
        with database.read() as session:
            asked = LeadFilter(**wanted)
            leads = queries.page_of(session, asked, viewer)
            assert queries.count(session, asked, viewer) == len(leads)
            streamed = [lead.code for lead in queries.stream(session, asked, viewer)]
            assert sorted(streamed) == sorted(lead.code for lead in leads)
            return [lead.name for lead in leads]

    find.database = database
    return find


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Bé Ba 100%_", "Nguyễn Văn Tèo", "Đặng Thị Bé"]),
        ("dang thi be", ["Đặng Thị Bé"]),
        ("ĐẶNG BÉ", ["Đặng Thị Bé"]),
        ("tan thanh", ["Bé Ba 100%_", "Đặng Thị Bé"]),
        ("be tan thanh", ["Bé Ba 100%_", "Đặng Thị Bé"]),
        ("Tam Kỳ", ["Nguyễn Văn Tèo"]),
        ("456", ["Bé Ba 100%_", "Đặng Thị Bé"]),
        ("0905 123 456", ["Đặng Thị Bé"]),
        ("+84905123456", ["Đặng Thị Bé"]),
        ("KH-000002", ["Nguyễn Văn Tèo"]),
        ("kh-000002", ["Nguyễn Văn Tèo"]),
        ("100%", ["Bé Ba 100%_"]),
        ("%", []),
        ("x", []),
    ],
)
def test_search_finds_names_places_and_numbers(found, text, names):
    assert found(text=text) == names


def test_days_are_those_of_vietnam_and_both_included(found):
    assert found(since=date(2026, 11, 21)) == ["Bé Ba 100%_", "Nguyễn Văn Tèo"]
    assert found(until=date(2026, 11, 21)) == ["Nguyễn Văn Tèo", "Đặng Thị Bé"]
    assert found(since=date(2026, 11, 21), until=date(2026, 11, 21)) == ["Nguyễn Văn Tèo"]


def test_a_team_sees_its_own_leads_only(found):
    with found.database.read() as session:
        team = teams.find_team(session, "Tân Thạnh").id
    assert found(Viewer(1, "member", team)) == ["Đặng Thị Bé"]
    assert found(Viewer(1, "member", team + 1)) == []
    assert found(Viewer(1, "member", None)) == []
    assert found(Viewer(1, "officer", None), team_id=team) == ["Đặng Thị Bé"]


def test_the_lead_of_another_team_looks_like_none(found):
    for code in ("KH-000002", "KH-999999"):
        with found.database.read() as session, pytest.raises(UnknownLeadError):
            queries.find_lead(session, code, Viewer(1, "member", 1))


def test_due_leads_are_open_ones_whose_day_has_come(found):
    later = START + timedelta(days=10)
    for code, days in (("KH-000001", 2), ("KH-000002", 1), ("KH-000003", 3)):
        wish = FollowUp("contacted", next_step_on=later.date() + timedelta(days=days))
        found.database.write(
            lambda session, code=code, wish=wish: follow_up.follow_up(
                session, code, wish, COMMAND_LINE, later
            )
        )
    wish = FollowUp("declined", next_step_on=later.date() + timedelta(days=2))
    found.database.write(
        lambda session: follow_up.follow_up(session, "KH-000001", wish, COMMAND_LINE, later)
    )
    assert found(due_by=later.date() + timedelta(days=2)) == ["Nguyễn Văn Tèo"]
    assert found(status="declined") == ["Đặng Thị Bé"]


def test_pages_follow_each_other(found):
    with found.database.read() as session:
        pages = [
            [lead.name for lead in queries.page_of(session, LeadFilter(), COMMAND_LINE, page, 2)]
            for page in (1, 2, 3)
        ]
    assert pages == [["Bé Ba 100%_", "Nguyễn Văn Tèo"], ["Đặng Thị Bé"], []]


def test_an_export_of_several_chunks_holds_every_lead_once(found, monkeypatch):
    monkeypatch.setattr(queries, "CHUNK", 1)
    assert len(found()) == 3


def test_linked_people_are_shown_to_those_who_may_see_them(found):
    def more(session):
        row = Conversation(channel="zalo", account="oa", person="x", created_at=START)
        session.add(row)
        session.flush()
        effects.apply(session, row, replace(LEFT[0], name="Chồng", former_ward=""), START)

    found.database.write(more)
    with found.database.read() as session:
        lead = queries.find_lead(session, "KH-000001", COMMAND_LINE)
        seen = queries.linked_leads(session, lead, COMMAND_LINE)
        assert [other.name for other in seen] == ["Chồng"]
        assert queries.linked_leads(session, lead, Viewer(1, "member", lead.team_id)) == []


def test_search_goes_along_the_index_of_words(found):
    """No reading of all names, however many there are."""
    asked = queries._matching(LeadFilter(text="tan thanh"), COMMAND_LINE)
    with found.database.read() as session:
        statement = asked.with_only_columns(Lead.id).compile(
            session.get_bind(), compile_kwargs={"literal_binds": True}
        )
        explain = "EXPLAIN QUERY PLAN" if found.database.is_sqlite else "EXPLAIN"
        if not found.database.is_sqlite:
            session.execute(text("SET enable_seqscan = off"))
        plan = str(session.execute(text(f"{explain} {statement}")).all())
    assert "lead_words" in plan
    assert "SCAN lead_words" not in plan
    assert "Seq Scan" not in plan


def test_a_corrected_name_is_found_and_the_old_one_no_more(found):
    def correct(session):
        row = session.scalars(select(Conversation)).first()
        effects.apply(session, row, LeadCorrected("KH-000001", {"name": "Trần Thị Mai"}), START)

    found.database.write(correct)
    assert found(text="mai") == ["Trần Thị Mai"]
    assert found(text="dang thi be") == []


def test_an_erased_lead_leaves_no_word_of_its_name(found):
    found.database.write(
        lambda session: erasure.erase_leads_of(
            session, session.scalars(select(Lead.conversation_id)).first(), START
        )
    )
    with found.database.read() as session:
        assert session.scalars(select(LeadWord).where(LeadWord.word == "dang")).all() == []
