"""Staff hear of what needs them: once each, by their own way, the next when nobody acts."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.effects import DataErasureAsked, HandOverAsked
from bot.delivery import outbox
from bot.delivery.drain import Drain
from bot.delivery.notices import Notices, patience
from bot.delivery.purge import purge
from bot.hours import parse_hours
from bot.leads import addresses, assigning, follow_up, matters, notices
from bot.leads.addresses import Device
from bot.leads.assigning import Target
from bot.leads.calendar import day_of
from bot.leads.follow_up import FollowUp
from bot.leads.viewers import Viewer
from bot.push.keys import public_key, server_key
from bot.storage.campaigns import Campaign
from bot.storage.models import Conversation, OutboxMessage
from bot.storage.notices import PushDevice, StaffMatter, StaffNotice
from bot.storage.outreach import Lead, User
from tests.console.office import START, OfficeAtWork
from tests.push.push_service import PushService

LEAD = {"name": "Đặng Thị Bé", "phone": "+84905123456", "former_ward": "Phường Tân Thạnh"}


@pytest.fixture
def service():
    running = PushService(START)
    yield running
    running.close()


@pytest.fixture
def office(sqlite_database, service):
    opened = OfficeAtWork(
        sqlite_database,
        settings={"PUSH_SERVICES": (service.origin,), "PUBLIC_URL": "https://bhxh.example.vn"},
    )
    service.server_key = public_key(server_key(sqlite_database, START))
    team = opened.team("tan-thanh", "Phường Tân Thạnh")
    opened.user("sep")
    opened.user("can-bo", "officer")
    opened.user("lan", "leader", team)
    opened.user("hoa", "member", team)
    yield opened
    opened.close()


@pytest.fixture
def told(office, service):
    """Tell all that is due and give who heard what since the last time, by the device's name."""
    sender = Notices(office.services)

    def tell(**passed):
        office.clock.pass_by(**passed)
        service.now = office.clock()
        before = len(service.received)
        sender.once()
        new = service.received[before:]
        assert len({push.endpoint for push in new}) == len(new), "somebody heard twice"
        return {push.endpoint.rsplit("/", 1)[1]: push.shown["title"] for push in new}

    return tell


def user_id(office, name):
    with office.database.read() as session:
        return session.scalars(select(User.id).where(User.username == name)).one()


def with_device(office, service, *names):
    for name in names:
        browser = service.subscribe(name)
        device, who = Device(**browser.subscription), user_id(office, name)
        office.database.write(
            lambda session, who=who, device=device: addresses.add_device(
                session, who, device, START
            )
        )
    return browser


def with_chat(office, name, choice="chat", last=START):
    """The person wrote to the Official Account and linked that conversation."""
    number, who = office.conversation(f"zalo {name}", "zalo"), user_id(office, name)

    def link(session):
        conversation = session.get_one(Conversation, number)
        conversation.last_inbound_at = last
        code = addresses.new_code(session, who, office.clock())
        session.flush()
        assert addresses.link(session, conversation, code, office.clock()) == who
        addresses.choose(session, who, choice)

    office.database.write(link)
    return number


def viewer(office, name):
    with office.database.read() as session:
        return Viewer.of(session.scalars(select(User).where(User.username == name)).one())


def give(office, code, name, by="lan"):
    who, target = viewer(office, by), Target(user_id=user_id(office, name))
    office.database.write(
        lambda session: assigning.give(session, [code], target, who, office.clock())
    )


def act(office, code, by="hoa", **wish):
    who, wished = viewer(office, by), FollowUp(**({"status": "contacted"} | wish))
    office.database.write(
        lambda session: follow_up.follow_up(session, code, wished, who, office.clock())
    )


def statuses(office):
    with office.database.read() as session:
        rows = session.scalars(select(StaffNotice).order_by(StaffNotice.id))
        return [(row.user.username, row.status, row.via) for row in rows]


def outbox_rows(office):
    with office.database.read() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


# -- who is told, and when -------------------------------------------------------------------------


def test_a_new_lead_goes_to_the_leader_and_holds_nothing_of_its_person(office, service, told):
    with_device(office, service, "lan", "hoa", "can-bo", "sep")
    office.lead(**LEAD)
    assert told() == {"lan": "Có khách mới cần liên hệ"}
    (push,) = service.received
    assert push.shown["path"] == "/staff/leads/KH-000001"
    said = str(push.shown)
    assert not any(part in said for part in ("Bé", "0905", "905123456", "Tân Thạnh"))
    assert told(minutes=10) == {}


def test_a_team_without_a_leader_hears_of_its_lead_together(office, service, told):
    team = office.team("an-phu", "Phường An Phú")
    for name in ("mot", "hai"):
        office.user(name, "member", team)
    with_device(office, service, "mot", "hai", "lan")
    office.lead(former_ward="Phường An Phú")
    assert set(told()) == {"mot", "hai"}


def test_a_lead_of_no_team_goes_to_the_officers_at_once(office, service, told):
    with_device(office, service, "can-bo", "sep", "lan")
    office.lead()
    assert told() == {"can-bo": "Khách mới chưa ai liên hệ"}


def test_administrators_hear_of_it_where_there_is_no_officer(office, service, told):
    with_device(office, service, "can-bo", "sep")
    disabled = user_id(office, "can-bo")
    office.database.write(
        lambda session: setattr(session.get_one(User, disabled), "disabled_at", START)
    )
    office.lead()
    assert set(told()) == {"sep"}


def test_who_is_given_a_lead_hears_of_it_and_who_gave_it_does_not(office, service, told):
    with_device(office, service, "lan", "hoa")
    code = office.lead(**LEAD)
    told()
    office.clock.pass_by(minutes=1)
    give(office, code, "hoa")
    assert told() == {"hoa": "Anh/chị được giao một khách"}
    code = office.lead(**LEAD | {"name": "Người khác"})
    office.clock.pass_by(seconds=1)
    give(office, code, "lan")
    assert told(minutes=1) == {}


def test_leader_then_office_hear_of_a_lead_with_which_nobody_acts(office, service, told):
    with_device(office, service, "lan", "hoa", "can-bo")
    code = office.lead(**LEAD)
    office.clock.pass_by(seconds=1)
    give(office, code, "hoa")
    assert told(seconds=1) == {"hoa": "Anh/chị được giao một khách"}
    assert told(hours=3, minutes=59) == {}
    assert told(minutes=1) == {"lan": "Khách đã giao chưa ai liên hệ"}
    assert told(hours=5) == {}
    assert told(hours=14) == {}  # by night, 4 open hours are missing
    assert told(hours=4) == {"can-bo": "Khách đã giao chưa ai liên hệ"}
    assert told(days=3) == {}


def test_nobody_else_hears_of_a_lead_with_which_somebody_acted(office, service, told):
    with_device(office, service, "lan", "hoa", "can-bo")
    code = office.lead(**LEAD)
    told()
    office.clock.pass_by(hours=1)
    act(office, code, note="Đã gọi")
    assert told(days=3) == {}


def test_what_was_seen_to_before_the_message_went_is_not_sent(office, service, told):
    office.clock.pass_by(hours=13)  # 22 o'clock
    with_device(office, service, "lan")
    code = office.lead(**LEAD)
    assert told() == {}
    act(office, code)
    office.clock.pass_by(minutes=1)
    act(office, code, note="Đã gọi")
    assert told(hours=10) == {}


def test_a_lead_is_told_at_seven_when_it_came_by_night(office, service, told):
    office.clock.pass_by(hours=12)  # 21 o'clock
    with_device(office, service, "lan")
    office.lead(**LEAD)
    assert told() == {}
    assert told(hours=9, minutes=59) == {}
    assert told(minutes=1) == {"lan": "Có khách mới cần liên hệ"}


def test_an_urgent_conversation_wakes_the_office_by_night_once(office, service, told):
    office.clock.pass_by(hours=16)
    with_device(office, service, "can-bo", "lan", "sep")
    number = office.asks_for_a_human("one", urgent=True)
    office.apply(number, HandOverAsked("lần nữa", urgent=True))
    assert told() == {"can-bo": "Có người cần cán bộ gấp"}
    (push,) = service.received
    assert push.shown["path"] == f"/staff/conversations/{number}"
    assert push.headers["Urgency"] == "high"
    assert told(hours=9) == {}
    assert told(hours=1) == {"sep": "Có người cần cán bộ gấp"}  # 11 o'clock, open since 7


def test_an_overdue_lead_is_told_once_for_each_day_that_was_promised(office, service, told):
    with_device(office, service, "hoa", "can-bo")
    code = office.lead(**LEAD)
    give(office, code, "hoa")
    office.clock.pass_by(minutes=1)
    act(office, code, next_step_on=START.date())
    assert told() == {}
    assert told(days=1) == {"hoa": "Có khách đã quá ngày hẹn"}
    assert told(minutes=30) == {}
    act(office, code, next_step_on=START.date() + timedelta(days=2))
    assert told(days=2) == {"hoa": "Có khách đã quá ngày hẹn"}


def test_many_matters_make_one_message(office, service, told):
    with_device(office, service, "lan")
    for number in range(30):
        office.lead(**LEAD | {"name": f"Khách {number}", "phone": f"+8490500{number:04}"})
    assert told() == {"lan": "30 khách cần anh/chị liên hệ"}
    assert service.received[0].shown["body"] == "30 khách mới."


def test_a_lead_that_was_erased_is_told_to_nobody(office, service, told):
    office.clock.pass_by(hours=13)
    with_device(office, service, "lan")
    office.lead(person="one", **LEAD)
    office.apply(office.conversation("one"), DataErasureAsked())
    assert told(hours=10) == {}
    with office.database.read() as session:
        assert session.scalars(select(StaffMatter)).all() == []


# -- push ------------------------------------------------------------------------------------------


def test_every_device_of_a_person_shows_the_message(office, service, told):
    with_device(office, service, "lan")
    tablet = service.subscribe("tablet")
    who = user_id(office, "lan")
    office.database.write(
        lambda session: addresses.add_device(session, who, Device(**tablet.subscription), START)
    )
    office.lead(**LEAD)
    assert set(told()) == {"lan", "tablet"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_gave_up_its_subscription_is_forgotten_and_the_next_level_told(
    office, service, told, status
):
    browser = with_device(office, service, "can-bo", "lan")
    service.will_answer(browser, status)
    office.lead(**LEAD)
    assert told() == {}
    assert told(seconds=2) == {"can-bo": "Khách mới chưa ai liên hệ"}
    with office.database.read() as session:
        kept = session.scalars(select(PushDevice)).all()
        assert [device.user_id for device in kept] == [user_id(office, "can-bo")]


def test_a_push_service_that_is_away_is_asked_again_later_and_later(office, service, told):
    browser = with_device(office, service, "lan")
    service.will_answer(browser, 503)
    service.will_answer(browser, 429, Retry_After="1200")
    office.lead(**LEAD)
    assert told() == {}
    assert told(seconds=59) == {}
    assert told(seconds=1) == {}  # 429
    assert told(minutes=19) == {}
    assert told(minutes=1) == {"lan": "Có khách mới cần liên hệ"}
    assert statuses(office) == [("lan", "sent", "push")]


def test_a_push_that_never_goes_is_dead_and_the_next_level_hears_of_it(office, service, told):
    browser = with_device(office, service, "can-bo", "lan")
    for _ in range(6):
        service.will_answer(browser, 500)
    office.lead(**LEAD)
    heard = [told(hours=1) for _ in range(10)]
    assert [some for some in heard if some] == [{"can-bo": "Khách mới chưa ai liên hệ"}]
    assert ("lan", "dead", "") in statuses(office)


def test_a_stopped_sender_leaves_its_claim_to_another(office, service, told):
    with_device(office, service, "lan")
    office.lead(**LEAD)
    hours = parse_hours("24/7")
    plan = matters.Patience(hours, timedelta(hours=1), timedelta(hours=2))
    office.database.write(lambda session: matters.advance(session, plan, office.clock()))
    taken = office.database.write(lambda session: notices.claim(session, hours, office.clock()))
    assert taken is not None
    assert told(minutes=1) == {}
    assert told(minutes=2) == {"lan": "Có khách mới cần liên hệ"}


# -- the linked conversation -----------------------------------------------------------------------


def test_a_linked_conversation_gets_a_link_through_the_outbox(office, service, told):
    number = with_chat(office, "lan")
    office.lead(**LEAD)
    assert told() == {}
    (row,) = outbox_rows(office)
    assert (row.conversation_id, row.origin) == (number, outbox.NOTICE)
    assert "https://bhxh.example.vn/staff/leads/KH-000001" in row.body
    assert "905123456" not in row.body
    office.database.write(
        lambda session: setattr(session.get_one(OutboxMessage, row.id), "status", outbox.SENT)
    )
    told(seconds=15)
    assert statuses(office) == [("lan", "sent", "chat")]
    assert len(outbox_rows(office)) == 1


def test_outside_the_window_the_message_goes_by_push_and_is_not_sent_again(office, service, told):
    number = with_chat(office, "lan", last=START - timedelta(days=3))
    with_device(office, service, "lan")
    office.lead(**LEAD)
    assert told() == {}
    Drain(office.services).run(number)
    assert [row.status for row in outbox_rows(office)] == [outbox.HELD]
    assert told(seconds=15) == {"lan": "Có khách mới cần liên hệ"}
    assert [row.status for row in outbox_rows(office)] == [outbox.DROPPED]
    assert statuses(office) == [("lan", "sent", "push")]


def test_outside_the_window_and_without_a_device_the_next_level_is_told(office, service, told):
    number = with_chat(office, "lan", last=START - timedelta(days=3))
    with_device(office, service, "can-bo")
    office.lead(**LEAD)
    told()
    Drain(office.services).run(number)
    told(seconds=15)
    assert told(seconds=2) == {"can-bo": "Khách mới chưa ai liên hệ"}


def test_a_platform_that_takes_nothing_for_ten_minutes_is_gone_round(office, service, told):
    with_chat(office, "lan")
    with_device(office, service, "lan")
    office.lead(**LEAD)
    assert told() == {}
    assert told(minutes=9) == {}
    assert told(minutes=1) == {"lan": "Có khách mới cần liên hệ"}


def test_a_person_who_stopped_messages_in_the_chat_is_pushed_to(office, service, told):
    number = with_chat(office, "lan")
    with_device(office, service, "lan")
    office.database.write(
        lambda session: setattr(session.get_one(Conversation, number), "stopped_at", START)
    )
    office.lead(**LEAD)
    assert told() == {"lan": "Có khách mới cần liên hệ"}


def test_who_prefers_push_is_pushed_to_and_hears_in_the_chat_when_that_fails(office, service, told):
    with_chat(office, "lan", choice="push")
    browser = with_device(office, service, "lan")
    service.will_answer(browser, 410)
    office.lead(**LEAD)
    told()
    assert [row.origin for row in outbox_rows(office)] == [outbox.NOTICE]


def test_who_wants_no_notices_gets_none_and_the_next_hears_in_time(office, service, told):
    with_device(office, service, "lan", "can-bo")
    who = user_id(office, "lan")
    office.database.write(lambda session: addresses.choose(session, who, "none"))
    office.lead(**LEAD)
    assert told() == {}
    assert told(hours=10) == {}
    assert told(hours=14) == {"can-bo": "Khách mới chưa ai liên hệ"}


def end_campaign(session, who):
    """The account was made for a campaign that ended the day before."""
    day = day_of(START)
    campaign = Campaign(
        code="cu", name="Cũ", begins=day - timedelta(3), ends=day - timedelta(1), created_at=START
    )
    session.add(campaign)
    session.flush()
    session.get_one(User, who).campaign_id = campaign.id


@pytest.mark.parametrize("how", ["closed", "campaign"])
def test_who_left_is_not_told_and_the_next_hears_at_once(office, service, told, how):
    office.clock.pass_by(hours=13)
    with_device(office, service, "lan", "can-bo")
    office.lead(**LEAD)
    who = user_id(office, "lan")
    plan = replace(patience(office.services.settings), hours=parse_hours("24/7"))
    office.database.write(lambda session: matters.advance(session, plan, office.clock()))
    leave = {
        "closed": lambda session: setattr(session.get_one(User, who), "disabled_at", START),
        "campaign": lambda session: end_campaign(session, who),
    }
    office.database.write(leave[how])
    assert told(hours=10) == {}
    assert told(seconds=2) == {"can-bo": "Khách mới chưa ai liên hệ"}


def test_who_deletes_the_own_data_in_the_chat_is_linked_no_more(office, told):
    number = with_chat(office, "lan")
    office.apply(number, DataErasureAsked())
    office.lead(**LEAD)
    told()
    assert statuses(office) == [("lan", "unreachable", "")]


# -- codes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "channel", "minutes", "links"),
    [
        ("{code}", "zalo", 9, True),
        ("{code}", "messenger", 0, True),
        ("{code}", "zalo", 10, False),
        ("LK 0000 0000", "zalo", 0, False),
        ("{code}", "webchat", 0, False),
    ],
)
def test_a_code_links_once_in_ten_minutes_on_a_platform(office, typed, channel, minutes, links):
    who = user_id(office, "lan")
    code = office.database.write(lambda session: addresses.new_code(session, who, office.clock()))
    number = office.conversation("p", channel)
    office.clock.pass_by(minutes=minutes)

    def link(session):
        conversation = session.get_one(Conversation, number)
        return addresses.link(session, conversation, typed.format(code=code), office.clock())

    assert office.database.write(link) == (who if links else None)
    assert office.database.write(link) is None


def test_a_conversation_is_linked_to_the_last_who_linked_it(office):
    number = office.conversation("p", "zalo")

    def link(session, name):
        code = addresses.new_code(session, user_id(office, name), START)
        session.flush()
        addresses.link(session, session.get_one(Conversation, number), code, START)

    for name in ("lan", "hoa"):
        office.database.write(lambda session, name=name: link(session, name))
    with office.database.read() as session:
        linked = [
            addresses.address_of(session, user_id(office, name)).conversation_id
            for name in ("lan", "hoa")
        ]
    assert linked == [None, number]


# -- many processes, many rows ---------------------------------------------------------------------


def test_of_many_processes_one_claims_a_persons_notices(database):
    office = OfficeAtWork(database)
    team = office.team("tan-thanh", "Phường Tân Thạnh")
    office.user("lan", "leader", team)
    office.lead(**LEAD)
    hours = parse_hours("24/7")
    plan = matters.Patience(hours, timedelta(hours=1), timedelta(hours=2))
    barrier, taken = threading.Barrier(6), []

    def process():
        barrier.wait()
        database.write(lambda session: matters.advance(session, plan, START))
        claim = database.write(lambda session: notices.claim(session, hours, START))
        if claim:
            with database.read() as session:
                taken.extend(notice.id for notice in notices.claimed(session, claim))

    threads = [threading.Thread(target=process) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_overdue_leads_are_found_in_batches_and_once(database):
    office = OfficeAtWork(database)
    office.user("sep")
    office.lead(**LEAD)

    def overdue(session):
        session.scalars(select(Lead)).one().next_step_on = START.date() - timedelta(days=1)

    database.write(overdue)
    found = [database.write(lambda session: matters.find_overdue(session, START)) for _ in "12"]
    assert found == [1, 0]


def test_old_matters_are_purged_with_their_notices(office, told):
    office.lead(**LEAD)
    told()
    office.clock.pass_by(days=181)
    purge(office.services)
    assert statuses(office) == []


@pytest.mark.parametrize(
    ("hours", "start", "waits", "ends"),
    [
        ("T2-CN 07:00-21:00", "2026-11-24 09:00", 4, "2026-11-24 13:00"),
        ("T2-CN 07:00-21:00", "2026-11-24 20:00", 4, "2026-11-25 10:00"),
        ("T2-CN 07:00-21:00", "2026-11-24 23:00", 14, "2026-11-26 07:00"),
        ("T2-T6 07:30-11:30 13:30-17:00", "2026-11-27 16:00", 6, "2026-11-30 14:30"),
        ("24/7", "2026-11-24 23:00", 4, "2026-11-25 03:00"),
    ],
)
def test_open_time_is_counted(hours, start, waits, ends):
    def vietnam(text):
        return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)

    after = parse_hours(hours).after(vietnam(start), timedelta(hours=waits))
    assert after == vietnam(ends)
