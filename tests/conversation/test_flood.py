"""Over 30 messages a minute from one person: one kind word, then the newest is answered."""

from datetime import datetime, timedelta
from typing import Any

from bot.conversation.messages import Inbound, Kind
from tests.conversations.play import Conversation

KIND_WORD = "tin đến dồn dập"


class Hurried(Conversation):
    """A person of whom our time of receipt is known."""

    def arrive(
        self, text: str, received_at: datetime, *, newer: bool, kind: Kind = Kind.TEXT
    ) -> Any:
        return self.receive(Inbound(kind, text=text), received_at=received_at, newer_waits=newer)

    def flood(self, count: int = 31) -> None:
        for number in range(count):
            self.arrive(f"alo {number}", self.now, newer=True)


def test_thirty_messages_a_minute_are_all_answered():
    person = Hurried()
    assert all(person.arrive("mức đóng bao nhiêu", person.now, newer=True) for _ in range(30))
    assert KIND_WORD not in person.text


def test_the_next_one_hears_one_kind_word_and_the_others_nothing():
    person = Hurried()
    person.flood(31)
    assert KIND_WORD in person.text
    for _ in range(20):
        assert person.arrive("mức đóng bao nhiêu", person.now, newer=True) == ()


def test_the_newest_is_answered_when_no_more_come():
    person = Hurried()
    person.flood(40)
    received_at = person.now
    assert person.arrive("nhà nước hỗ trợ bao nhiêu", received_at, newer=False) == ()
    again_at = person.outcome.again_at
    assert again_at == received_at + timedelta(seconds=3)
    person.now = again_at
    person.arrive("nhà nước hỗ trợ bao nhiêu", received_at, newer=False)
    assert "hỗ trợ" in person.text
    assert person.outcome.again_at is None


def test_messages_spread_over_more_than_a_minute_are_no_flood():
    person = Hurried()
    for _ in range(60):
        person.now += timedelta(seconds=2.1)
        assert person.arrive("mức đóng bao nhiêu", person.now, newer=True)
    assert KIND_WORD not in person.text


def test_after_a_quiet_minute_a_new_flood_is_told_of_again():
    person = Hurried()
    person.flood(35)
    person.now += timedelta(minutes=2)
    assert person.arrive("mức đóng bao nhiêu", person.now, newer=False)
    person.flood(30)
    assert KIND_WORD in person.text


def test_deleting_inside_a_flood_is_asked_and_done():
    person = Hurried()
    person.flood(35)
    person.arrive("xóa dữ liệu của tôi", person.now, newer=True)
    assert "chắc muốn xóa" in person.text
    person.arrive("nghe đây nè", person.now, newer=True)
    assert not person.outcome.replies
    person.arrive("có", person.now, newer=True)
    assert "đã xóa dữ liệu" in person.text


def test_a_form_waits_for_the_newest_answer():
    person = Hurried()
    person.flood(29)
    person.arrive("tính tiền đóng", person.now, newer=False)
    person.arrive("à quên", person.now, newer=True)
    person.arrive("à quên nữa", person.now, newer=True)
    received_at = person.now
    person.now += timedelta(seconds=5)
    person.arrive("2 triệu", received_at, newer=False)
    assert "diện nào" in person.text


def test_lines_piped_into_the_terminal_are_no_flood():
    person = Hurried(channel="terminal")
    person.flood(60)
    assert person.outcome.replies
    assert KIND_WORD not in person.text
