"""What a turn's effects leave behind, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.conversation.effects import (
    Answered,
    ConsentGiven,
    DataErasureAsked,
    HandOverAsked,
    LeadCorrected,
    LeadLeft,
    MessagesResumed,
    MessagesStopped,
    NotUnderstood,
    ReferredBy,
)
from bot.leads import effects, follow_up, teams, topics
from bot.leads.errors import UnknownLeadError
from bot.leads.follow_up import FollowUp
from bot.leads.snapshot import snapshot
from bot.leads.viewers import COMMAND_LINE
from bot.storage.models import Conversation
from bot.storage.outreach import AuditEntry, Lead, LeadEvent, Question

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BE = LeadLeft(
    name="Đặng Thị Bé",
    phone="+84905123456",
    consent=ConsentGiven("2026-11"),
    place="khối phố Đoan Trai, Tân Thạnh",
    hamlet="khối phố Đoan Trai",
    ward="Phường Bàn Thạch",
    former_ward="Phường Tân Thạnh",
    province="Thành phố Đà Nẵng",
    call_time="Buổi tối",
    need="Tính tiền đóng",
    income=1_500_000,
    support="near-poor",
    mode="3-months",
)


class Talks:
    """Conversations to which effects are applied."""

    def __init__(self, database):
        self.database = database
        self.now = NOW

    def begin(self, person="one"):
        def make(session):
            row = Conversation(channel="zalo", account="oa", person=person, created_at=NOW)
            session.add(row)
            session.flush()
            return row.id

        return self.database.write(make)

    def apply(self, number, *what):
        def change(session):
            for effect in what:
                conversation = session.get_one(Conversation, number)
                effects.apply(session, conversation, effect, self.now)

        self.database.write(change)

    def leads(self):
        with self.database.read() as session:
            return list(session.scalars(select(Lead).order_by(Lead.id)))

    def history(self, lead):
        with self.database.read() as session:
            found = select(LeadEvent).where(LeadEvent.lead_id == lead.id).order_by(LeadEvent.id)
            return [event.text for event in session.scalars(found)]

    def conversation(self, number):
        with self.database.read() as session:
            return session.get_one(Conversation, number)

    def person(self, number):
        with self.database.read() as session:
            return snapshot(session, session.get_one(Conversation, number))

    def team(self, code, *wards):
        return self.database.write(
            lambda session: teams.create_team(session, code, code, wards, self.now).id
        )

    def follow_up(self, lead, **wish):
        self.database.write(
            lambda session: follow_up.follow_up(
                session, lead.code, FollowUp(**wish), COMMAND_LINE, self.now
            )
        )


@pytest.fixture
def talks(database):
    return Talks(database)


def test_a_lead_is_kept_with_its_consent(talks):
    talks.apply(talks.begin(), BE)
    [lead] = talks.leads()
    assert lead.code == "KH-000001"
    assert (lead.name, lead.phone, lead.phone_last) == ("Đặng Thị Bé", "+84905123456", "456")
    assert (lead.consent_at, lead.consent_version) == (NOW, "2026-11")
    assert (lead.ward, lead.former_ward) == ("Phường Bàn Thạch", "Phường Tân Thạnh")
    assert (lead.income, lead.support, lead.mode) == (1_500_000, "near-poor", "3-months")
    assert (lead.channel, lead.status) == ("zalo", "new")
    assert talks.history(lead) == ["Để lại thông tin, đồng ý văn bản 2026-11"]


def test_the_phone_is_not_readable_in_the_table(talks):
    talks.apply(talks.begin(), BE)
    with talks.database.engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT phone FROM leads").scalar_one()
    assert b"905123456" not in bytes(stored)


def test_the_same_person_again_is_the_same_lead_brought_up_to_date(talks):
    number = talks.begin()
    talks.apply(number, BE)
    talks.now += timedelta(days=1)
    again = replace(BE, name="dang thi be", call_time="Buổi sáng", consent=ConsentGiven("2027-01"))
    talks.apply(number, again)
    [lead] = talks.leads()
    assert lead.call_time == "Buổi sáng"
    assert (lead.consent_version, lead.consent_at) == ("2027-01", talks.now)
    assert talks.history(lead)[-1] == "Để lại thông tin lần nữa: họ tên, giờ gọi"


def test_what_is_not_said_again_stays(talks):
    number = talks.begin()
    talks.apply(number, BE)
    talks.apply(number, LeadLeft(name=BE.name, phone=BE.phone, consent=BE.consent))
    assert talks.leads()[0].call_time == "Buổi tối"


@pytest.mark.parametrize(
    ("other", "same_conversation"),
    [
        (replace(BE, name="Nguyễn Văn Tèo"), True),
        (replace(BE, birth_year=1990), True),
        (BE, False),
    ],
    ids=["another name", "another year of birth", "another conversation"],
)
def test_another_person_on_the_same_phone_is_a_linked_lead(talks, other, same_conversation):
    number = talks.begin()
    talks.apply(number, replace(BE, birth_year=1970))
    talks.apply(number if same_conversation else talks.begin("two"), other)
    first, second = talks.leads()
    assert second.linked_to_id == first.id
    assert first.name == "Đặng Thị Bé"
    assert first.birth_year == 1970


def test_a_third_person_is_linked_to_the_first(talks):
    for person in ("one", "two", "three"):
        talks.apply(talks.begin(person), replace(BE, name=person))
    first, *others = talks.leads()
    assert [lead.linked_to_id for lead in others] == [first.id, first.id]


def test_somebody_who_declined_and_comes_back_is_called_again(talks):
    number = talks.begin()
    talks.apply(number, BE)
    talks.follow_up(talks.leads()[0], status="declined", reason="Chưa có tiền")
    talks.apply(number, BE)
    [lead] = talks.leads()
    assert (lead.status, lead.reason) == ("new", "")
    assert "mở lại" in talks.history(lead)[-1]


def test_somebody_who_joined_stays_joined(talks):
    number = talks.begin()
    talks.apply(number, BE)
    talks.follow_up(talks.leads()[0], status="joined")
    talks.apply(number, BE)
    assert talks.leads()[0].status == "joined"


def test_odd_signs_in_a_name_are_no_reason_to_lose_the_lead(talks):
    talks.apply(talks.begin(), replace(BE, name="Bé\x00 \ud83d\n♥ 'Ngoan' \u202e" + "x" * 300))
    [lead] = talks.leads()
    assert lead.name.startswith("Bé ♥ 'Ngoan' xxx")
    assert len(lead.name) == 200


def test_a_lead_goes_to_the_team_of_its_neighbourhood_first(talks):
    talks.team("ward", "Phường Bàn Thạch")
    former = talks.team("former", "phường tân thạnh")
    talks.apply(talks.begin(), BE)
    hamlet = talks.team("hamlet", "Đoan Trai")
    talks.apply(talks.begin("two"), BE)
    assert [lead.team_id for lead in talks.leads()] == [former, hamlet]


def test_teams_of_the_same_place_take_turns(talks):
    both = [talks.team(code, "Phường Bàn Thạch") for code in ("a", "b")]
    for person in ("one", "two", "three", "four"):
        talks.now += timedelta(minutes=1)
        talks.apply(talks.begin(person), replace(BE, hamlet="", former_ward=""))
    assert [lead.team_id for lead in talks.leads()] == both * 2


def test_teams_told_apart_by_a_number_are_not_mixed_up(talks):
    talks.team("3", "Tổ 3")
    four = talks.team("4", "Tổ 4")
    talks.apply(talks.begin(), replace(BE, hamlet="tổ 4", ward="", former_ward=""))
    assert talks.leads()[0].team_id == four


def test_the_link_by_which_a_person_came_is_the_source(talks):
    number = talks.begin()
    talks.apply(number, ReferredBy("TK05"), BE)
    assert talks.leads()[0].source == "TK05"


def test_a_person_corrects_what_this_conversation_left(talks):
    number = talks.begin()
    talks.apply(number, BE)
    talks.apply(
        number,
        LeadCorrected("KH-000001", {"name": "Đặng Thị Bé Ba", "phone": "+84905123457"}),
    )
    [lead] = talks.leads()
    assert (lead.name, lead.phone_last) == ("Đặng Thị Bé Ba", "457")
    assert talks.history(lead)[-1] == "Người dân sửa: họ tên, số điện thoại"


def test_nobody_corrects_the_lead_of_another_conversation(talks):
    talks.apply(talks.begin(), BE)
    with pytest.raises(UnknownLeadError):
        talks.apply(talks.begin("two"), LeadCorrected("KH-000001", {"name": "X"}))
    assert talks.leads()[0].name == "Đặng Thị Bé"


def test_who_asks_for_a_human_waits_and_keeps_the_place_in_the_line(talks):
    number = talks.begin()
    talks.apply(number, HandOverAsked("mất sổ"))
    talks.now += timedelta(minutes=5)
    talks.apply(number, HandOverAsked(urgent=True))
    conversation = talks.conversation(number)
    assert (conversation.human, conversation.human_since) == ("waiting", NOW)
    assert (conversation.human_reason, conversation.urgent) == ("mất sổ", True)
    assert talks.person(number).waiting_since == NOW


def test_erasure_deletes_what_this_conversation_left_and_nothing_else(talks):
    mine = talks.begin()
    talks.apply(mine, BE, replace(BE, name="Mẹ"))
    other = talks.begin("two")
    talks.apply(other, BE)
    talks.apply(mine, DataErasureAsked())
    [left] = talks.leads()
    assert left.conversation_id == other
    assert left.linked_to_id is None
    assert talks.person(mine).leads == ()
    with talks.database.read() as session:
        entries = session.scalars(select(AuditEntry)).all()
    assert [entry.target for entry in entries] == ["KH-000001", "KH-000002"]


def test_a_join_stays_counted_without_saying_who_it_was(talks):
    number = talks.begin()
    team = talks.team("tan-thanh", "Phường Tân Thạnh")
    talks.apply(number, BE)
    talks.follow_up(talks.leads()[0], status="joined", receipt="BL-1", note="Nhà sau chợ")
    talks.apply(number, DataErasureAsked())
    [lead] = talks.leads()
    assert (lead.status, lead.team_id, lead.joined_on.isoformat()) == ("joined", team, "2026-11-24")
    assert (lead.name, lead.phone, lead.place, lead.receipt) == ("(đã xóa)", "", "", "")
    assert lead.conversation_id is None
    assert talks.history(lead) == []


def test_messages_are_stopped_and_resumed(talks):
    number = talks.begin()
    talks.apply(number, MessagesStopped())
    assert talks.person(number).stopped
    talks.apply(number, MessagesResumed())
    assert not talks.person(number).stopped


def test_what_was_not_understood_waits_for_review(talks):
    talks.apply(talks.begin(), NotUnderstood("vay von dc hk", "suggest", ("loan", "other")))
    with talks.database.read() as session:
        [question] = session.scalars(select(Question)).all()
    assert (question.text, question.candidates) == ("vay von dc hk", ["loan", "other"])
    assert question.reviewed_at is None


def test_answers_are_counted_by_the_day_in_vietnam(talks):
    number = talks.begin()
    talks.now = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 1 o'clock on the 25th
    talks.apply(number, Answered("what-is"), Answered("what-is"), Answered("age-limit"))
    talks.apply(talks.begin("two"), Answered("what-is"))
    with talks.database.read() as session:
        asked = topics.most_asked(session, date(2026, 11, 25), 10)
        assert topics.most_asked(session, date(2026, 11, 26), 10) == []
        assert session.scalar(select(func.count(Question.id))) == 0
    assert asked == [("what-is", 3), ("age-limit", 1)]


def test_the_snapshot_shows_the_person_only_what_this_conversation_left(talks):
    mine = talks.begin()
    talks.apply(mine, BE)
    talks.apply(talks.begin("two"), replace(BE, name="Khác"))
    [view] = talks.person(mine).leads
    assert (view.code, view.name, view.phone_last) == ("KH-000001", "Đặng Thị Bé", "456")
    assert not talks.person(mine).with_human
