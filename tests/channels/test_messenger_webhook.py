"""Every Messenger event of the contract: stored under which key, for whom, and read as what."""

import json
from datetime import UTC, datetime

import pytest

from bot.channels.errors import MalformedError
from bot.channels.messenger.channel import MessengerChannel
from bot.conversation.messages import Attachment, Kind
from bot.simulator.accounts import MessengerPage
from bot.simulator.platforms import SimulatedPlatforms
from tests.channels.table import NOW, SENT_AT, TESTDATA, Case, Out, check, ids

PAGE = "106728097004746"
WHO = "6045182030011223"
STAMP = "1795492800123"

SIMULATED = SimulatedPlatforms(messenger=MessengerPage(page_id=PAGE))  # only builds and signs
CHANNEL = MessengerChannel(
    app_id="1517776481860111",
    app_secret=SIMULATED.messenger_page.app_secret,
    graph_base="http://127.0.0.1:9",
    graph_version="v25.0",
)
_FIELDS = ("kind", "text", "payload", "message_id", "ref", "attachments", "info", "echo_of")


def out(key: str, person: str = WHO, **more) -> Out:
    inbound = {name: more.pop(name) for name in tuple(more) if name in _FIELDS}
    return Out(key, inbound, person, more.pop("account", PAGE), **more)


def message(mid: str, text: str = "", kind: Kind = Kind.TEXT, **more) -> Out:
    said = {"text": text} if text else {}
    return out(f"message:{mid}", kind=kind, message_id=mid, **said, **more)


def files(mid: str, *attachments: tuple[str, str], **more) -> Out:
    found = tuple(Attachment(type_, url) for type_, url in attachments)
    return message(mid, kind=Kind.ATTACHMENT, attachments=found, **more)


def echo(mid: str, text: str = "", kind: Kind = Kind.ECHO, **more) -> Out:
    said = {"text": text} if text else {}
    return out(f"echo:{mid}", kind=kind, message_id=mid, **said, **more)


def kept(key: str = "", person: str = WHO, **more) -> Out:
    return out(key, person, kind=Kind.NOTICE, disposition="keep", **more)


def counted(person: str = WHO) -> Out:
    return out("", person, disposition="count")


def at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


MEDIA = "https://scontent.example"
CASES = [
    Case("text", "text", (message("m_Abc-text_01", "BHXH tự nguyện là gì ạ? 😊"),)),
    Case(
        "compact and escaped",
        "text_escaped_compact",
        (message("m_raw_01", "đóng 1/2 năm được không? https://a.example/b"),),
    ),
    Case("without any content", "text_empty", (message("m_empty_01"),)),
    Case("lone surrogate", "text_lone_surrogate", (message("m_surrogate_01", "chào  cô"),)),
    Case("NUL in id and text", "text_with_nul", (message("m_nul_01", "xin chào"),)),
    Case("reply to a message", "text_reply_to", (message("m_reply_01", "cái này là sao"),)),
    Case(
        "text that came through an ad",
        "text_with_ad_referral",
        (message("m_ad_01", "Tôi muốn hỏi mức đóng", ref="hoa-tien"),),
    ),
    Case(
        "quick reply",
        "quick_reply",
        (message("m_quick_01", "Tính tiền đóng", Kind.CHOICE, payload="CONTRIBUTION"),),
    ),
    Case(
        "phone by quick reply",
        "quick_reply_phone",
        (message("m_quick_02", "+84905000123", Kind.CHOICE, payload="+84905000123"),),
    ),
    Case(
        "image",
        "attachment_image",
        (files("m_att_image01", ("image", f"{MEDIA}/v/t1/so-image.jpg?oh=1&oe=2")),),
    ),
    Case(
        "images with words",
        "attachment_images_with_text",
        (
            files(
                "m_att_many",
                ("image", f"{MEDIA}/1.jpg"),
                ("image", f"{MEDIA}/2.jpg"),
                text="hình sổ của tôi",
            ),
        ),
    ),
    Case(
        "voice",
        "attachment_audio",
        (files("m_att_audio01", ("audio", f"{MEDIA}/v/t1/so-audio.mp4?oh=1&oe=2")),),
    ),
    Case(
        "video",
        "attachment_video",
        (files("m_att_video01", ("video", f"{MEDIA}/v/t1/so-video.mp4?oh=1&oe=2")),),
    ),
    Case(
        "reel",
        "attachment_reel",
        (files("m_att_reel01", ("video", "https://www.facebook.example/reel/1")),),
    ),
    Case(
        "file",
        "attachment_file",
        (files("m_att_file01", ("file", f"{MEDIA}/v/t1/so-file.pdf?oh=1&oe=2")),),
    ),
    Case(
        "sticker",
        "attachment_sticker",
        (files("m_att_image01", ("sticker", f"{MEDIA}/like.png")),),
    ),
    Case("shared post", "attachment_template", (files("m_att_template01", ("link", "")),)),
    Case(
        "words with a link in them",
        "attachment_fallback",
        (
            message(
                "m_fallback_01",
                "https://baohiem.example/tin",
                attachments=(Attachment("link", "https://baohiem.example/tin"),),
            ),
        ),
    ),
    Case(
        "location",
        "attachment_location",
        (
            message(
                "m_att_location01",
                kind=Kind.LOCATION,
                info={"latitude": "16.0544", "longitude": "108.2022"},
            ),
        ),
    ),
    Case(
        "postback",
        "postback",
        (
            out(
                "postback:m_post_01",
                kind=Kind.CHOICE,
                text="Gặp nhân viên",
                payload="HUMAN",
                message_id="m_post_01",
            ),
        ),
    ),
    Case(
        "get started",
        "postback_get_started",
        (
            out(
                "postback:m_post_02",
                kind=Kind.CHOICE,
                text="Bắt đầu",
                payload="GET_STARTED",
                message_id="m_post_02",
            ),
        ),
    ),
    Case(
        "get started through a link",
        "postback_get_started_referral",
        (
            out(
                "postback:m_post_03",
                kind=Kind.CHOICE,
                text="Bắt đầu",
                payload="GET_STARTED",
                message_id="m_post_03",
                ref="team-05",
            ),
        ),
    ),
    Case(
        "postback without id",
        "postback_without_mid",
        (
            out(
                f"postback:{WHO}:{STAMP}",
                kind=Kind.CHOICE,
                text="Bắt đầu",
                payload="GET_STARTED",
            ),
        ),
    ),
    *(
        Case(name, name, (out(f"referral:{WHO}:{STAMP}", kind=Kind.REFERRAL, ref=ref),))
        for name, ref in (
            ("referral", "team-05"),
            ("referral_ad", "chien-dich-12"),
            ("referral_chat_plugin", "trang-web"),
        )
    ),
    Case(
        "opt-in of a web page",
        "optin",
        (out(f"optin:{WHO}:{STAMP}", kind=Kind.REFERRAL, ref="dang-ky-tin"),),
    ),
    Case(
        "opt-in to news",
        "optin_notification_messages",
        (out(f"optin:{WHO}:{STAMP}", kind=Kind.NOTICE),),
    ),
    Case(
        "edit",
        "edit",
        (
            out(
                "message_edit:m_Abc-text_01:1795492805123",
                kind=Kind.EDIT,
                text="BHXH tự nguyện đóng bao nhiêu?",
                message_id="m_Abc-text_01",
                at=at(1795492805123),
            ),
        ),
    ),
    Case(
        "deletion",
        "deletion",
        (
            out(
                "deletion:m_Abc-text_01:1795492809123",
                kind=Kind.DELETE,
                message_id="m_Abc-text_01",
                at=at(1795492809123),
            ),
        ),
    ),
    Case(
        "reaction",
        "reaction",
        (out(f"reaction:m_457:{STAMP}", kind=Kind.REACTION, text="❤", message_id="m_457"),),
    ),
    Case(
        "reaction taken back",
        "reaction_removed",
        (
            out(
                "reaction:m_457:1795492803123",
                kind=Kind.REACTION,
                message_id="m_457",
                at=at(1795492803123),
            ),
        ),
    ),
    Case("delivered", "delivery", (counted(),)),
    Case("delivered, no ids", "delivery_without_mids", (counted(),)),
    Case("read", "read", (counted(),)),
    Case(
        "our own echo", "echo_ours", (echo("m_457", "Dạ em chào cô/chú.", echo_of="outbox-1042"),)
    ),
    Case(
        "our own echo without metadata",
        "echo_ours_without_metadata",
        (echo("m_458", "Dạ em chào cô/chú."),),
    ),
    Case(
        "echo of our image",
        "echo_ours_image",
        (
            echo(
                "m_459",
                echo_of="outbox-1043",
                attachments=(Attachment("image", f"{MEDIA}/the.png"),),
            ),
        ),
    ),
    Case(
        "a colleague in the Page inbox",
        "echo_staff_inbox",
        (echo("m_staff_01", "Chị là Hạnh ở BHXH, chị gọi lại cho cô nhé.", Kind.STAFF),),
    ),
    Case(
        "a colleague, no app id",
        "echo_staff_without_app_id",
        (echo("m_staff_02", "Dạ mời cô ghé cơ quan ạ.", Kind.STAFF),),
    ),
    Case(
        "another app",
        "echo_other_app",
        (echo("m_other_01", "Tin của ứng dụng khác", Kind.STAFF),),
    ),
    Case(
        "comment",
        "feed_comment",
        (
            out(
                "comment:2001_3001",
                kind=Kind.COMMENT,
                text="cho hỏi đóng bao nhiêu",
                message_id="2001_3001",
                info={
                    "comment_id": "2001_3001",
                    "post_id": f"{PAGE}_2001",
                    "parent_id": f"{PAGE}_2001",
                    "name": "Nguyễn Thị Thử",
                },
                at=at(1795492800000),
            ),
        ),
    ),
    Case("comment taken back", "feed_comment_removed", (kept(at=at(1795492800000)),)),
    Case("like under a post", "feed_reaction", (kept(at=at(1795492800000)),)),
    Case("unknown change", "unknown_change", (kept(person="", at=NOW),)),
    Case(
        "batch",
        "batch",
        (
            message("m_batch_01", "câu một"),
            message("m_batch_02", "câu hai", at=at(1795492800133)),
            message("m_batch_03", "người khác", person="6045182030014444", at=at(1795492800143)),
            counted(),
        ),
    ),
    Case(
        "odd events between good ones",
        "batch_with_odd_events",
        (
            message("m_odd_01", "trước"),
            kept(person=""),
            kept(person="", at=NOW),
            kept(),
            message("m_odd_02", "sau"),
        ),
    ),
    Case("standby", "standby_text", (kept("standby:m_stand_01"),)),
    Case(
        "standby beside messaging",
        "standby_beside_messaging",
        (
            message("m_beside_01", "xin chào"),
            kept("standby:m_stand_02", "6045182030019999"),
        ),
    ),
    Case(
        "event of another page",
        "other_page",
        (message("m_elsewhere_01", "chào", account="999000111222333"),),
    ),
    *(
        Case(name, name, (kept(),))
        for name in (
            "pass_thread_control",
            "take_thread_control",
            "request_thread_control",
            "unknown_event",
        )
    ),
    Case("app roles", "app_roles", (kept(person=""),)),
]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_signed_batch_is_stored_and_read(case):
    signed = SIMULATED.messenger.sign(body_of(case.file))
    CHANNEL.verify(signed.headers, signed.body)
    check(CHANNEL, signed.body, case.out)


def test_every_payload_file_has_its_case():
    files = {file.stem for file in (TESTDATA / "messenger").glob("*.json")}
    assert files == {case.file for case in CASES} | {"feed_comment_by_page"}


def test_a_comment_of_the_page_itself_is_not_answered():
    (event,) = CHANNEL.split(body_of("feed_comment_by_page"), NOW)
    assert event.disposition == "keep"


def test_a_message_taken_back_in_a_later_batch_has_a_key_of_its_own():
    keys = [CHANNEL.split(body_of(name), NOW)[0].key for name in ("text", "deletion", "edit")]
    assert len(set(keys)) == 3


def test_events_of_other_products_are_kept_unanswered():
    batch = json.loads(body_of("text")) | {"object": "instagram"}
    (event,) = CHANNEL.split(json.dumps(batch).encode(), NOW)
    assert (event.disposition, event.at) == ("keep", SENT_AT)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"object":"page"}', b'{"entry":{}}', b"\xff", b'{"entry":[NaN]}'],
)
def test_what_is_no_batch_is_malformed(body):
    with pytest.raises(MalformedError):
        CHANNEL.split(body, NOW)


def body_of(name: str) -> bytes:
    return (TESTDATA / "messenger" / f"{name}.json").read_bytes()
