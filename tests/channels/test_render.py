"""Replies become messages within each platform's limits; the platforms refuse none of them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import Credentials
from bot.channels.messenger.render import render as messenger_render
from bot.channels.zalo.render import render as zalo_render
from bot.conversation.messages import Card, Choice, Reply
from tests.channels.conftest import CITIZEN, PSID, messenger_at, zalo_at
from tests.channels.table import IMAGES
from tests.conversations.platforms import accepted


def choices(count: int, title: str = "Mục") -> tuple[Choice, ...]:
    return tuple(Choice(f"{title} {number}", f"#menu {number}") for number in range(1, count + 1))


def zalo(reply: Reply, images: str = IMAGES) -> list[dict]:
    return [request["message"] for request in zalo_render(reply, CITIZEN, images)]


def messenger(reply: Reply) -> list[dict]:
    return [request["message"] for request in messenger_render(reply, PSID, 1042)]


def buttons(message: dict) -> list[dict]:
    return message["attachment"]["payload"]["buttons"]


def test_a_text_is_one_message_to_the_person():
    assert zalo_render(Reply("Dạ em chào."), CITIZEN, "") == [
        {"recipient": {"user_id": CITIZEN}, "message": {"text": "Dạ em chào."}}
    ]
    assert messenger_render(Reply("Dạ em chào."), PSID, 1042) == [
        {
            "recipient": {"id": PSID},
            "messaging_type": "RESPONSE",
            "message": {"text": "Dạ em chào.", "metadata": "1042"},
        }
    ]


def test_the_answer_to_a_comment_is_one_message_to_its_writer():
    (request,) = messenger_render(Reply("Dạ. " * 900, choices(2), comment_id="c_1"), PSID, 1042)
    assert request["recipient"] == {"comment_id": "c_1"}
    assert len(request["message"]["text"]) <= 2000
    assert len(request["message"]["quick_replies"]) == 2


def test_hiding_a_comment_says_nothing():
    reply = Reply("(Ẩn bình luận)", comment_id="c_1", hides=True)
    assert messenger_render(reply, PSID, 1042) == [{"hide_comment": "c_1"}]
    assert Reply.from_json(reply.to_json()) == reply


def test_zalo_reaches_who_is_not_signed_in_by_both_ids():
    (request,) = zalo_render(Reply("Dạ."), "anonymous:c8842aa01:a9135577020011223", "")
    assert request["recipient"] == {
        "anonymous_id": "a9135577020011223",
        "conversation_id": "c8842aa01",
    }


def test_zalo_shows_up_to_five_choices_as_buttons_that_type_their_payload():
    (message,) = zalo(Reply("Chọn ạ:", choices(5)))
    assert message["text"] == "Chọn ạ:"
    assert [button["title"] for button in buttons(message)] == [f"Mục {n}" for n in range(1, 6)]
    assert buttons(message)[0] == {
        "title": "Mục 1",
        "type": "oa.query.hide",
        "payload": "#menu 1",
    }


def test_zalo_lists_more_than_five_choices_by_number_with_the_first_five_as_buttons():
    (message,) = zalo(Reply("Chọn ạ:", choices(7)))
    assert message["text"].startswith("Chọn ạ:\n1. Mục 1\n")
    assert message["text"].endswith("7. Mục 7")
    assert len(buttons(message)) == 5


def test_messenger_shows_up_to_thirteen_choices_as_quick_replies():
    (message,) = messenger(Reply("Chọn ạ:", choices(13)))
    assert message["text"] == "Chọn ạ:"
    assert len(message["quick_replies"]) == 13
    assert message["quick_replies"][0] == {
        "content_type": "text",
        "title": "Mục 1",
        "payload": "#menu 1",
    }


def test_messenger_lists_more_choices_by_number():
    (message,) = messenger(Reply("Chọn ạ:", choices(15)))
    assert message["text"].endswith("15. Mục 15")
    assert len(message["quick_replies"]) == 13


def test_messenger_writes_titles_out_that_it_must_shorten():
    (message,) = messenger(Reply("Ý nào ạ?", (Choice("Điều kiện hưởng lương hưu", "#a"),)))
    assert message["quick_replies"][0]["title"] == "Điều kiện hưởng…"
    assert message["text"] == "Ý nào ạ?\n1. Điều kiện hưởng lương hưu"


@pytest.mark.parametrize("render", [zalo, messenger])
def test_choices_stand_only_under_the_last_part_of_a_long_text(render):
    text = "Câu này dài vừa phải để chia. " * 150
    parts = render(Reply(text, choices(3)))
    assert len(parts) == 3
    assert all("attachment" not in part and "quick_replies" not in part for part in parts[:-1])
    assert "attachment" in parts[-1] or len(parts[-1]["quick_replies"]) == 3
    assert all(part["text"].endswith("chia.") for part in parts)


def test_zalo_asks_for_the_phone_number_by_its_form_in_one_message():
    (message,) = zalo(Reply("Số điện thoại là số nào ạ?", ask_phone=True))
    (element,) = message["attachment"]["payload"]["elements"]
    assert message["attachment"]["payload"]["template_type"] == "request_user_info"
    assert element["subtitle"] == "Số điện thoại là số nào ạ?"
    assert element["image_url"] == f"{IMAGES}/phone-form.png"


@pytest.mark.parametrize(
    ("reply", "images"),
    [
        (Reply("Số nào ạ?", ask_phone=True), ""),
        (Reply("Số nào ạ? " * 60, ask_phone=True), IMAGES),
        (Reply("Số nào ạ?", choices(1), ask_phone=True), IMAGES),
    ],
    ids=["no pictures", "question too long for the form", "beside choices"],
)
def test_zalo_lets_people_type_where_the_form_does_not_fit(reply, images):
    (message,) = zalo(reply, images)
    assert message["text"].startswith("Số nào ạ?")
    assert message.get("attachment", {}).get("payload", {}).get("template_type") in (None, "button")


def test_messenger_offers_the_person_s_own_phone_number():
    (message,) = messenger(Reply("Số nào ạ?", choices(13), ask_phone=True))
    assert message["quick_replies"][0] == {"content_type": "user_phone_number"}
    assert len(message["quick_replies"]) == 13
    assert message["text"].endswith("13. Mục 13")


REPLIES = st.builds(
    Reply,
    text=st.text(st.sampled_from("aạ .\n😀"), max_size=60).map(lambda text: text * 60),
    choices=st.lists(
        st.builds(
            Choice,
            title=st.text(st.sampled_from("aạ 😀…"), max_size=120),
            payload=st.text(st.sampled_from("#a1 "), max_size=30).map(lambda text: text * 40),
        ),
        max_size=16,
    ).map(tuple),
    ask_phone=st.booleans(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(reply=REPLIES)
def test_the_platforms_refuse_nothing_that_was_rendered(reply, platforms):
    platforms.world.act("zalo", CITIZEN)  # eight free messages for each act
    platforms.world.act("messenger", PSID)
    page, tokens = platforms.messenger_page, platforms.tokens
    for channel, person, token in (
        (zalo_at(platforms.base_url, platforms), CITIZEN, tokens.access_token),
        (messenger_at(platforms.base_url, platforms), PSID, page.page_token),
    ):
        for request in channel.render(reply, person, 7)[:8]:
            assert channel.send(request, Credentials("", token)).platform_id


CARD = {"kind": "contribution", "data": {}, "on": "2026-11-24", "alt": "Mình đóng 374.000 đ."}
PRINTED = {**CARD, "pdf": "https://bhxh.example/files/abc.pdf"}


def test_a_picture_survives_the_outbox_and_older_rows_have_none():
    assert Reply.from_json(Reply("Hình ạ.", picture=CARD).to_json()) == Reply(
        "Hình ạ.", picture=CARD
    )
    assert Reply.from_json({"text": "Dạ."}).picture is None
    assert "picture" not in Reply("Dạ.").to_json()


def test_zalo_shows_a_picture_with_its_text_in_one_message_and_choices_by_number():
    reply = Reply("Hình ạ.", choices(2), picture=PRINTED)
    (message,) = [request["message"] for request in zalo_render(reply, CITIZEN, "", "img-1")]
    assert message["text"] == (
        "Hình ạ.\nBản in (PDF): https://bhxh.example/files/abc.pdf\n1. Mục 1\n2. Mục 2"
    )
    assert message["attachment"]["payload"] == {
        "template_type": "media",
        "elements": [{"media_type": "image", "attachment_id": "img-1"}],
    }


def test_zalo_says_what_the_picture_shows_where_it_could_not_be_uploaded():
    (message,) = zalo(Reply("Hình ạ.", choices(2), picture=CARD))
    assert message["text"] == "Hình ạ.\nMình đóng 374.000 đ."
    assert len(buttons(message)) == 2


def test_zalo_puts_a_long_text_in_front_of_the_picture():
    reply = Reply("Câu này dài vừa phải để chia. " * 100, choices(7), picture=CARD)
    first, last = [request["message"] for request in zalo_render(reply, CITIZEN, "", "img-1")]
    assert "attachment" not in first
    assert last["text"].endswith("7. Mục 7")
    assert last["attachment"]["payload"]["template_type"] == "media"


def messenger_pictured(reply: Reply, attachment: str = "img-1") -> list[dict]:
    return [request["message"] for request in messenger_render(reply, PSID, 7, attachment)]


def test_messenger_sends_the_text_then_the_picture_with_the_choices_under_it():
    text, picture = messenger_pictured(Reply("Hình ạ.", choices(2), picture=PRINTED))
    assert text["attachment"]["payload"]["text"] == "Hình ạ."
    assert buttons(text)[0]["url"] == "https://bhxh.example/files/abc.pdf"
    assert text["metadata"] == "7"
    assert picture["attachment"] == {"type": "image", "payload": {"attachment_id": "img-1"}}
    assert (len(picture["quick_replies"]), picture["metadata"]) == (2, "7")


def test_messenger_sends_a_picture_alone_where_there_is_no_text():
    (picture,) = messenger_pictured(Reply("", choices(2), picture=CARD))
    assert "text" not in picture
    assert len(picture["quick_replies"]) == 2


def test_messenger_sends_the_words_in_the_place_of_a_picture_that_could_not_be_uploaded():
    text, words = messenger_pictured(Reply("Hình ạ.", choices(2), picture=CARD), "")
    assert (text["text"], words["text"]) == ("Hình ạ.", "Mình đóng 374.000 đ.")
    assert len(words["quick_replies"]) == 2


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(reply=REPLIES, alt=st.sampled_from(["", "Mình đóng. ", "Mình đóng. " * 300]))
def test_the_platforms_refuse_no_picture(reply, alt, platforms):
    platforms.world.act("zalo", CITIZEN)
    platforms.world.act("messenger", PSID)
    page, tokens = platforms.messenger_page, platforms.tokens
    reply = replace(reply, picture={**PRINTED, "alt": alt})
    for channel, person, token in (
        (zalo_at(platforms.base_url, platforms), CITIZEN, tokens.access_token),
        (messenger_at(platforms.base_url, platforms), PSID, page.page_token),
    ):
        credentials = Credentials("", token)
        attachment = channel.upload(PNG, credentials)
        for shown in (attachment, ""):
            for request in channel.render(reply, person, 7, shown)[:4]:
                assert channel.send(request, credentials).platform_id


CARDS = st.builds(
    Card,
    title=st.text(st.sampled_from("aạ 😀"), max_size=120),
    subtitle=st.text(st.sampled_from("aạ 😀"), max_size=600),
    line=st.sampled_from(["1. Bưu điện", "2. BHXH"]),
    phone=st.sampled_from(["+842353000111", "", "+84905123456"]),
)
TEXTS = st.lists(
    st.sampled_from(["Ở đó có:", "1. Bưu điện", "2. BHXH", "Gọi trước.", " "]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=TEXTS, cards=st.lists(CARDS, min_size=1, max_size=6), count=st.integers(0, 6))
def test_the_platforms_refuse_no_cards(lines, cards, count):
    accepted([Reply("\n".join(lines), choices(count), cards=tuple(cards))])


PLACES = (
    Card(
        "Bưu điện Tân Thạnh (điểm thu)",
        "12 Đường Mẫu; 0235 300 0111",
        "1. Bưu điện",
        "+842353000111",
    ),
    Card("BHXH cơ sở Tam Kỳ (cơ quan BHXH)", "5 Đường Thử", "2. BHXH"),
)
LISTED = Reply("Ở đó có:\n1. Bưu điện\n2. BHXH\nNên gọi trước khi đi.", choices(2), cards=PLACES)


def test_messenger_shows_places_as_cards_with_a_button_to_call():
    text, cards = messenger(LISTED)
    assert text["text"] == "Ở đó có:\nNên gọi trước khi đi."
    first, second = cards["attachment"]["payload"]["elements"]
    assert first["title"] == "Bưu điện Tân Thạnh (điểm thu)"
    call = {"type": "phone_number", "title": "Gọi điện", "payload": "+842353000111"}
    assert first["buttons"] == [call]
    assert "buttons" not in second
    assert len(cards["quick_replies"]) == 2


def test_a_card_that_would_be_cut_stays_in_the_text():
    long = replace(PLACES[0], subtitle="x" * 81)
    (message,) = messenger(replace(LISTED, cards=(long,)))
    assert "1. Bưu điện" in message["text"]


def test_the_one_message_to_a_comment_holds_the_places_in_words():
    (message,) = messenger(replace(LISTED, comment_id="c_1"))
    assert "1. Bưu điện" in message["text"]


BOTH_PHONES = replace(LISTED, cards=(PLACES[0], replace(PLACES[1], phone="+842353000222")))


def test_zalo_shows_places_as_a_list_under_a_banner_and_a_touch_calls():
    (message,) = zalo(BOTH_PHONES)
    assert set(message) == {"attachment"}
    payload = message["attachment"]["payload"]
    banner, first, second = payload["elements"]
    assert payload["template_type"] == "list"
    assert banner == {
        "title": "Ở đó có:",
        "subtitle": "Nên gọi trước khi đi.",
        "image_url": f"{IMAGES}/list.png",
    }
    assert first == {
        "title": "Bưu điện Tân Thạnh (điểm thu)",
        "subtitle": "12 Đường Mẫu; 0235 300 0111",
        "image_url": f"{IMAGES}/call.png",
        "default_action": {"type": "oa.open.phone", "payload": {"phone_code": "+842353000111"}},
    }
    assert second["default_action"]["payload"] == {"phone_code": "+842353000222"}
    assert [button["payload"] for button in payload["buttons"]] == ["#menu 1", "#menu 2"]


@pytest.mark.parametrize(
    ("reply", "images"),
    [
        (BOTH_PHONES, ""),
        (LISTED, IMAGES),
        (replace(BOTH_PHONES, cards=BOTH_PHONES.cards * 3), IMAGES),
        (replace(BOTH_PHONES, choices=choices(6)), IMAGES),
        (replace(BOTH_PHONES, text=f"{'Dạ. ' * 26}\n{LISTED.text}"), IMAGES),
        (replace(BOTH_PHONES, text="Ở đó có:\n1. Bưu điện\n2. BHXH"), IMAGES),
        (replace(BOTH_PHONES, cards=(replace(PLACES[0], subtitle="x" * 501),)), IMAGES),
    ],
    ids=["pictures", "phone", "elements", "buttons", "title", "subtitle", "card"],
)
def test_zalo_writes_in_the_text_what_a_list_cannot_hold(reply, images):
    (message,) = zalo(reply, images)
    assert message["text"].startswith(reply.text.strip())
    assert message["attachment"]["payload"]["template_type"] == "button"


def test_zalo_keeps_the_text_whole_and_adds_buttons_to_call():
    (message,) = zalo(LISTED)
    assert message["text"] == LISTED.text
    assert [button["type"] for button in buttons(message)] == ["oa.query.hide"] * 2 + [
        "oa.open.phone"
    ]
    assert buttons(message)[-1]["title"] == "Gọi Bưu điện Tân Thạnh (điểm thu)"
    assert buttons(message)[-1]["payload"] == {"phone_code": "+842353000111"}


def test_cards_survive_the_outbox_and_old_rows_have_none():
    assert Reply.from_json(LISTED.to_json()) == LISTED
    assert Reply.from_json({"text": "Dạ"}).cards == ()


def test_messenger_gives_a_page_to_print_as_a_button():
    picture = {"kind": "levels", "alt": "Bảng", "pdf": "https://bhxh.example/files/x"}
    first, _ = messenger(Reply("Dạ, bảng đây ạ.", picture=picture))
    assert first["attachment"]["payload"]["text"] == "Dạ, bảng đây ạ."
    (button,) = buttons(first)
    assert (button["title"], button["url"]) == ("Bản in (PDF)", picture["pdf"])
    long, *_ = messenger(Reply("Dạ. " * 200, picture=picture))
    assert "Bản in (PDF): https://bhxh.example/files/x" in long["text"]
