"""Codes: whose the people are who come by them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.conversation.effects import ConsentGiven, LeadLeft, ReferredBy
from bot.leads import campaigns, effects, intake, links, teams
from bot.leads.campaigns import CampaignForm
from bot.leads.errors import LeadsError
from bot.leads.links import LinkForm
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PERIOD = (date(2026, 11, 24), date(2026, 11, 26))
LEFT = LeadLeft(
    "Đặng Thị Bé", "+84905123456", ConsentGiven("2026-11"), former_ward="Phường Tân Thạnh"
)


@pytest.fixture
def office(database):
    def make(session):
        teams.create_team(session, "tan-thanh", "Tân Thạnh", ["Phường Tân Thạnh"], NOW)
        teams.create_team(session, "an-phu", "An Phú", ["Phường An Phú"], NOW)
        campaigns.create_campaign(
            session,
            "ba-ngay",
            CampaignForm("Ba ngày Tam Kỳ", *PERIOD, "count", {1: 15, 2: 15}),
            NOW,
        )
        form = LinkForm("chat", campaign_id=1, team_id=2)
        links.create(session, "tk05", form, NOW)

    database.write(make)
    return database


def lead_by(database, *refs, at=NOW):
    def come(session):
        talk = Conversation(channel="zalo", account="1", person="p", created_at=at)
        session.add(talk)
        session.flush()
        for ref in refs:
            effects.apply(session, talk, ReferredBy(ref), at)
        effects.apply(session, talk, LEFT, at)

    database.write(come)
    with database.read() as session:
        return session.scalar(select(Lead))


def test_a_lead_belongs_to_the_team_and_campaign_of_its_code(office):
    lead = lead_by(office, "TK05")
    assert (lead.source, lead.campaign, lead.team_id) == ("TK05", "Ba ngày Tam Kỳ", 2)


def test_without_a_code_the_place_decides(office):
    lead = lead_by(office)
    assert (lead.source, lead.campaign, lead.team_id) == ("", "", 1)


def test_after_the_campaign_its_leads_go_to_the_office(office):
    lead = lead_by(office, "TK05", at=datetime(2026, 11, 26, 17, 30, tzinfo=UTC))
    assert (lead.source, lead.campaign, lead.team_id) == ("TK05", "Ba ngày Tam Kỳ", None)


def test_the_last_day_in_vietnam_still_counts_for_the_team(office):
    assert lead_by(office, "TK05", at=datetime(2026, 11, 26, 16, 30, tzinfo=UTC)).team_id == 2


def test_a_code_may_end_before_its_campaign(office):
    form = LinkForm("chat", campaign_id=1, team_id=2, team_until=date(2026, 11, 25))
    office.write(lambda session: links.change(session, 1, form, NOW))
    assert lead_by(office, "TK05", at=datetime(2026, 11, 26, 2, tzinfo=UTC)).team_id is None


def test_a_colleague_may_name_the_code_as_the_source(office):
    left = replace(LEFT, source="TK05")
    office.write(
        lambda session: intake.keep_by_staff(session, left, Viewer(None, "officer"), NOW, NOW)
    )
    with office.read() as session:
        lead = session.scalar(select(Lead))
    assert (lead.source, lead.campaign, lead.team_id) == ("TK05", "Ba ngày Tam Kỳ", 2)


@pytest.mark.parametrize(
    ("refs", "kept"),
    [(("TK05", "AB99"), "TK05"), (("AB99", "TK05"), "TK05"), (("AB99", "AB98"), "AB98")],
)
def test_a_code_of_nobody_never_takes_the_place_of_a_known_one(office, refs, kept):
    assert lead_by(office, *refs).source == kept


def test_a_closed_code_gives_no_team(office):
    office.write(
        lambda session: links.change(session, 1, LinkForm("chat", team_id=2, disabled=True), NOW)
    )
    assert lead_by(office, "TK05").team_id == 1


def test_it_is_counted_who_came_and_who_joined(office):
    lead_by(office, "TK05")

    def join(session):
        lead = session.get(Lead, 1)
        lead.status, lead.joined_on = "joined", date(2026, 11, 25)

    with office.read() as session:
        assert links.counts(session, ["TK05"]) == {"TK05": (1, 0)}
    office.write(join)
    with office.read() as session:
        assert links.counts(session, ["TK05"]) == {"TK05": (1, 1)}


@pytest.mark.parametrize("code", ["TK05", "tk 05", "KP12", "T05", "TOOLONG1", "TK5", "", "ÂU05"])
def test_codes_that_are_taken_or_cannot_be_spoken_are_refused(office, code):
    with pytest.raises(LeadsError):
        office.write(lambda session: links.create(session, code, LinkForm("chat"), NOW))


@pytest.mark.parametrize(
    "wrong",
    [
        LinkForm("elsewhere"),
        LinkForm("call", phone="12"),
        LinkForm("chat", team_id=9),
        LinkForm("chat", campaign_id=9),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(office, wrong):
    with pytest.raises(LeadsError):
        office.write(lambda session: links.change(session, 1, wrong, NOW))
