"""Comments under the Page's posts: the whole product against the strict stand-in of Facebook."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.app import build_services
from bot.delivery import dead_letters
from bot.delivery.drain import Drain
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.simulator.faults import Fault
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.models import Conversation
from bot.storage.outreach import Lead
from tests.conftest import KEYS
from tests.delivery.world import settings

PSID = "6045182030011223"


@dataclass
class Page:
    """A Page on which people comment, and the bot behind it."""

    platforms: SimulatedPlatforms
    services: Services
    receiver: Receiver
    drain: Drain

    def get(self, *events) -> None:
        """Events come in as a signed webhook and are handled."""
        messenger = self.platforms.messenger
        messenger.note(*events)
        body = messenger.body(
            [event for event in events if "field" not in event],
            changes=[event for event in events if "field" in event],
        )
        signed = messenger.signed(body)
        self.receiver.receive("messenger", signed.headers, signed.body)
        with self.services.database.read() as session:
            ids = list(session.scalars(select(Conversation.id)))
        for conversation_id in ids:
            self.drain.run(conversation_id)

    def comment(self, text: str, comment: str = "c_1", person: str = PSID) -> None:
        self.get(self.platforms.messenger.comment(person, comment, text))

    def say(self, text: str) -> None:
        self.get(self.platforms.messenger.text(PSID, text))

    @property
    def sent(self) -> list[str]:
        return [sent.text for sent in self.platforms.sent("messenger", PSID)]

    @property
    def hidden(self) -> set[str]:
        return self.platforms.world.hidden_comments

    def change(self, **values: object) -> None:
        statement = update(Conversation).values(**values)
        self.services.database.write(lambda session: session.execute(statement) and None)

    def leads(self) -> int:
        with self.services.database.read() as session:
            return session.scalar(select(func.count(Lead.id)))

    def errors(self) -> list[str]:
        with self.services.database.read() as session:
            return [letter.error for letter in dead_letters.listed(session)]


@pytest.fixture
def page(database) -> Iterator[Page]:
    with SimulatedPlatforms() as platforms:
        values = {
            name.lower(): value
            for name, value in platforms.environment().items()
            if name.startswith("MESSENGER")
        }
        services = build_services(
            settings(database_url=database.url, encryption_keys=KEYS, **values)
        )
        drain = Drain(services)
        drain.tokens.seed()
        yield Page(platforms, services, Receiver(services, NoWaker()), drain)
        services.database.close()


def test_a_question_in_a_comment_is_answered_privately_once(page):
    page.comment("mức đóng là bao nhiêu phần trăm vậy?")
    page.comment("mức đóng là bao nhiêu phần trăm vậy?")  # Facebook delivers again
    (answer,) = page.sent
    assert "trợ lý tự động" in answer
    assert "22%" in answer
    assert page.hidden == set()
    assert page.platforms.world.answered_comments == {"c_1"}
    assert page.platforms.world.refusals == []


def test_each_comment_has_an_answer_of_its_own(page):
    page.comment("mức đóng là bao nhiêu phần trăm vậy?", "c_1")
    page.comment("nhà nước hỗ trợ bao nhiêu", "c_2")
    assert len(page.sent) == 2
    assert page.platforms.world.refusals == []


def test_a_comment_that_asks_nothing_clear_is_invited_to_write(page):
    page.comment("page này dễ thương ghê ta ơi")
    (answer,) = page.sent
    assert "trả lời riêng" in answer


@pytest.mark.parametrize("text", ["cảm ơn ad nhiều", "👍👍", ""])
def test_thanks_and_emoji_are_left_alone(page, text):
    page.comment(text)
    assert page.sent == []


def test_a_comment_with_a_phone_number_is_hidden_and_becomes_a_lead_only_with_consent(page):
    page.comment("Tư vấn cho tôi với, sđt 0905 123 456")
    assert page.hidden == {"c_1"}
    (answer,) = page.sent
    assert "xin phép ẩn bình luận" in answer
    assert "đồng ý không" in answer
    assert page.leads() == 0
    page.say("Đồng ý")
    page.say("Nguyễn Thị Mẫu")
    assert "xã/phường nào" in page.sent[-1]  # the number is not asked again
    page.say("phường Bàn Thạch")
    page.say("Buổi sáng")
    assert page.leads() == 0
    page.say("Đúng rồi")
    assert page.leads() == 1
    with page.services.database.read() as session:
        assert session.scalars(select(Lead)).one().phone == "+84905123456"
    assert page.platforms.world.refusals == []


def test_a_comment_with_a_number_of_papers_is_hidden_and_the_number_asked_for_nothing(page):
    page.comment("tra giúp cccd 048201001234 với")
    assert page.hidden == {"c_1"}
    (answer,) = page.sent
    assert "số giấy tờ" in answer
    assert "048201001234" not in answer
    assert page.leads() == 0
    assert page.platforms.world.refusals == []


def test_without_consent_the_number_is_no_lead(page):
    page.comment("gọi tôi 0905123456")
    page.say("không")
    assert "không lưu" in page.sent[-1]
    assert page.leads() == 0


def test_an_open_form_in_private_is_not_lost_by_a_comment(page):
    page.say("em muốn đăng ký tham gia, gọi lại cho em")
    page.say("đồng ý")
    page.comment("sdt 0905123456")
    assert "Để lại số điện thoại" in page.sent[-1]
    page.say("Nguyễn Thị Mẫu")
    assert "Số điện thoại" in page.sent[-1]


def test_a_number_is_hidden_even_while_a_colleague_talks_with_the_person(page):
    page.say("xin chào")
    page.change(human="taken", human_since=datetime.now(UTC))
    before = len(page.sent)
    page.comment("alo 0905123456")
    assert page.hidden == {"c_1"}
    assert len(page.sent) == before


def test_a_missing_permission_to_hide_is_told_to_staff_and_stops_nothing(page):
    page.platforms.faults.add(Fault("error", code=200, path="/c_1"))
    page.comment("gọi tôi 0905123456")
    assert page.hidden == set()
    assert "đồng ý không" in page.sent[-1]
    (error,) = page.errors()
    assert "pages_manage_engagement" in error
    page.say("mức đóng bao nhiêu phần trăm")
    assert any("22%" in text for text in page.sent[1:])


def test_a_comment_older_than_seven_days_is_a_dead_letter_in_words(page):
    event = page.platforms.messenger.comment(PSID, "c_1", "mức đóng bao nhiêu phần trăm")
    event["value"]["created_time"] -= int(timedelta(days=8).total_seconds())
    page.get(event)
    assert page.sent == []
    (error,) = page.errors()
    assert "quá 7 ngày" in error


def test_a_comment_opens_no_window(page):
    page.comment("mức đóng là bao nhiêu phần trăm vậy?")
    with page.services.database.read() as session:
        assert session.scalars(select(Conversation)).one().last_inbound_at is None


def test_no_phone_number_of_a_comment_stands_in_a_sent_request(page):
    page.comment("Tư vấn cho tôi với, sđt 0905 123 456")
    said = json.dumps([sent.message for sent in page.platforms.sent("messenger")])
    assert "0905" not in said


def test_a_picture_asked_for_in_a_comment_is_told_in_words_and_shown_on_request(page):
    page.comment("cho xin bảng mức đóng hộ nghèo")
    (answer,) = page.sent
    assert "bảng minh họa" in answer
    assert "Lương hưu nữ" in answer
    page.say("Xem hình")
    assert len(page.platforms.sent("messenger", PSID)) > 1
    assert page.platforms.world.refusals == []
