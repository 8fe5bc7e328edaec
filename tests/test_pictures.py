"""Pictures from the question to the phone: the whole product against the strict platforms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.app import build_services, create_app, terminal_say
from bot.delivery.drain import Drain
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.simulator.faults import Fault
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.models import Conversation
from tests.conftest import KEYS
from tests.delivery.world import settings

CITIZEN, PSID = "246845883529197922", "6045182030011223"
QUESTION = "hộ cận nghèo mức 3 triệu đóng theo quý bao nhiêu"
PRINT = re.compile(r"https://bhxh\.example(/files/[\w-]+)")


@dataclass
class Office:
    """An office on both platforms, reached under a public address."""

    platforms: SimulatedPlatforms
    services: Services
    drain: Drain

    def say(self, platform: str, text: str) -> None:
        """A message comes in as a signed webhook and is answered."""
        if platform == "zalo":
            events = self.platforms.zalo
            event = events.text(CITIZEN, text)
            events.note(event)
            signed = events.signed(event)
        else:
            pages = self.platforms.messenger
            event = pages.text(PSID, text, payload=text if text.startswith("#") else "")
            pages.note(event)
            signed = pages.signed(pages.body([event]))
        Receiver(self.services, NoWaker()).receive(platform, signed.headers, signed.body)
        with self.services.database.read() as session:
            ids = list(session.scalars(select(Conversation.id)))
        for conversation in ids:
            self.drain.run(conversation)

    def sent(self, platform: str) -> list[tuple[str, str]]:
        person = CITIZEN if platform == "zalo" else PSID
        return [(sent.kind, sent.text) for sent in self.platforms.sent(platform, person)]


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    with SimulatedPlatforms() as platforms:
        values = {name.lower(): value for name, value in platforms.environment().items()}
        values |= {"database_url": sqlite_url, "encryption_keys": KEYS}
        services = build_services(settings(**values | {"public_url": "https://bhxh.example"}))
        drain = Drain(services)
        drain.tokens.seed()
        yield Office(platforms, services, drain)
        services.database.close()


@pytest.mark.parametrize("platform", ["zalo", "messenger"])
def test_a_card_is_asked_for_by_its_button_and_comes_with_its_page_to_print(office, platform):
    office.say(platform, QUESTION)
    office.say(platform, "#picture contribution")
    shown = office.sent(platform)[1:]
    assert [kind for kind, _ in shown] == {"zalo": ["image"], "messenger": ["button", "image"]}[
        platform
    ]
    assert "hình tóm tắt" in shown[0][1]
    (image,) = office.platforms.world.uploads.values()
    assert len(image) < 300_000
    person = CITIZEN if platform == "zalo" else PSID
    address = PRINT.search(str(office.platforms.sent(platform, person)[1].message))
    client = create_app(office.services.settings, office.services).test_client()
    assert client.get(address[1]).data.startswith(b"%PDF")
    assert not office.platforms.world.refusals


def test_a_number_under_a_picture_on_zalo_takes_the_choice_it_names(office):
    office.say("zalo", QUESTION)
    office.say("zalo", "#picture contribution")
    assert "\n1. Bảng các mức\n" in office.sent("zalo")[-1][1]
    office.say("zalo", "1")
    assert "bảng minh họa mức đóng, mức hưởng" in office.sent("zalo")[-1][1]
    assert [kind for kind, _ in office.sent("zalo")][1:] == ["image", "image"]


def test_the_terminal_says_what_the_picture_shows(office):
    say = terminal_say(office.services)
    (answer,) = say(QUESTION)
    number = re.search(r"(\d)\. Xem hình", answer)[1]
    (picture,) = say(number)
    assert "[Hình: Tiền đóng BHXH tự nguyện." in picture
    assert "mình đóng 1.584.000 đ cho 3 tháng" in picture


class Watched(dict):
    """Remembers every value that it was given."""

    def __init__(self) -> None:
        self.seen = []

    def __setitem__(self, key, value) -> None:
        self.seen.append(value)
        super().__setitem__(key, value)


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, False), (1.4, True)])
def test_who_waits_over_a_second_for_a_picture_sees_that_it_is_coming(office, seconds, shown):
    world = office.platforms.world
    office.say("messenger", QUESTION)
    if seconds:
        fault = Fault("delay", path="message_attachments", seconds=seconds)
        office.platforms.faults.add(fault)
    world.typing = Watched()
    office.say("messenger", "#picture contribution")
    assert (True in world.typing.seen) is shown
    assert world.typing[("messenger", PSID)] is False
    assert world.refusals == []
