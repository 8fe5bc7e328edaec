"""What the Graph API accepts, and the error with which it refuses everything else."""

import json

import pytest

from tests.simulator.conftest import PSID, graph_error

PNG = b"\x89PNG\r\n\x1a\n"
LINK = {"type": "web_url", "title": "Mở", "url": "https://a.example/"}
TAP = {"type": "postback", "title": "Chọn", "payload": "X"}


def quick(count=1, title="Có", payload="YES", kind="text"):
    reply = {"content_type": kind, "title": title, "payload": payload}
    return {"text": "Chọn:", "quick_replies": [reply] * count}


def buttons(*items, text="Chọn:"):
    payload = {"template_type": "button", "text": text, "buttons": list(items)}
    return {"attachment": {"type": "template", "payload": payload}}


def cards(count=1, **element):
    element = {"title": "Thẻ", "subtitle": "Dòng hai", **element}
    payload = {"template_type": "generic", "elements": [element] * count}
    return {"attachment": {"type": "template", "payload": payload}}


def image(**payload):
    return {"attachment": {"type": "image", "payload": payload}}


ACCEPTED = {
    "text at its limit": {"text": "đ" * 2000},
    "metadata": {"text": "a", "metadata": "outbox-1"},
    "thirteen quick replies": quick(13, "t" * 20, "p" * 1000),
    "ask for the phone": {
        "text": "Số?",
        "quick_replies": [{"content_type": "user_phone_number"}],
    },
    "three buttons": buttons(TAP, LINK, {**TAP, "title": "t" * 20}, text="x" * 640),
    "call": buttons({"type": "phone_number", "title": "Gọi", "payload": "+8419009068"}),
    "ten cards": cards(10, title="t" * 80, subtitle="s" * 80, buttons=[TAP, LINK, TAP]),
    "card with a link": cards(default_action={"type": "web_url", "url": "https://a.example/"}),
    "image by address": image(url="https://a.example/1.png"),
}

REFUSED = {
    "empty text": {"text": ""},
    "text too long": {"text": "đ" * 2001},
    "text and attachment": {"text": "a", **image(url="https://a.example/1.png")},
    "neither": {},
    "unknown field": {"text": "a", "colour": "red"},
    "metadata too long": {"text": "a", "metadata": "m" * 1001},
    "fourteen quick replies": quick(14),
    "no quick reply": {"text": "a", "quick_replies": []},
    "quick reply title too long": quick(title="t" * 21),
    "quick reply without title": quick(title=""),
    "quick reply payload too long": quick(payload="p" * 1001),
    "quick reply without payload": quick(payload=""),
    "quick reply asks for a place": quick(kind="location"),
    "button text too long": buttons(TAP, text="x" * 641),
    "button template without text": buttons(TAP, text=""),
    "four buttons": buttons(TAP, TAP, TAP, TAP),
    "no button": buttons(),
    "button title too long": buttons({**TAP, "title": "t" * 21}),
    "button payload too long": buttons({**TAP, "payload": "p" * 1001}),
    "link that is not https": buttons({**LINK, "url": "http://a.example/"}),
    "unknown button": buttons({"type": "game_play", "title": "Chơi"}),
    "number without country": buttons({"type": "phone_number", "title": "G", "payload": "1900"}),
    "eleven cards": cards(11),
    "no card": cards(0),
    "card title too long": cards(title="t" * 81),
    "card subtitle too long": cards(subtitle="s" * 81),
    "card with four buttons": cards(buttons=[TAP] * 4),
    "card picture that is not https": cards(image_url="http://a.example/1.png"),
    "card link with a title": cards(default_action=LINK),
    "image that is not https": image(url="http://a.example/1.png"),
    "unknown template": {"attachment": {"type": "template", "payload": {"template_type": "list"}}},
    "unknown attachment": {"attachment": {"type": "location", "payload": {}}},
}


@pytest.mark.parametrize("message", ACCEPTED.values(), ids=ACCEPTED)
def test_a_message_within_the_rules_is_sent(line, message):
    answer = line.messenger(message)
    assert answer.status_code == 200, answer.text
    assert answer.json()["recipient_id"] == PSID
    assert [s.message_id for s in line.platforms.sent()] == [answer.json()["message_id"]]


@pytest.mark.parametrize("message", REFUSED.values(), ids=REFUSED)
def test_a_message_against_the_rules_is_a_bad_request(line, message):
    answer = line.messenger(message)
    assert answer.status_code == 400
    assert graph_error(answer) == (100, 0)
    assert line.platforms.sent() == []


def test_a_card_needs_more_than_its_title(line):
    payload = {"template_type": "generic", "elements": [{"title": "Một mình"}]}
    answer = line.messenger({"attachment": {"type": "template", "payload": payload}})
    assert graph_error(answer) == (100, 0)


@pytest.mark.parametrize(
    ("payload", "subcode"), [({"attachment_id": "12"}, 2018074), ({}, 2018047)]
)
def test_an_image_must_exist(line, payload, subcode):
    assert graph_error(line.messenger(image(**payload))) == (100, subcode)


# Who may be written to, and when


@pytest.mark.parametrize(
    ("hours", "more", "error"),
    [
        (23.9, {}, None),
        (24.1, {}, (10, 2018278)),
        (24.1, {"messaging_type": "UPDATE"}, (10, 2018278)),
        (167.9, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, None),
        (168.1, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, (10, 2534022)),
        (0, {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, (100, 0)),
        (0, {"messaging_type": "MESSAGE_TAG"}, (100, 0)),
        (0, {"tag": "HUMAN_AGENT"}, (100, 0)),
        (0, {"messaging_type": "BROADCAST"}, (100, 0)),
    ],
)
def test_the_window_is_24_hours_or_seven_days_for_a_human(line, hours, more, error):
    line.clock.pass_hours(hours)
    answer = line.messenger({"text": "a"}, **more)
    assert (None if answer.ok else graph_error(answer)) == error
    if error and error[0] == 10:
        assert answer.status_code == 403


def test_only_an_act_of_the_person_opens_the_window(line):
    events = line.platforms.messenger
    line.clock.pass_hours(30)
    events.note(events.read(PSID), events.staff(PSID, "chào"), events.deletion(PSID, "m_1"))
    assert graph_error(line.messenger({"text": "a"})) == (10, 2018278)
    events.note(events.postback(PSID, "Bắt đầu", "GET_STARTED"))
    assert line.messenger({"text": "a"}).ok


def test_a_stranger_and_a_person_who_blocked_the_page_get_nothing(line):
    assert graph_error(line.messenger({"text": "a"}, person="1")) == (100, 2018001)
    line.control("block", platform="messenger", person=PSID)
    assert graph_error(line.messenger({"text": "a"})) == (551, 1545041)


def test_a_comment_gets_one_private_reply_within_seven_days(line):
    events = line.platforms.messenger
    events.note(events.comment("77", "c_1", "hỏi"), events.comment("78", "c_2", "hỏi"))
    reply = {"messaging_type": "RESPONSE", "message": {"text": "dạ"}}

    def answer(comment):
        return line.graph("me/messages", {"recipient": {"comment_id": comment}, **reply})

    assert answer("c_1").json()["recipient_id"] == "77"
    assert graph_error(answer("c_1")) == (10900, 0)
    assert graph_error(answer("c_0")) == (100, 0)
    assert graph_error(line.messenger({"text": "a"}, person="77")) == (10, 2018278)
    line.clock.pass_hours(24 * 7 + 1)
    assert graph_error(answer("c_2")) == (10903, 0)


def test_a_known_comment_can_be_hidden_and_shown_again(line):
    line.platforms.messenger.note(line.platforms.messenger.comment("77", "c_1", "hỏi"))
    hidden = line.platforms.world.hidden_comments
    assert line.graph("c_1", {"is_hidden": True}).json() == {"success": True}
    assert hidden == {"c_1"}
    assert line.graph("c_1", {"is_hidden": False}).ok
    assert hidden == set()
    assert graph_error(line.graph("c_1", {"is_hidden": "perhaps"})) == (100, 0)
    assert graph_error(line.graph("c_2", {"is_hidden": True})) == (100, 33)


def test_a_sender_action_is_a_request_of_its_own(line):
    for action in ("mark_seen", "typing_on", "typing_off"):
        body = {"recipient": {"id": PSID}, "sender_action": action}
        assert line.graph("me/messages", body).json() == {"recipient_id": PSID}
    for wrong in ({"sender_action": "dance"}, {"sender_action": "typing_on", "message": {}}):
        assert graph_error(line.graph("me/messages", {"recipient": {"id": PSID}, **wrong})) == (
            100,
            0,
        )


@pytest.mark.parametrize("recipient", [None, {}, {"id": PSID, "comment_id": "c"}, "a"])
def test_a_message_needs_one_recipient(line, recipient):
    body = {"recipient": recipient, "messaging_type": "RESPONSE", "message": {"text": "a"}}
    assert graph_error(line.graph("me/messages", body)) == (100, 0)


# Keys


def test_a_wrong_token_is_told_from_a_wrong_proof(line):
    keys = line.graph_keys
    body = {"recipient": {"id": PSID}, "messaging_type": "RESPONSE", "message": {"text": "a"}}
    for wrong, error in (
        ({}, (190, 463)),
        ({**keys, "access_token": "khac"}, (190, 463)),
        ({"access_token": keys["access_token"]}, (100, 0)),
        ({**keys, "appsecret_proof": "0" * 64}, (100, 0)),
    ):
        assert graph_error(line.graph("me/messages", body, keys=wrong)) == error
    assert line.graph("me/messages", body, keys=keys).ok


def test_the_token_may_stand_in_the_header_or_the_body(line):
    keys = line.graph_keys
    body = {"recipient": {"id": PSID}, "messaging_type": "RESPONSE", "message": {"text": "a"}}
    proof = {"appsecret_proof": keys["appsecret_proof"]}
    header = {"Authorization": f"Bearer {keys['access_token']}"}
    assert line.graph("me/messages", body, keys=proof, headers=header).ok
    assert line.graph("me/messages", {**body, **keys}, keys={}).ok


def test_an_expired_token_is_told_with_190_until_it_is_renewed(line):
    line.control("expire", platform="messenger")
    assert graph_error(line.messenger({"text": "a"})) == (190, 463)
    line.control("renew")
    assert line.messenger({"text": "a"}).ok


def test_the_page_may_be_named_by_its_id_and_no_other_page(line):
    page = line.platforms.messenger_page.page_id
    body = {"recipient": {"id": PSID}, "messaging_type": "RESPONSE", "message": {"text": "a"}}
    assert line.graph(f"{page}/messages", body).ok
    assert graph_error(line.graph("1234/messages", body)) == (100, 33)


def test_a_body_that_is_no_json_is_a_bad_request(line):
    answer = line.graph("me/messages", data=b"{", headers={"Content-Type": "application/json"})
    assert graph_error(answer) == (100, 0)


# Attachments


def upload(line, content, kind="image", payload=None):
    message = {"attachment": {"type": kind, "payload": payload or {"is_reusable": True}}}
    return line.http.post(
        f"{line.platforms.base_url}/v25.0/me/message_attachments",
        params=line.graph_keys,
        data={"message": json.dumps(message)},
        files={"filedata": ("bang.png", content, "image/png")},
    )


def test_an_uploaded_image_can_be_sent_again_and_again(line):
    name = upload(line, PNG).json()["attachment_id"]
    for _ in range(2):
        assert line.messenger(image(attachment_id=name)).ok
    shown = line.http.get(f"{line.platforms.base_url}/play/upload/messenger/{name}")
    assert shown.content == PNG


def test_an_image_may_come_with_its_message(line):
    answer = line.http.post(
        f"{line.platforms.base_url}/v25.0/me/messages",
        params=line.graph_keys,
        data={
            "recipient": json.dumps({"id": PSID}),
            "messaging_type": "RESPONSE",
            "message": json.dumps(image(is_reusable=False)),
        },
        files={"filedata": ("bang.png", PNG, "image/png")},
    )
    assert answer.ok, answer.text
    name = line.platforms.sent()[0].message["attachment"]["payload"]["attachment_id"]
    assert line.platforms.world.uploads["messenger", name] == PNG


@pytest.mark.parametrize(
    ("content", "kind", "payload", "subcode"),
    [
        (PNG + b"0" * 8 * 1024 * 1024, "image", None, 2018109),
        (b"0" * (25 * 1024 * 1024 + 1), "file", None, 2018109),
        (b"not a picture", "image", None, 2018047),
        (PNG, "image", {"is_reusable": False}, 0),
        (PNG, "hologram", None, 0),
    ],
)
def test_a_wrong_upload_is_refused(line, content, kind, payload, subcode):
    answer = upload(line, content, kind, payload)
    assert graph_error(answer) == (100, subcode)


# Profile, subscription, people

START = {"get_started": {"payload": "GET_STARTED"}}
ITEM = {"type": "postback", "title": "Gặp nhân viên", "payload": "HUMAN"}


def menu(*items, locale="default"):
    return {"persistent_menu": [{"locale": locale, "call_to_actions": list(items)}]}


def greeting(text, locale="default"):
    return {"greeting": [{"locale": locale, "text": text}]}


def questions(count, **more):
    return {"ice_breakers": [{"question": "Đóng bao nhiêu?", "payload": "Q", **more}] * count}


PROFILE_REFUSED = {
    "nothing": {},
    "unknown field": {"target_audience": {}},
    "start without payload": {"get_started": {}},
    "greeting too long": greeting("đ" * 161),
    "greeting without default": greeting("a", "vi_VN"),
    "four menu items": {**START, **menu(ITEM, ITEM, ITEM, ITEM)},
    "menu title too long": {**START, **menu({**ITEM, "title": "t" * 31})},
    "menu item that calls": {
        **START,
        **menu({"type": "phone_number", "title": "Gọi", "payload": "+84"}),
    },
    "menu link that is not https": {
        **START,
        **menu({"type": "web_url", "title": "Mở", "url": "http://a.example/"}),
    },
    "five ice breakers": questions(5),
    "ice breaker too long": questions(1, question="q" * 81),
    "no ice breaker": {"ice_breakers": []},
    "domain that is not https": {"whitelisted_domains": ["http://a.example"]},
}


@pytest.mark.parametrize("wish", PROFILE_REFUSED.values(), ids=PROFILE_REFUSED)
def test_a_wrong_profile_is_refused_whole(line, wish):
    assert graph_error(line.graph("me/messenger_profile", wish))[0] == 100
    fields = {"fields": "get_started,greeting,persistent_menu,ice_breakers,whitelisted_domains"}
    shown = line.graph("me/messenger_profile", method="GET", params=fields)
    assert shown.json() == {"data": []}


def test_a_profile_is_set_read_and_removed(line):
    wish = {
        **START,
        **greeting("đ" * 160),
        **menu(ITEM, ITEM, {"type": "web_url", "title": "Mở", "url": "https://a.example/"}),
        **questions(4),
        "whitelisted_domains": ["https://a.example"],
    }
    assert line.graph("me/messenger_profile", wish).json() == {"result": "success"}
    fields = {"fields": ",".join(wish)}
    shown = line.graph("me/messenger_profile", method="GET", params=fields)
    assert shown.json() == {"data": [wish]}
    start = {"fields": ["get_started"]}
    assert graph_error(line.graph("me/messenger_profile", start, method="DELETE")) == (100, 2018145)
    both = {"fields": ["get_started", "persistent_menu"]}
    assert line.graph("me/messenger_profile", both, method="DELETE").ok
    wrong = {"fields": ["colour"]}
    assert graph_error(line.graph("me/messenger_profile", wrong, method="DELETE")) == (100, 0)


def test_ice_breakers_may_be_given_for_each_language(line):
    asked = questions(4)["ice_breakers"]
    wish = {"ice_breakers": [{"locale": "default", "call_to_actions": asked}]}
    assert line.graph("me/messenger_profile", wish).ok


def test_a_menu_needs_the_start_button(line):
    assert graph_error(line.graph("me/messenger_profile", menu(ITEM))) == (100, 2018145)


def test_an_app_subscribes_to_known_events_only(line):
    page = line.platforms.messenger_page
    path = f"{page.page_id}/subscribed_apps"
    names = "messages,messaging_postbacks,message_echoes,messaging_handovers,feed"
    assert line.graph(path, params={"subscribed_fields": names}).json() == {"success": True}
    listed = line.graph(path, method="GET").json()["data"]
    assert listed == [{"id": page.app_id, "subscribed_fields": names.split(",")}]
    wrong = line.graph(path, {"subscribed_fields": ["messages", "gifts"]})
    assert graph_error(wrong) == (100, 0)


def test_a_person_s_name_can_be_read(line):
    line.control("act", platform="messenger", person=PSID, name="Nguyễn Thị Thử")
    asked = {"fields": "first_name,last_name,profile_pic"}
    person = line.graph(PSID, method="GET", params=asked).json()
    assert (person["last_name"], person["first_name"]) == ("Nguyễn Thị", "Thử")
    assert graph_error(line.graph("1", method="GET", params=asked)) == (100, 2018001)
    assert graph_error(line.graph(PSID, method="GET", params={"fields": "phone"})) == (100, 0)
    page = line.graph("me", method="GET").json()
    assert page["id"] == line.platforms.messenger_page.page_id
