"""Quick entry: what is kept, to whom it goes, what a second send does."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.leads import consent
from bot.storage.outreach import Lead, LeadEvent
from tests.console.office import START

JSON = {"Accept": "application/json"}
BE = {
    "name": "Đặng Thị Bé",
    "phone": "0905 123 456",
    "place": "khối phố 3 phường Tân Thạnh",
    "source": "Họp thôn",
    "consent": "1",
}


def leads(office):
    with office.database.read() as session:
        return list(session.scalars(select(Lead).order_by(Lead.id)))


def send(desk, entry="entry-0001", headers=JSON, **more):
    fields = {**BE, "entry_id": entry, "csrf_token": desk.token(), **more}
    return desk.client.post("/staff/entry", data=fields, headers=headers)


def test_a_member_writes_down_a_lead_for_the_own_team(office):
    answer = send(office.staff("hoa"), income="2000000", support="poor", mode="years-ahead-3")
    assert answer.json == {"code": "KH-000001"}
    (lead,) = leads(office)
    assert (lead.name, lead.phone, lead.source) == ("Đặng Thị Bé", "+84905123456", "Họp thôn")
    assert (lead.channel, lead.conversation_id) == ("staff", None)
    assert (lead.hamlet, lead.former_ward) == ("khối phố 3", "Phường Tân Thạnh")
    assert (lead.income, lead.support, lead.mode) == (2_000_000, "poor", "years-ahead")
    assert lead.team_id == 1
    assert lead.assignee_id == 2
    assert lead.consent_version == consent.VERSION


def test_the_history_says_who_wrote_it_down(office):
    send(office.staff("hoa"))
    with office.database.read() as session:
        (event,) = session.scalars(select(LeadEvent))
        assert event.user_id == 2
        assert "Cán bộ ghi lại" in event.text


def test_a_hamlet_alone_is_in_the_only_ward_of_the_team(office):
    send(office.staff("hoa"), place="khối phố 3")
    (lead,) = leads(office)
    assert (lead.hamlet, lead.former_ward) == ("khối phố 3", "Phường Tân Thạnh")


def test_what_the_office_writes_down_goes_to_the_team_of_the_place(office):
    send(office.staff("sep"))
    (lead,) = leads(office)
    assert (lead.team_id, lead.assignee_id) == (1, None)


def test_a_form_without_scripts_leads_to_the_lead(office):
    answer = send(office.staff("hoa"), headers={})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/leads/KH-000001")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": " "}, "name"), ({"phone": "123"}, "phone"), ({"consent": ""}, "consent")],
)
def test_what_is_missing_is_said_and_nothing_is_kept(office, wrong, field):
    desk = office.staff("hoa")
    answer = send(desk, **wrong)
    assert answer.status_code == 422
    assert answer.json["field"] == field
    page = send(desk, headers={}, **wrong)
    assert page.status_code == 422
    assert f'href="#entry-{field}"' in page.text
    assert 'value="khối phố 3 phường Tân Thạnh"' in page.text
    assert leads(office) == []
    assert send(desk).status_code == 200


def test_a_double_send_makes_one_lead(office):
    desk = office.staff("hoa")
    assert send(desk).json == send(desk).json
    assert len(leads(office)) == 1


def test_two_sends_at_the_same_moment_make_one_lead(database):
    from tests.console.office import OfficeAtWork

    office = OfficeAtWork(database)
    office.user("hoa", "member", office.team("tan-thanh", "Phường Tân Thạnh"))
    desks = [office.staff("hoa") for _ in range(4)]
    tokens = [desk.token() for desk in desks]
    answers = []
    ready = threading.Barrier(4)

    def go(desk, token):
        ready.wait()
        fields = {**BE, "entry_id": "entry-0001", "csrf_token": token}
        answers.append(desk.client.post("/staff/entry", data=fields, headers=JSON).json)

    threads = [threading.Thread(target=go, args=pair) for pair in zip(desks, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (lead,) = leads(office)
    assert answers == [{"code": lead.code}] * 4


def test_an_id_of_somebody_else_tells_nothing(office):
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    send(office.staff("hoa"))
    answer = send(office.staff("la"), name="Người Khác")
    assert answer.status_code == 422
    assert "KH-" not in answer.text


def test_another_team_never_changes_a_lead_by_writing_the_same_name(office):
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    send(office.staff("hoa"))
    send(office.staff("la"), entry="entry-0002")
    first, second = leads(office)
    assert (first.team_id, second.team_id) == (1, 2)
    assert second.linked_to_id == first.id


def test_the_same_person_again_brings_the_lead_up_to_date(office):
    desk = office.staff("hoa")
    send(desk)
    send(desk, entry="entry-0002", income="3000000")
    (lead,) = leads(office)
    assert lead.income == 3_000_000


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ((START - timedelta(hours=3)).isoformat(), START - timedelta(hours=3)),
        ((START - timedelta(days=3)).isoformat(), START),
        ((START + timedelta(days=1)).isoformat(), START),
        ("2026-11-24T09:00:00", START),
        ("never", START),
    ],
)
def test_consent_counts_from_the_moment_at_the_door_within_a_day(office, named, kept):
    send(office.staff("hoa"), at=named)
    (lead,) = leads(office)
    assert lead.consent_at == kept


def test_without_a_session_nothing_is_kept(office):
    desk = office.visitor()
    answer = desk.client.post("/staff/entry", data=BE, headers=JSON)
    assert answer.status_code == 401
    assert leads(office) == []
