"""Giving leads to teams and people."""

import re

import pytest
from sqlalchemy import select

from bot.storage.outreach import Lead, LeadEvent


@pytest.fixture
def busy(office):
    """Two leads of Hoa's team, whose leader is Lan; one of no team."""
    office.user("lan", "leader", 1)
    office.user("an", "member", office.team("an-phu"))
    office.lead("Bé", former_ward="Phường Tân Thạnh")
    office.lead("Tèo", former_ward="Phường Tân Thạnh")
    office.lead("Sáu")
    return office


def holders(office):
    with office.database.read() as session:
        rows = session.execute(select(Lead.team_id, Lead.assignee_id).order_by(Lead.id))
        return [tuple(row) for row in rows]


HOA, LAN, AN = 2, 3, 4  # accounts; 1 is the administrator


def test_many_leads_are_given_to_a_person_at_once(busy):
    sep = busy.staff("sep")
    page = sep.get("/leads?status=new").text
    assert page.count('name="code"') == 3
    answer = sep.post(
        "/leads/assign", code=["KH-000001", "KH-000003"], to=f"user:{HOA}", status="new"
    )
    assert answer.headers["Location"] == "/staff/leads?status=new"
    assert holders(busy) == [(1, HOA), (1, None), (1, HOA)]
    with busy.database.read() as session:
        said = session.scalars(select(LeadEvent.text).where(LeadEvent.kind == "assigned")).all()
    assert said == ["Giao cho Cán bộ hoa"] * 2
    assert [entry.target for entry in busy.audit("lead-assigned")] == ["KH-000001", "KH-000003"]


def test_to_a_team_to_nobody_and_again(busy):
    sep = busy.staff("sep")
    sep.post("/leads/KH-000001/team", to="team:2")
    assert holders(busy)[0] == (2, None)
    sep.post("/leads/KH-000001/team", to="team:2")
    assert len(busy.audit("lead-assigned")) == 1  # the second click changed nothing
    sep.post("/leads/KH-000001/team", to="none")
    assert holders(busy)[0] == (None, None)


def test_a_leader_gives_leads_to_the_own_members_only(busy):
    lan = busy.staff("lan")
    page = lan.get("/leads").text
    assert re.findall(r'<option value="(user:\d+|team:\d+)"', page) == [
        f"user:{HOA}",
        f"user:{LAN}",
    ]
    assert lan.post("/leads/assign", code="KH-000001", to=f"user:{HOA}").status_code == 302
    for to in (f"user:{AN}", "team:2", "none"):
        assert lan.post("/leads/assign", code="KH-000001", to=to).status_code == 422
    assert lan.post("/leads/assign", code="KH-000003", to=f"user:{HOA}").status_code == 404
    assert holders(busy)[0] == (1, HOA)


def test_a_member_gives_nothing_away(busy):
    hoa = busy.staff("hoa")
    assert 'name="code"' not in hoa.get("/leads").text
    assert hoa.post("/leads/assign", code="KH-000001", to=f"user:{LAN}").status_code == 422


@pytest.mark.parametrize("to", ["", "king:1", "user:x", "user:99", "team:99"])
def test_a_receiver_who_is_not_there_is_explained_and_the_choice_stays(busy, to):
    answer = busy.staff("sep").post("/leads/assign", code="KH-000001", to=to)
    assert answer.status_code == 422
    assert 'value="KH-000001" form="giving" checked' in answer.text
    assert holders(busy)[0] == (1, None)


def test_nothing_picked_is_explained(busy):
    answer = busy.staff("sep").post("/leads/assign", to=f"user:{HOA}")
    assert answer.status_code == 422
    assert "ít nhất một khách" in answer.text


def test_when_one_of_many_cannot_be_given_none_is(busy):
    sep = busy.staff("sep")
    codes = ["KH-000001", "KH-999999"]
    assert sep.post("/leads/assign", code=codes, to=f"user:{HOA}").status_code == 404
    assert holders(busy)[0] == (1, None)


def test_everybody_has_a_list_of_the_own_leads(busy):
    busy.staff("sep").post("/leads/assign", code="KH-000002", to=f"user:{HOA}")
    page = busy.staff("hoa").get("/leads?mine=1").text
    assert re.findall(r'class="whole"[^>]*>([^<]+)<', page) == ["Tèo"]
    assert "giao cho tôi" in page
    answer = busy.staff("hoa").post("/leads/export", format="csv", mine="1")
    assert "Tèo" in answer.text
    assert "Bé" not in answer.text
