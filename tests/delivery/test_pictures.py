"""Pictures on their way: uploaded once, sent by their id, told in words where that fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.base import Accepted, Channels, Credentials, Request
from bot.channels.messenger.channel import MessengerChannel
from bot.channels.typed import event
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.oauth import ZaloOAuth
from bot.conversation.messages import Card, Choice, Reply
from bot.conversation.turn import Outcome, Turn
from bot.delivery.drain import Drain
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.delivery.services import Account, Services
from bot.law.loading import load
from bot.pictures.studio import Studio
from bot.simulator.faults import Fault
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.database import Database
from bot.storage.models import Conversation, OutboxMessage, Upload
from tests.delivery.world import OFFICE, Clock, apply_effect, settings, snapshot

LAW = load()
CARD = {
    "kind": "contribution",
    "data": {"income": 3_000_000},
    "on": "2026-11-24",
    "alt": "Mình đóng 594.000 đ một tháng.",
}
PERSON = {"zalo": "246845883529197922", "messenger": "6045182030011223"}


class Painter:
    """Answers everything with a picture."""

    def __init__(self) -> None:
        self.picture: dict[str, Any] = CARD

    def handle(self, turn: Turn) -> Outcome:
        choices = (Choice("Bảng các mức", "#contribution table"),)
        return Outcome(turn.state, (Reply("Hình ạ.", choices, picture=self.picture),))


class Gallery:
    """A deployment with real channels at the simulator, whose clock it shares."""

    def __init__(self, database: Database, platforms: SimulatedPlatforms, clock: Clock) -> None:
        self.platforms, self.clock, self.database = platforms, clock, database
        self.painter = Painter()
        zalo, page = platforms.zalo_account, platforms.messenger_page
        channels = {
            "zalo": ZaloChannel(
                app_id=zalo.app_id, oa_secret_key=zalo.oa_secret_key, api_base=platforms.base_url
            ),
            "messenger": MessengerChannel(
                app_id=page.app_id,
                app_secret=page.app_secret,
                graph_base=platforms.base_url,
                graph_version="v25.0",
            ),
            "webchat": WebchatChannel(),
        }
        oauth = ZaloOAuth(base=platforms.base_url, app_id=zalo.app_id, app_secret=zalo.app_secret)
        tokens = platforms.tokens
        accounts = [
            Account(
                "zalo",
                zalo.oa_id,
                tokens.access_token,
                tokens.refresh_token,
                refresh=oauth.refresh,
            ),
            Account("messenger", page.page_id, page.page_token),
        ]
        self.services = Services(
            database=database,
            channels=Channels(channels),
            handler=self.painter,
            snapshot=snapshot,
            apply_effect=apply_effect,
            parameters=lambda now: LAW,
            office=OFFICE,
            settings=settings(),
            accounts={(account.channel, account.account): account for account in accounts},
            clock=clock,
            pictures=Studio(lambda: LAW, OFFICE, "test", ""),
        )
        self.start()

    def start(self, **changes: Any) -> None:
        """Begin as a fresh process."""
        self.services = replace(self.services, **changes)
        self.drain = Drain(self.services)
        self.drain.tokens.seed()

    def ask(self, platform: str, text: str = "hình") -> None:
        """The person writes, and what is due is done."""
        self.platforms.world.act(platform, PERSON[platform])
        if platform == "zalo":
            signed = self.platforms.zalo.signed(self.platforms.zalo.text(PERSON["zalo"], text))
        else:
            events = self.platforms.messenger
            signed = events.signed(events.body([events.text(PERSON["messenger"], text)]))
        raw = self.services.channels[platform].split(signed.body, self.clock())
        Receiver(self.services, NoWaker()).accept(platform, raw)
        self.run()

    def run(self) -> None:
        for conversation in self.conversations():
            self.drain.run(conversation)

    def conversations(self) -> list[int]:
        with self.database.read() as session:
            return list(session.scalars(select(Conversation.id)))

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.run()

    def kinds(self, platform: str) -> list[str]:
        return [sent.kind for sent in self.platforms.sent(platform, PERSON[platform])]

    def texts(self, platform: str) -> list[str]:
        return [sent.text for sent in self.platforms.sent(platform, PERSON[platform])]

    @property
    def uploads(self) -> list[bytes]:
        return list(self.platforms.world.uploads.values())

    def outbox(self) -> list[OutboxMessage]:
        with self.database.read() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def kept(self) -> list[Upload]:
        with self.database.read() as session:
            return list(session.scalars(select(Upload)))


@pytest.fixture
def gallery(database: Database) -> Iterator[Gallery]:
    clock = Clock()
    with SimulatedPlatforms(clock=clock) as platforms:
        yield Gallery(database, platforms, clock)


SHOWN = {"zalo": ["image"], "messenger": ["text", "image"]}


@pytest.mark.parametrize("platform", SHOWN)
def test_a_picture_is_uploaded_and_sent(gallery: Gallery, platform: str) -> None:
    gallery.ask(platform)
    assert gallery.kinds(platform) == SHOWN[platform]
    (image,) = gallery.uploads
    assert image.startswith(b"\x89PNG")
    assert len(image) < 300_000
    assert [(row.status, row.tries) for row in gallery.outbox()] == [("sent", 1)]
    assert not gallery.platforms.world.refusals


@pytest.mark.parametrize("platform", SHOWN)
def test_the_same_picture_is_uploaded_once_for_everybody(gallery: Gallery, platform: str) -> None:
    gallery.ask(platform)
    gallery.start()
    gallery.ask(platform, "hình nữa")
    assert gallery.kinds(platform) == SHOWN[platform] * 2
    assert len(gallery.uploads) == 1


def test_another_question_is_another_picture(gallery: Gallery) -> None:
    gallery.ask("zalo")
    gallery.painter.picture = {**CARD, "data": {"income": 5_000_000}}
    gallery.ask("zalo", "năm triệu")
    assert len(gallery.uploads) == 2


def test_zalo_s_ids_are_used_for_six_days(gallery: Gallery) -> None:
    gallery.ask("zalo")
    gallery.clock.advance(timedelta(days=5, hours=23).total_seconds())
    gallery.ask("zalo", "mai")
    assert len(gallery.uploads) == 1
    gallery.clock.advance(timedelta(hours=2).total_seconds())
    gallery.ask("zalo", "mốt")
    assert len(gallery.uploads) == 2
    assert gallery.kinds("zalo") == ["image"] * 3
    assert -100 not in [refusal.code for refusal in gallery.platforms.world.refusals]


def test_a_picture_that_zalo_lost_is_uploaded_again(gallery: Gallery) -> None:
    gallery.ask("zalo")
    gallery.platforms.faults.add(Fault("error", path="message/cs", code=-100))
    gallery.ask("zalo", "lại")
    assert gallery.kinds("zalo") == ["image", "image"]
    assert len(gallery.uploads) == 2


def test_a_picture_that_is_lost_again_and_again_is_told_in_words(gallery: Gallery) -> None:
    gallery.platforms.faults.add(Fault("error", path="message/cs", code=-100, times=3))
    gallery.ask("zalo")
    for _ in range(3):
        gallery.wait(10)
    assert gallery.texts("zalo") == ["Hình ạ.\nMình đóng 594.000 đ một tháng."]


@pytest.mark.parametrize(
    ("platform", "code"),
    [("zalo", -201), ("zalo", -224), ("messenger", 100), ("messenger", 200)],
    ids=["zalo refuses", "not in Zalo's package", "facebook refuses", "no permission"],
)
def test_a_refused_picture_is_told_in_words_and_tried_again_later(
    gallery: Gallery, platform: str, code: int
) -> None:
    gallery.platforms.faults.add(Fault("error", platform=platform, path="upload", code=code))
    gallery.platforms.faults.add(Fault("error", path="message_attachments", code=code))
    gallery.ask(platform)
    assert "image" not in gallery.kinds(platform)
    assert "Mình đóng 594.000 đ một tháng." in "\n".join(gallery.texts(platform))
    gallery.platforms.faults.clear()
    gallery.wait(timedelta(minutes=11).total_seconds())
    gallery.ask(platform, "lại")
    assert gallery.kinds(platform)[-1] == "image"


def test_an_upload_that_fails_is_tried_again_before_words_are_sent(gallery: Gallery) -> None:
    gallery.platforms.faults.add(Fault("status", path="upload", times=2))
    gallery.ask("zalo")
    assert gallery.kinds("zalo") == []
    gallery.wait(5)
    gallery.wait(5)
    assert gallery.kinds("zalo") == ["image"]


def test_words_go_where_uploads_stay_away(gallery: Gallery) -> None:
    gallery.platforms.faults.add(Fault("status", path="upload", times=0))
    gallery.ask("zalo")
    for _ in range(3):
        gallery.wait(5)
    assert gallery.texts("zalo") == ["Hình ạ.\nMình đóng 594.000 đ một tháng."]
    assert gallery.outbox()[0].status == "sent"


def test_an_old_token_is_found_out_by_the_upload(gallery: Gallery) -> None:
    gallery.platforms.expire_token("zalo")
    gallery.ask("zalo")
    assert gallery.kinds("zalo") == ["image"]


def test_what_cannot_be_drawn_is_told_in_words(gallery: Gallery) -> None:
    gallery.painter.picture = {**CARD, "data": {"income": 1}}
    gallery.ask("messenger")
    assert gallery.texts("messenger") == ["Hình ạ.", "Mình đóng 594.000 đ một tháng."]
    assert gallery.uploads == []


def test_the_page_to_print_is_named_only_where_people_can_reach_it(gallery: Gallery) -> None:
    gallery.ask("zalo")
    assert "Bản in" not in gallery.texts("zalo")[0]
    gallery.start(pictures=Studio(lambda: LAW, OFFICE, "test", "https://bhxh.example"))
    gallery.ask("zalo", "lại")
    assert "Bản in (PDF): https://bhxh.example/files/" in gallery.texts("zalo")[1]


def test_the_web_chat_uploads_nothing(gallery: Gallery) -> None:
    raw = event(account="webchat", person="p", text="hình", now=gallery.clock())
    Receiver(gallery.services, NoWaker()).accept("webchat", [raw])
    gallery.run()
    assert [row.status for row in gallery.outbox()] == ["sent"]
    assert (gallery.uploads, gallery.kept()) == ([], [])


@pytest.mark.parametrize("platform", SHOWN)
def test_an_echo_of_an_unknown_picture_is_ours_and_the_rest_still_goes(
    gallery: Gallery, platform: str
) -> None:
    """The platform took the first message and its answer was lost."""
    path = {"zalo": "message/cs", "messenger": "me/messages"}[platform]
    gallery.platforms.faults.add(Fault("reset", path=path, accepted=True))
    gallery.ask(platform)
    (sent,) = gallery.platforms.sent(platform, PERSON[platform])
    if platform == "zalo":
        signed = gallery.platforms.zalo.signed(gallery.platforms.zalo.echo(sent))
    else:
        events = gallery.platforms.messenger
        signed = events.signed(events.body([events.echo(sent)]))
    raw = gallery.services.channels[platform].split(signed.body, gallery.clock())
    Receiver(gallery.services, NoWaker()).accept(platform, raw)
    gallery.wait(30)
    gallery.wait(30)
    assert gallery.kinds(platform) == SHOWN[platform]
    with gallery.database.read() as session:
        assert session.scalars(select(Conversation.human)).all() == [None]


PLACES = Reply(
    "Hai nơi gần nhất:\n1. Bưu điện phường: 0235 3 812 345\n2. Đại lý thu: 0905 111 222",
    cards=(
        Card("Bưu điện phường", "12 Hùng Vương", "1. Bưu điện phường", "+842353812345"),
        Card("Đại lý thu", "3 Phan Bội Châu", "2. Đại lý thu", "+84905111222"),
    ),
)


def test_an_echo_of_an_unknown_list_is_ours(gallery: Gallery) -> None:
    """Zalo took the list, its answer was lost, and the report of it says none of the words."""

    class Guide(Painter):
        def handle(self, turn: Turn) -> Outcome:
            return Outcome(turn.state, (PLACES,))

    account = gallery.platforms.zalo_account
    zalo = ZaloChannel(
        app_id=account.app_id,
        oa_secret_key=account.oa_secret_key,
        api_base=gallery.platforms.base_url,
        images_url="https://bhxh.example/static/img",
    )
    gallery.start(handler=Guide(), channels=Channels({"zalo": zalo}))
    gallery.platforms.faults.add(Fault("reset", path="message/cs", accepted=True))
    gallery.ask("zalo", "nộp ở đâu")
    (sent,) = gallery.platforms.sent("zalo", PERSON["zalo"])
    assert sent.kind == "list"
    report = gallery.platforms.zalo.echo(replace(sent, text=""))
    signed = gallery.platforms.zalo.signed(report)
    raw = gallery.services.channels["zalo"].split(signed.body, gallery.clock())
    Receiver(gallery.services, NoWaker()).accept("zalo", raw)
    gallery.wait(30)
    gallery.wait(30)
    assert len(gallery.platforms.sent("zalo", PERSON["zalo"])) == 1
    with gallery.database.read() as session:
        assert session.scalars(select(Conversation.human)).all() == [None]


def test_an_upload_and_the_send_after_it_have_a_lease_each(gallery: Gallery) -> None:
    """Both take their whole eight seconds, and another process looks for work meanwhile."""
    rival = Drain(gallery.services)

    class Slow(ZaloChannel):
        def upload(self, image: bytes, credentials: Credentials) -> str:
            gallery.clock.advance(8)
            return super().upload(image, credentials)

        def send(self, request: Request, credentials: Credentials) -> Accepted:
            gallery.clock.advance(8)
            for conversation in gallery.conversations():
                rival.run(conversation)
            return super().send(request, credentials)

    account = gallery.platforms.zalo_account
    slow = Slow(
        app_id=account.app_id,
        oa_secret_key=account.oa_secret_key,
        api_base=gallery.platforms.base_url,
    )
    gallery.start(channels=Channels({"zalo": slow}))
    gallery.ask("zalo")
    assert gallery.kinds("zalo") == ["image"]
    assert len(gallery.uploads) == 1
