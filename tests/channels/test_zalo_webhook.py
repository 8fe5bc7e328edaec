"""Every Zalo event of the contract: stored under which key, for whom, and read as what."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from bot.channels.errors import MalformedError
from bot.channels.zalo.channel import ZaloChannel
from bot.conversation.messages import Attachment, Kind
from bot.simulator.accounts import ZaloAccount
from bot.simulator.platforms import SimulatedPlatforms
from tests.channels.table import NOW, TESTDATA, Case, Out, check, ids

OA = "388613280878808645"
WHO = "246845883529197922"
ANONYMOUS = "anonymous:c8842aa01:a9135577020011223"
STAMP = "1795492800123"
HASH = sha256(f"user_send_text:{'a' * 300}".encode()).hexdigest()

SIMULATED = SimulatedPlatforms(zalo=ZaloAccount(oa_id=OA))  # builds and signs; serves nothing
CHANNEL = ZaloChannel(
    app_id=SIMULATED.zalo_account.app_id,
    oa_secret_key=SIMULATED.zalo_account.oa_secret_key,
    api_base="http://127.0.0.1:9",
)


def out(key: str, person: str = WHO, **more) -> tuple[Out, ...]:
    inbound = {name: more.pop(name) for name in tuple(more) if name in _FIELDS}
    return (Out(key, inbound, person, more.pop("account", OA), **more),)


_FIELDS = ("kind", "text", "payload", "message_id", "ref", "attachments", "info")


def text(message_id: str, words: str, **more) -> tuple[Out, ...]:
    return out(
        f"user_send_text:{message_id}", kind=Kind.TEXT, text=words, message_id=message_id, **more
    )


def attachment(sort: str, message_id: str, type_: str, url: str, **more) -> tuple[Out, ...]:
    return out(
        f"{sort}:{message_id}",
        kind=Kind.ATTACHMENT,
        message_id=message_id,
        attachments=(Attachment(type_, url),),
        **more,
    )


def staff(sort: str, message_id: str, words: str = "", **more) -> tuple[Out, ...]:
    said = {"text": words} if words else {}
    return out(f"{sort}:{message_id}", kind=Kind.STAFF, message_id=message_id, **said, **more)


def kept(key: str, person: str = WHO, **more) -> tuple[Out, ...]:
    return out(key, person, kind=Kind.NOTICE, disposition="keep", **more)


SHOP = "https://photo.example"
CASES = [
    Case("text", "user_send_text", text("96d3cdf3af150460909", "BHXH tự nguyện là gì ạ? 😊")),
    Case(
        "compact", "user_send_text_compact", text("96d3cdf3af150460913", "tính tiền đóng 2 triệu")
    ),
    Case("escaped slashes", "user_send_text_escaped", text("96d3cdf3af150460912", "đóng 1/2 năm")),
    Case(
        "timestamp as number",
        "user_send_text_number_timestamp",
        text(
            "96d3cdf3af150460910",
            "xin chào",
            at=datetime(2026, 11, 24, 4, 0, 0, 456000, tzinfo=UTC),
        ),
    ),
    Case("quoting", "user_send_text_quoting", text("96d3cdf3af150460911", "cái này là sao")),
    Case("NUL in id and text", "user_send_text_with_nul", text("96d3cd01", "xin chào")),
    Case(
        "text without id",
        "user_send_text_without_msg_id",
        out(f"user_send_text:{WHO}:{STAMP}", kind=Kind.TEXT, text="xin chào"),
    ),
    *(
        Case(
            f"message {manner}",
            f"user_send_text_message_{manner}",
            out(f"user_send_text:{WHO}:{STAMP}", kind=Kind.TEXT),
        )
        for manner in ("missing", "null", "empty")
    ),
    Case(
        "button of ours",
        "user_send_text_choice",
        out(
            "user_send_text:96d3cdf3af15choice1",
            kind=Kind.CHOICE,
            text="#faq what-is full",
            payload="#faq what-is full",
            message_id="96d3cdf3af15choice1",
        ),
    ),
    Case(
        "id too long for a key",
        "user_send_text_long_id",
        out(
            f"user_send_text:{HASH}",
            kind=Kind.TEXT,
            text="xin chào",
            message_id="a" * 300,
        ),
    ),
    Case(
        "ids as numbers",
        "user_send_text_number_ids",
        out("user_send_text:77", kind=Kind.TEXT, text="xin chào", message_id="77"),
    ),
    Case(
        "time before the platform existed",
        "user_send_text_old_timestamp",
        text("96d3cdf3af15old0001", "xin chào", at=NOW),
    ),
    Case(
        "image",
        "user_send_image",
        attachment("user_send_image", "96d3cdf3af15image01", "image", f"{SHOP}/so.jpg"),
    ),
    Case(
        "image with words",
        "user_send_image_with_text",
        attachment(
            "user_send_image",
            "96d3cdf3af15image01",
            "image",
            f"{SHOP}/so.jpg",
            text="hình sổ của tôi",
        ),
    ),
    Case(
        "attachments beside message",
        "user_send_image_attachments_beside_message",
        attachment("user_send_image", "96d3cdf3af15beside1", "image", f"{SHOP}/ben.jpg"),
    ),
    Case(
        "image, message missing",
        "user_send_image_message_missing",
        out(
            f"user_send_image:{WHO}:{STAMP}",
            kind=Kind.ATTACHMENT,
            attachments=(Attachment("image", f"{SHOP}/khong.jpg"),),
        ),
    ),
    Case(
        "link",
        "user_send_link",
        out(
            "user_send_link:96d3cdf3af15link01",
            kind=Kind.TEXT,
            text="https://baohiem.example/tin",
            message_id="96d3cdf3af15link01",
            attachments=(Attachment("link", "https://baohiem.example/tin"),),
        ),
    ),
    Case(
        "voice",
        "user_send_audio",
        attachment(
            "user_send_audio", "96d3cdf3af15audio01", "audio", "https://voice.example/noi.amr"
        ),
    ),
    Case(
        "video",
        "user_send_video",
        attachment(
            "user_send_video", "96d3cdf3af15video01", "video", "https://video.example/quay.mp4"
        ),
    ),
    Case(
        "sticker",
        "user_send_sticker",
        attachment(
            "user_send_sticker",
            "96d3cdf3af15sticke01",
            "sticker",
            "https://sticker.example/46978",
        ),
    ),
    Case(
        "gif",
        "user_send_gif",
        attachment("user_send_gif", "96d3cdf3af15gif01", "gif", f"{SHOP}/cuoi.gif"),
    ),
    Case(
        "file",
        "user_send_file",
        attachment(
            "user_send_file", "96d3cdf3af15file01", "file", "https://file.example/to-khai.pdf"
        ),
    ),
    Case(
        "business card",
        "user_send_business_card",
        attachment(
            "user_send_business_card",
            "96d3cdf3af15busine01",
            "contact",
            "https://zalo.example/danh-thiep",
            text="Nguyễn Thị Thử",
        ),
    ),
    Case(
        "location",
        "user_send_location",
        out(
            "user_send_location:96d3cdf3af15locati01",
            kind=Kind.LOCATION,
            message_id="96d3cdf3af15locati01",
            info={"latitude": "16.0544", "longitude": "108.2022"},
        ),
    ),
    Case(
        "form filled in",
        "user_submit_info",
        out(
            f"user_submit_info:{WHO}:{STAMP}",
            kind=Kind.INFO,
            info={
                "address": "12 đường Thử",
                "phone": "84905000123",
                "city": "Đà Nẵng",
                "district": "Thanh Khê",
                "name": "Nguyễn Thị Thử",
            },
        ),
    ),
    Case(
        "form with the phone as number",
        "user_submit_info_short",
        out(
            f"user_submit_info:{WHO}:{STAMP}",
            kind=Kind.INFO,
            info={"name": "Nguyễn Thị Thử", "phone": "84905000123"},
        ),
    ),
    Case("follow", "follow", out(f"follow:{WHO}:{STAMP}", kind=Kind.FOLLOW)),
    Case(
        "follow from a web page",
        "follow_from_social_plugin",
        out(f"follow:{WHO}:{STAMP}", kind=Kind.FOLLOW),
    ),
    Case("unfollow", "unfollow", out(f"unfollow:{WHO}:{STAMP}", kind=Kind.UNFOLLOW)),
    Case(
        "reaction",
        "user_reacted_message",
        out(
            f"user_reacted_message:063d1afca1000001:{STAMP}",
            kind=Kind.REACTION,
            text="/-heart",
            message_id="063d1afca1000001",
        ),
    ),
    Case(
        "received",
        "user_received_message",
        out("user_received_message:063d1afca1000001", disposition="count"),
    ),
    Case(
        "seen",
        "user_seen_message",
        out(f"user_seen_message:{WHO}:{STAMP}", disposition="count"),
    ),
    Case(
        "text by somebody not signed in",
        "anonymous_send_text",
        out(
            "anonymous_send_text:a1f0cdf3af150000001",
            ANONYMOUS,
            kind=Kind.TEXT,
            text="cho hỏi mức đóng",
            message_id="a1f0cdf3af150000001",
        ),
    ),
    Case(
        "image by somebody not signed in",
        "anonymous_send_image",
        attachment(
            "anonymous_send_image",
            "a1f0cdf3af150000002",
            "image",
            f"{SHOP}/an.jpg",
            person=ANONYMOUS,
        ),
    ),
    Case(
        "file by somebody not signed in",
        "anonymous_send_file",
        attachment(
            "anonymous_send_file",
            "a1f0cdf3af150000003",
            "file",
            "https://file.example/an.pdf",
            person=ANONYMOUS,
        ),
    ),
    Case(
        "sticker by somebody not signed in",
        "anonymous_send_sticker",
        attachment(
            "anonymous_send_sticker",
            "a1f0cdf3af150000004",
            "sticker",
            "https://sticker.example/46978",
            person=ANONYMOUS,
        ),
    ),
    Case(
        "text of the account",
        "oa_send_text",
        staff("oa_send_text", "063d1afca1000001", "Dạ em chào cô/chú."),
    ),
    Case(
        "text of the account, message missing",
        "oa_send_text_message_missing",
        out(f"oa_send_text:{WHO}:{STAMP}", kind=Kind.STAFF),
    ),
    Case(
        "text of a colleague",
        "oa_send_text_staff",
        staff("oa_send_text", "0c51staff0000002", "Dạ mời cô ghé cơ quan ạ."),
    ),
    Case(
        "text of a colleague, by name",
        "oa_send_text_staff_admin_id",
        staff("oa_send_text", "0c51staff0000001", "Chị là Hạnh ở BHXH, chị gọi lại cho cô nhé."),
    ),
    Case(
        "buttons of the account",
        "oa_send_text_template",
        staff("oa_send_text", "063d1afca1000003", "Dạ cô/chú chọn giúp em:"),
    ),
    Case(
        "image of the account",
        "oa_send_image",
        staff(
            "oa_send_image",
            "063d1afca1000004",
            "Bảng mức đóng",
            attachments=(Attachment("image", f"{SHOP}/bang.png"),),
        ),
    ),
    Case(
        "list of the account, its words in the attachment",
        "oa_send_list",
        staff("oa_send_list", "063d1afca1000005", "Danh mục"),
    ),
    Case(
        "gif of the account",
        "oa_send_gif",
        staff(
            "oa_send_gif",
            "063d1afca1000006",
            attachments=(Attachment("gif", f"{SHOP}/c.gif"),),
        ),
    ),
    Case(
        "file of the account",
        "oa_send_file",
        staff(
            "oa_send_file",
            "063d1afca1000007",
            attachments=(Attachment("file", "https://file.example/huong-dan.pdf"),),
        ),
    ),
    Case(
        "sticker of the account",
        "oa_send_sticker",
        staff(
            "oa_send_sticker",
            "063d1afca1000008",
            attachments=(Attachment("sticker", "https://sticker.example/46978"),),
        ),
    ),
    Case(
        "answer to somebody not signed in",
        "oa_send_anonymous_text",
        staff(
            "oa_send_anonymous_text",
            "063d1afca1000009",
            "Dạ em chào cô/chú.",
            person=ANONYMOUS,
        ),
    ),
    Case(
        "event of another account",
        "other_oa",
        text("96d3cdf3af15other01", "chào", account="999000111222333444"),
    ),
    Case(
        "unknown event",
        "unknown_event",
        kept("user_did_something_new:96d3cdf3af15unknown", message_id="96d3cdf3af15unknown"),
    ),
    Case("chat opened", "user_click_chatnow", kept(f"user_click_chatnow:{WHO}:{STAMP}")),
    Case("consent to calls", "user_reply_consent", kept(f"user_reply_consent:{WHO}:{STAMP}")),
    Case("order", "shop_has_order", kept(f"shop_has_order:{WHO}:{STAMP}")),
    *(
        Case(name, name, kept("", ""))
        for name in (
            "add_user_to_tag",
            "change_oa_daily_quota",
            "change_template_status",
            "permission_revoked",
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_a_signed_event_is_stored_and_read(case):
    body = (TESTDATA / "zalo" / f"{case.file}.json").read_bytes()
    timestamp = "1795492800456" if "number_timestamp" in case.file else STAMP
    if case.file == "user_send_text_old_timestamp":
        timestamp = "154390853474"
    signed = SIMULATED.zalo.sign(body, timestamp)
    CHANNEL.verify(signed.headers, signed.body)
    check(CHANNEL, signed.body, case.out)


def test_every_payload_file_has_its_case():
    files = {file.stem for file in (TESTDATA / "zalo").glob("*.json")}
    assert files == {case.file for case in CASES}


def test_the_payload_is_kept_as_it_came():
    body = (TESTDATA / "zalo" / "user_send_text_escaped.json").read_bytes()
    assert CHANNEL.split(body, NOW)[0].payload == body


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_malformed(body):
    with pytest.raises(MalformedError):
        CHANNEL.split(body, NOW)


def test_a_redelivery_has_the_key_of_the_first():
    body = (TESTDATA / "zalo" / "add_user_to_tag.json").read_bytes()
    first, second = (CHANNEL.split(body, NOW)[0] for _ in range(2))
    assert first.key == second.key
