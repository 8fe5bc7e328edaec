"""Plays the scripted conversations of this folder against the real engine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

import handlers
from bot.conversation.effects import (
    DataErasureAsked,
    HandOverAsked,
    LeadCorrected,
    LeadLeft,
    MessagesResumed,
    MessagesStopped,
)
from bot.conversation.engine import Engine
from bot.conversation.messages import Attachment, Choice, Inbound, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import LeadView, Office, Outcome, Person, Turn
from bot.directory.entries import Directory
from bot.law.loading import load
from bot.pictures.studio import Studio
from faq.content import Content, load_content
from faq.matcher import Matcher
from faq.model import load_model
from tests.conversations.directory import FULL
from tests.conversations.platforms import accepted

FOLDER = Path(__file__).parent
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
OFFICE = Office(
    "Bảo hiểm xã hội thành phố Đà Nẵng",
    "1900 9068",
    "12 Đường Mẫu, Tam Kỳ",
    "T2-T6 07:30-11:30 13:30-17:00",
    "Thành phố Đà Nẵng",
)
EMPTY = Directory()
UNITS = {"phút": "minutes", "giờ": "hours", "ngày": "days"}


@cache
def content() -> Content:
    """The content that ships."""
    return load_content()


@cache
def matcher() -> Matcher:
    """The matcher on the content that ships."""
    return Matcher(content(), load_model())


@cache
def engine(directory: Directory = EMPTY) -> Engine:
    """The engine on the content that ships."""
    return handlers.build_engine(content(), matcher(), directory)


@cache
def parameters() -> Any:
    """The law that ships."""
    return load()


class Conversation:
    """One person and the bot; effects are applied as the database would."""

    def __init__(
        self, now: datetime = NOW, channel: str = "webchat", directory: Directory = EMPTY
    ) -> None:
        self.now = now
        self.engine = engine(directory)
        self.state = State()
        self.person = Person(channel)
        self.outcome = Outcome(State())

    def say(self, text: str) -> tuple[Reply, ...]:
        return self.receive(Inbound(Kind.TEXT, text=text))

    def choose(self, title: str) -> tuple[Reply, ...]:
        choice = next(c for c in self.choices if c.title == title)
        return self.receive(Inbound(Kind.CHOICE, text=choice.title, payload=choice.payload))

    def tap(self, payload: str) -> tuple[Reply, ...]:
        return self.receive(Inbound(Kind.CHOICE, payload=payload))

    def send(self, kind: str) -> tuple[Reply, ...]:
        if kind == "location":
            return self.receive(Inbound(Kind.LOCATION))
        return self.receive(Inbound(Kind.ATTACHMENT, attachments=(Attachment(kind),)))

    def comment(self, text: str) -> tuple[Reply, ...]:
        return self.receive(Inbound(Kind.COMMENT, text=text, info={"comment_id": "c_1"}))

    def receive(self, inbound: Inbound, **more: Any) -> tuple[Reply, ...]:
        turn = Turn(self.state, inbound, self.now, self.person, OFFICE, parameters(), **more)
        self.outcome = self.engine.handle(turn)
        # What is stored is JSON: a state that does not survive it would be lost.
        self.state = State.from_json(self.outcome.state.to_json())
        for effect in self.outcome.effects:
            self._apply(effect)
        accepted(self.outcome.replies)
        return self.outcome.replies

    @property
    def choices(self) -> tuple[Choice, ...]:
        return self.outcome.replies[-1].choices if self.outcome.replies else ()

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.outcome.replies)

    def _apply(self, effect: Any) -> None:
        if isinstance(effect, HandOverAsked):
            self.person = replace(self.person, with_human=True, waiting_since=self.now)
        if isinstance(effect, DataErasureAsked):
            self.person = replace(self.person, leads=())
        if isinstance(effect, MessagesStopped | MessagesResumed):
            self.person = replace(self.person, stopped=isinstance(effect, MessagesStopped))
        if isinstance(effect, LeadLeft):
            lead = LeadView("KH-000001", effect.name, effect.phone[-3:], effect.place, "new")
            self.person = replace(self.person, leads=(*self.person.leads, lead))
        if isinstance(effect, LeadCorrected):
            self.person = replace(
                self.person, leads=tuple(_corrected(lead, effect) for lead in self.person.leads)
            )


def _corrected(lead: LeadView, effect: LeadCorrected) -> LeadView:
    if lead.code != effect.code:
        return lead
    changes = {key: value for key, value in effect.changes.items() if hasattr(lead, key)}
    phone = effect.changes.get("phone", lead.phone_last)
    return replace(lead, **changes, phone_last=phone[-3:])


def scripts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every scripted conversation with a name for the report."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for script in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            yield f"{path.stem}: {script['tên']}", script


def play(script: dict[str, Any]) -> None:
    """Run one script; an AssertionError says which line failed and what the bot said."""
    began = script.get("ngày")
    now = datetime.fromisoformat(str(began)).replace(tzinfo=VIETNAM) if began else NOW
    directory = FULL if script.get("danh bạ") else EMPTY
    conversation = Conversation(now, script.get("kênh", "webchat"), directory)
    for line in script["hội thoại"]:
        _step(conversation, line)


def _step(conversation: Conversation, line: dict[str, Any]) -> None:
    unknown = set(line) - set(STEPS) - {"Nút", "Không có", "Không nút"}
    assert not unknown, f"không hiểu {unknown} trong {line}"
    for key, value in line.items():
        if key in STEPS:
            STEPS[key](conversation, value)
    titles = [choice.title for choice in conversation.choices]
    for title in line.get("Nút", ()):
        assert title in titles, f"thiếu nút {title!r} trong {titles} sau {conversation.text!r}"
    for title in line.get("Không nút", ()):
        assert title not in titles, f"thừa nút {title!r} sau {conversation.text!r}"
    for words in line.get("Không có", ()):
        assert words not in conversation.text, f"không được có {words!r}: {conversation.text!r}"


def _bot(conversation: Conversation, expected: str | list[str]) -> None:
    for words in [expected] if isinstance(expected, str) else expected:
        assert words in conversation.text, f"mong {words!r}, bot nói {conversation.text!r}"


def _picture(conversation: Conversation, expected: dict[str, Any]) -> None:
    """The answer has a picture of this kind that can be drawn, with these words beside it."""
    picture = conversation.outcome.replies[-1].picture
    assert picture, f"mong có hình, bot nói {conversation.text!r}"
    assert picture["kind"] == expected["loại"], picture
    assert Studio(parameters, OFFICE, "test", "").size(picture)
    for words in expected.get("có", ()):
        assert words in picture["alt"], f"mong {words!r} trong lời của hình {picture['alt']!r}"


def _silent(conversation: Conversation, expected: bool) -> None:
    assert (not conversation.outcome.replies) is expected, conversation.text


def _hidden(conversation: Conversation, expected: bool) -> None:
    assert any(reply.hides for reply in conversation.outcome.replies) is expected


def _later(conversation: Conversation, expected: str) -> None:
    number, unit = expected.split()
    conversation.now += timedelta(**{UNITS[unit]: int(number)})


def _noted(conversation: Conversation, expected: str | list[str]) -> None:
    names = [type(effect).__name__ for effect in conversation.outcome.effects]
    for name in [expected] if isinstance(expected, str) else expected:
        assert name in names, f"mong {name}, có {names}"


def _handed_back(conversation: Conversation, _: bool) -> None:
    conversation.person = replace(conversation.person, with_human=False, waiting_since=None)


STEPS = {
    "Người dân": Conversation.say,
    "Chọn": Conversation.choose,
    "Bấm nút cũ": Conversation.tap,
    "Gửi": Conversation.send,
    "Bình luận": Conversation.comment,
    "Ẩn bình luận": _hidden,
    "Bot": _bot,
    "Hình": _picture,
    "Bot im lặng": _silent,
    "Sau": _later,
    "Ghi nhận": _noted,
    "Cán bộ trả lại": _handed_back,
}
