"""Leads on one phone that are one person: merged, and two again, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.conversation.effects import ConsentGiven, DataErasureAsked, LeadCorrected, LeadLeft
from bot.leads import (
    effects,
    erasure,
    follow_up,
    handover,
    merging,
    queries,
    teams,
    visits,
)
from bot.leads import matters as staff_matters
from bot.leads.errors import LeadsError
from bot.leads.follow_up import FollowUp
from bot.leads.queries import LeadFilter
from bot.leads.snapshot import snapshot
from bot.leads.viewers import COMMAND_LINE, Viewer
from bot.storage.campaigns import Campaign, CampaignTeam, Join
from bot.storage.merges import LeadMerge
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, LeadEvent

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = START + timedelta(days=2)
PHONE = "+84905123456"


class Town:
    """One person who wrote by two channels, and what staff and the bot see of them."""

    def __init__(self, database):
        self.database = database
        database.write(lambda s: teams.create_team(s, "tt", "Tân Thạnh", ("Tân Thạnh",), START))
        self.leave(
            "zalo", LeadLeft("Đặng Thị Bé", PHONE, ConsentGiven("1"), birth_year=1970), START
        )
        more = {"former_ward": "Phường Tân Thạnh", "call_time": "Buổi tối"}
        self.leave("messenger", LeadLeft("Chị Bé", PHONE, ConsentGiven("2"), **more), LATER)

    def leave(self, channel, left, now):
        self.tell(channel, left, now)

    def tell(self, channel, effect, now=LATER):
        def change(session):
            found = select(Conversation).where(Conversation.channel == channel)
            row = session.scalar(found)
            if row is None:
                row = Conversation(channel=channel, account="a", person="p", created_at=now)
                session.add(row)
                session.flush()
            effects.apply(session, row, effect, now)

        self.database.write(change)

    def merge(self, *taken, viewer=COMMAND_LINE):
        return self.database.write(
            lambda s: merging.merge(s, "KH-000001", "KH-000002", taken, viewer, LATER)
        )

    def undo(self, code="KH-000001"):
        return self.database.write(lambda s: merging.undo(s, code, COMMAND_LINE, LATER))

    def bot_sees(self, channel):
        with self.database.read() as session:
            row = session.scalar(select(Conversation).where(Conversation.channel == channel))
            return [(lead.code, lead.name) for lead in snapshot(session, row).leads]

    def list(self, text=""):
        with self.database.read() as session:
            found = queries.page_of(session, LeadFilter(text=text), COMMAND_LINE)
            assert queries.count(session, LeadFilter(text=text), COMMAND_LINE) == len(found)
            return [lead.code for lead in found]

    def rows(self):
        """Give all that is stored of leads, but for when it was last touched."""
        with self.database.read() as session:
            leads = session.execute(select(Lead.__table__).order_by(Lead.id)).mappings().all()
            return [{k: v for k, v in row.items() if k not in ("updated_at",)} for row in leads]

    def lead(self, code):
        with self.database.read() as session:
            return queries.find_lead(session, code, COMMAND_LINE)

    def history(self, code):
        with self.database.read() as session:
            lead = queries.find_lead(session, code, COMMAND_LINE)
            return [event.text for event in follow_up.history(session, lead)]


@pytest.fixture
def town(database):
    return Town(database)


def test_one_lead_stays_with_the_chosen_values_the_newer_consent_and_both_histories(town):
    assert town.merge("call_time", "place") == "KH-000001"
    assert town.list() == ["KH-000001"]
    kept = town.lead("KH-000001")
    assert (kept.name, kept.call_time, kept.birth_year) == ("Đặng Thị Bé", "Buổi tối", 1970)
    assert kept.former_ward == "Phường Tân Thạnh"
    assert (kept.consent_at, kept.consent_version) == (LATER, "2")
    assert kept.linked_to_id is None
    said = town.history("KH-000001")
    assert said[0] == "Gộp KH-000002 vào khách này"
    assert len([line for line in said if line.startswith("Để lại thông tin")]) == 2
    assert town.list("tan thanh") == ["KH-000001"]


def test_the_old_code_leads_to_the_lead_that_stayed(town):
    town.merge()
    assert town.lead("KH-000002").code == "KH-000001"


def test_undoing_restores_both_exactly(town):
    before = town.rows()
    town.merge("name", "place", "call_time", "status", "team", "source")
    assert town.undo() == "KH-000002"
    assert town.rows() == before
    assert town.list() == ["KH-000002", "KH-000001"]
    with town.database.read() as session:
        assert session.scalar(select(func.count(LeadMerge.id))) == 0


def test_undoing_keeps_what_was_changed_since(town):
    town.merge("name", "call_time")
    wish = FollowUp("visit-agreed", next_step_on=date(2026, 11, 30))
    town.database.write(lambda s: follow_up.follow_up(s, "KH-000002", wish, COMMAND_LINE, LATER))
    town.undo()
    kept = town.lead("KH-000001")
    assert (kept.status, kept.name, kept.call_time) == ("visit-agreed", "Đặng Thị Bé", "")
    assert town.lead("KH-000002").status == "new"


def test_merges_are_undone_last_first(town):
    town.leave("webchat", LeadLeft("Bé", PHONE, ConsentGiven("3")), LATER)
    before = town.rows()
    town.merge("name")
    town.database.write(
        lambda s: merging.merge(s, "KH-000003", "KH-000001", ["name"], COMMAND_LINE, LATER)
    )
    assert town.list() == ["KH-000001"]
    assert [town.undo(), town.undo()] == ["KH-000003", "KH-000002"]
    assert town.rows() == before
    with pytest.raises(LeadsError, match="chưa gộp"):
        town.undo()


def test_both_conversations_see_the_lead_that_stayed_and_correct_it(town):
    town.merge()
    for channel in ("zalo", "messenger"):
        assert town.bot_sees(channel) == [("KH-000001", "Đặng Thị Bé")]
    town.tell("messenger", LeadCorrected("KH-000001", {"call_time": "Buổi sáng"}))
    assert town.lead("KH-000001").call_time == "Buổi sáng"
    town.undo()
    assert town.bot_sees("messenger") == [("KH-000002", "Chị Bé")]
    assert town.bot_sees("zalo") == [("KH-000001", "Đặng Thị Bé")]


def test_who_leaves_the_same_again_is_the_lead_that_stayed(town):
    town.merge("name")
    town.leave(
        "messenger", LeadLeft("Chị Bé", PHONE, ConsentGiven("4"), need="Hỏi mức đóng"), LATER
    )
    assert town.list() == ["KH-000001"]
    assert town.lead("KH-000001").need == "Hỏi mức đóng"


@pytest.mark.parametrize("channel", ["zalo", "messenger"])
def test_erasing_from_either_conversation_deletes_all_of_the_person(town, channel):
    town.merge("name")
    town.tell(channel, DataErasureAsked())
    with town.database.read() as session:
        for table in (Lead, LeadEvent, LeadMerge):
            assert session.scalar(select(func.count()).select_from(table)) == 0
    assert town.bot_sees("zalo") == []


def test_the_purge_takes_what_went_in_and_what_stayed(town):
    town.merge()
    long_after = START + timedelta(days=800)
    assert town.database.write(lambda s: erasure.purge_leads(s, 24, long_after)) == 2
    assert town.rows() == []


def test_a_lead_whose_own_consent_is_over_goes_alone(town):
    town.merge()
    between = datetime(2028, 11, 21, tzinfo=UTC)
    town.database.write(
        lambda s: s.execute(Lead.__table__.update().values(consent_at=START).where(Lead.id == 2))
    )
    assert town.database.write(lambda s: erasure.purge_leads(s, 24, between)) == 1
    assert town.list() == ["KH-000001"]
    with pytest.raises(LeadsError, match="chưa gộp"):
        town.undo()


def campaign(session):
    row = Campaign(
        code="d", name="Đợt", begins=date(2026, 11, 1), ends=date(2026, 11, 30), created_at=START
    )
    session.add(row)
    session.flush()
    session.add(CampaignTeam(campaign_id=row.id, team_id=1, target=15))
    for lead in session.scalars(select(Lead)):
        lead.team_id = 1


def join(town, code):
    wish = FollowUp("joined", joined_on=date(2026, 11, 21), receipt=f"BL-{code}")
    town.database.write(lambda s: follow_up.follow_up(s, code, wish, COMMAND_LINE, LATER))


def owners(town):
    with town.database.read() as session:
        return list(session.scalars(select(Join.lead_id)))


def test_a_join_goes_along_and_comes_back(town):
    town.database.write(campaign)
    join(town, "KH-000002")
    with pytest.raises(LeadsError, match="Đã tham gia"):
        town.merge()
    town.merge("status")
    assert owners(town) == [1]
    assert town.lead("KH-000001").receipt == "BL-KH-000002"
    assert teams_counted(town) == (1, 1)
    town.undo()
    assert owners(town) == [2]
    assert town.lead("KH-000001").joined_on is None


def test_two_joins_are_no_merge(town):
    town.database.write(campaign)
    join(town, "KH-000001")
    join(town, "KH-000002")
    with pytest.raises(LeadsError, match="Cả hai khách đều có lượt tham gia"):
        town.merge("status")


def test_an_erased_joiner_who_was_merged_counts_once(town):
    town.database.write(campaign)
    join(town, "KH-000002")
    town.merge("status", "team")
    town.tell("zalo", DataErasureAsked())
    assert teams_counted(town) == (1, 1)
    assert town.lead("KH-000001").name == erasure.ERASED


def teams_counted(town):
    with town.database.read() as session:
        return teams.counts(session, COMMAND_LINE)[1]


def test_a_lead_that_went_is_on_no_list_and_tells_nobody(town):
    wish = FollowUp("later", next_step_on=LATER.date())
    for code in ("KH-000001", "KH-000002"):
        town.database.write(
            lambda s, code=code: follow_up.follow_up(s, code, wish, COMMAND_LINE, LATER)
        )
    town.merge()
    with town.database.read() as session:
        assert len(list(queries.stream(session, LeadFilter(), COMMAND_LINE))) == 1
        rounds = visits.visit_list(session, COMMAND_LINE, LATER.date())
        assert sum(len(part.leads) for part in rounds) == 1
        lead = queries.find_lead(session, "KH-000001", COMMAND_LINE)
        assert queries.linked_leads(session, lead, COMMAND_LINE) == []
    later = LATER + timedelta(days=1)
    assert town.database.write(lambda s: staff_matters.find_overdue(s, later)) == 1


def test_the_team_still_answers_the_conversation_of_the_lead_that_went(town):
    def wait(session):
        row = session.scalar(select(Conversation).where(Conversation.channel == "messenger"))
        row.human, row.human_since = "waiting", LATER
        session.get(Lead, 1).team_id = session.get(Lead, 2).team_id = 1

    town.database.write(wait)
    member = Viewer(None, "member", 1)
    town.merge()
    with town.database.read() as session:
        waiting = handover.with_human(session, member)
        assert [row.channel for row in waiting] == ["messenger"]
        assert [lead.code for lead in handover.leads_of(session, waiting[0].id, member)] == [
            "KH-000001"
        ]


def test_only_people_on_one_phone_are_merged(town):
    town.leave("webchat", LeadLeft("Khác", "+84905999999", ConsentGiven("1")), LATER)
    for other in ("KH-000003", "KH-000001"):
        with pytest.raises(LeadsError, match="cùng số"):
            town.database.write(
                lambda s, other=other: merging.merge(s, "KH-000001", other, (), COMMAND_LINE, LATER)
            )


def test_nobody_merges_what_they_may_not_see(town):
    town.database.write(lambda s: setattr(s.get(Lead, 1), "team_id", 1))
    town.database.write(lambda s: setattr(s.get(Lead, 2), "team_id", None))
    with pytest.raises(LeadsError):
        town.merge(viewer=Viewer(None, "leader", 1))
