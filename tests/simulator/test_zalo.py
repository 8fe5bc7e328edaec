"""What Zalo accepts, and the code with which it refuses everything else."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest

PNG = b"\x89PNG\r\n\x1a\n"
CITIZEN = "246845883529197922"


def template(kind, **payload):
    return {"type": "template", "payload": {"template_type": kind, **payload}}


def show(title="Xem", payload="MENU"):
    return {"title": title, "type": "oa.query.show", "payload": payload}


def button(item):
    return {"text": "Chọn:", "attachment": template("button", buttons=[item])}


def info(**more):
    element = {
        "title": "Để lại số",
        "subtitle": "Em gọi lại",
        "image_url": "https://a.example/1.png",
    }
    return {"attachment": template("request_user_info", elements=[{**element, **more}])}


def row():
    """One element of a list, as Zalo's library makes it."""
    image = "https://a.example/1.png"
    return {"title": "M", "subtitle": "s", "image_url": image, "default_action": show()}


def listed(**more):
    """A list that is a banner; what is None is left out."""
    banner = {key: value for key, value in {**row(), **more}.items() if value is not None}
    return {"attachment": template("list", elements=[banner])}


ACCEPTED = {
    "text at its limit": {"text": "đ" * 2000},
    "text quoting another": {"text": "dạ", "quote_message_id": "063d"},
    "image by address": {
        "text": "Bảng",
        "attachment": template(
            "media", elements=[{"media_type": "image", "url": "https://a.example/1.png"}]
        ),
    },
    "five buttons": {"text": "Chọn:", "attachment": template("button", buttons=[show()] * 5)},
    "title and payload at their limits": button(show("t" * 100, "p" * 1000)),
    "hidden query": button({"title": "A", "type": "oa.query.hide", "payload": "A"}),
    "link": button(
        {"title": "Mở", "type": "oa.open.url", "payload": {"url": "https://a.example/"}}
    ),
    "call": button(
        {"title": "Gọi", "type": "oa.open.phone", "payload": {"phone_code": "19009068"}}
    ),
    "short message": button(
        {
            "title": "Nhắn",
            "type": "oa.open.sms",
            "payload": {"content": "BHXH", "phone_code": "8079"},
        }
    ),
    "list of five": {"attachment": template("list", elements=[row()] * 5)},
    "list with a banner that opens nothing": listed(default_action=None),
    "list that opens a page": {
        "attachment": template(
            "list",
            elements=[
                {
                    "title": "Mục",
                    "subtitle": "s" * 500,
                    "image_url": "https://a.example/1.png",
                    "default_action": {"type": "oa.open.url", "url": "https://a.example/"},
                }
            ],
            buttons=[show()],
        )
    },
    "form for details": info(),
}

REFUSED = {
    "empty text": ({"text": "  "}, -201),
    "no message": (None, -201),
    "text is no string": ({"text": 5}, -201),
    "unknown field": ({"text": "a", "colour": "red"}, -201),
    "text too long": ({"text": "đ" * 2001}, -210),
    "unknown attachment": ({"attachment": {"type": "video", "payload": {}}}, -233),
    "unknown template": ({"attachment": template("carousel")}, -233),
    "unknown media": (
        {"attachment": template("media", elements=[{"media_type": "gif", "url": "https://a.vn"}])},
        -233,
    ),
    "attachment never uploaded": (
        {
            "attachment": template(
                "media", elements=[{"media_type": "image", "attachment_id": "zimg0"}]
            )
        },
        -100,
    ),
    "media without a file": (
        {"attachment": template("media", elements=[{"media_type": "image"}])},
        -201,
    ),
    "two images": (
        {
            "attachment": template(
                "media", elements=[{"media_type": "image", "url": "https://a.vn/"}] * 2
            )
        },
        -210,
    ),
    "six buttons": ({"text": "C", "attachment": template("button", buttons=[show()] * 6)}, -210),
    "no button": ({"text": "C", "attachment": template("button", buttons=[])}, -201),
    "buttons without text": ({"attachment": template("button", buttons=[show()])}, -201),
    "button title too long": (button(show("t" * 101)), -210),
    "button without title": (button(show("")), -201),
    "button payload too long": (button(show("t", "p" * 1001)), -210),
    "button payload is no string": (button(show("t", {"a": 1})), -201),
    "unknown button": (button({"title": "A", "type": "postback", "payload": "A"}), -233),
    "link without address": (button({"title": "A", "type": "oa.open.url", "payload": {}}), -201),
    "link that is no address": (
        button({"title": "A", "type": "oa.open.url", "payload": {"url": "javascript:1"}}),
        -201,
    ),
    "link beside its type": (
        button({"title": "A", "type": "oa.open.url", "url": "https://a.example/"}),
        -201,
    ),
    "call without number": (button({"title": "A", "type": "oa.open.phone", "payload": {}}), -201),
    "six list elements": ({"attachment": template("list", elements=[row()] * 6)}, -210),
    "list element without title": (listed(title=""), -201),
    "list title too long": (listed(title="t" * 101), -210),
    "list subtitle too long": (listed(subtitle="s" * 501), -210),
    "banner without subtitle": (listed(subtitle=""), -201),
    "list element without picture": (listed(image_url=""), -201),
    "list element that does nothing": (
        {"attachment": template("list", elements=[row(), {**row(), "default_action": None}])},
        -201,
    ),
    "text beside a list": ({**listed(), "text": "Chọn:"}, -201),
    "six buttons under a list": (
        {"attachment": template("list", elements=[row()], buttons=[show()] * 6)},
        -210,
    ),
    "form title too long": (info(title="t" * 101), -210),
    "form without picture": (info(image_url=""), -201),
}


@pytest.mark.parametrize("message", ACCEPTED.values(), ids=ACCEPTED)
def test_a_message_within_the_rules_is_sent(line, message):
    answer = line.zalo(message)
    assert answer["error"] == 0, answer
    assert [s.message_id for s in line.platforms.sent()] == [answer["data"]["message_id"]]


@pytest.mark.parametrize(("message", "code"), REFUSED.values(), ids=REFUSED)
def test_a_message_against_the_rules_is_refused_with_its_code(line, message, code):
    assert line.zalo(message)["error"] == code
    assert line.platforms.sent() == []
    assert [r["code"] for r in line.read("refusals")["refusals"]] == [code]


def test_a_body_without_recipient_is_refused(line):
    assert line.zalo_raw({"message": {"text": "a"}})["error"] == -201
    assert line.zalo_raw(["không phải đối tượng"])["error"] == -201


def test_a_person_who_never_wrote_is_unknown(line):
    assert line.zalo({"text": "a"}, person="1")["error"] == -201


def test_eight_messages_an_act_are_free(line):
    answers = [line.zalo({"text": str(n)}) for n in range(9)]
    assert [a["error"] for a in answers] == [0] * 8 + [-218]
    assert [a["data"]["quota"]["remain"] for a in answers[:8]] == list("76543210")
    line.control("act", platform="zalo", person=CITIZEN)
    assert line.zalo({"text": "lại"})["data"]["quota"]["remain"] == "7"


@pytest.mark.parametrize(("hours", "code"), [(47.9, 0), (48.1, -232), (167.9, -232), (168.1, -230)])
def test_the_window_closes_in_two_steps(line, hours, code):
    line.pass_hours(hours)
    assert line.zalo({"text": "a"})["error"] == code


def test_bought_messages_go_until_the_seventh_day(line):
    line.control("package", messages=1)
    line.pass_hours(100)
    assert line.zalo({"text": "a"})["data"]["quota"]["quota_type"] == "sub_quota"
    assert line.zalo({"text": "b"})["error"] == -211
    line.control("package", messages=5)
    line.pass_hours(100)
    assert line.zalo({"text": "c"})["error"] == -230


def test_only_an_act_of_the_person_opens_the_window(line):
    events = line.platforms.zalo
    line.pass_hours(200)
    events.note(events.seen(CITIZEN, ["x"]))
    events.note(events.staff(CITIZEN, "chào"))
    assert line.zalo({"text": "a"})["error"] == -230
    events.note(events.text(CITIZEN, "chào"))
    assert line.zalo({"text": "a"})["error"] == 0


def test_a_person_who_left_is_not_written_to_until_she_writes(line):
    events = line.platforms.zalo
    events.note(events.follow(CITIZEN))
    events.note(events.unfollow(CITIZEN))
    assert line.zalo({"text": "a"})["error"] == -213
    events.note(events.text(CITIZEN, "tôi đây"))
    assert line.zalo({"text": "a"})["error"] == 0


def test_a_person_not_signed_in_is_reached_by_her_conversation(line):
    event = line.platforms.zalo.message("a913", "anonymous_send_text", text="chào")
    line.platforms.zalo.note(event)
    conversation = event["message"]["conversation_id"]
    recipient = {"anonymous_id": "a913", "conversation_id": conversation}
    message = {"text": "dạ"}
    assert line.zalo_raw({"recipient": recipient, "message": message})["error"] == 0
    assert line.zalo(message, person="a913")["error"] == -201


def test_a_blocked_person_gets_nothing(line):
    line.control("block", platform="zalo", person=CITIZEN)
    assert line.zalo({"text": "a"})["error"] == -217
    line.control("block", platform="zalo", person=CITIZEN, code=-244)
    assert line.zalo({"text": "a"})["error"] == -244
    line.control("unblock", platform="zalo", person=CITIZEN)
    assert line.zalo({"text": "a"})["error"] == 0


def test_a_path_that_zalo_does_not_have_is_no_send(line):
    url = f"{line.platforms.base_url}/v3.0/oa/message/gift"
    assert line.http.post(url, json={}).json()["error"] == 404


# Tokens


def test_a_wrong_or_expired_token_is_refused(line):
    assert line.zalo({"text": "a"}, token="khac")["error"] == -216
    line.control("expire", platform="zalo")
    assert line.zalo({"text": "a"})["error"] == -216


def test_an_access_token_lives_25_hours(line):
    line.control("act", platform="zalo", person=CITIZEN)
    line.clock.pass_hours(24.9)
    assert line.zalo({"text": "a"})["error"] == 0
    line.clock.pass_hours(0.2)
    assert line.zalo({"text": "a"})["error"] == -216


def test_a_refresh_token_works_once_and_ends_the_old_access_token(line):
    old = line.platforms.tokens.access_token
    first = line.platforms.tokens.refresh_token
    grant = line.oauth(grant_type="refresh_token", refresh_token=first)
    assert grant["expires_in"] == "90000"
    assert line.oauth(grant_type="refresh_token", refresh_token=first)["error"] == -14014
    assert line.zalo({"text": "a"}, token=old)["error"] == -216
    assert line.zalo({"text": "a"}, token=grant["access_token"])["error"] == 0
    again = line.oauth(grant_type="refresh_token", refresh_token=grant["refresh_token"])
    assert again["refresh_token"] != grant["refresh_token"]


def test_a_refresh_token_lives_three_months(line):
    line.clock.pass_hours(24 * 91)
    token = line.platforms.tokens.refresh_token
    assert line.oauth(grant_type="refresh_token", refresh_token=token)["error"] == -14014


def test_the_app_secret_is_checked_before_a_refresh_token_is_used_up(line):
    token = line.platforms.tokens.refresh_token
    wrong = line.oauth(secret="sai", grant_type="refresh_token", refresh_token=token)
    assert wrong["error"] == -14004
    assert "access_token" in line.oauth(grant_type="refresh_token", refresh_token=token)


@pytest.mark.parametrize("form", [{"grant_type": "password"}, {"app_id": "1"}])
def test_an_odd_token_request_is_refused(line, form):
    assert line.oauth(**form)["error"] == -14002


def permit(line, verifier, **more):
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return line.http.get(
        f"{line.platforms.base_url}/v4/oa/permission",
        params={
            "app_id": line.platforms.zalo_account.app_id,
            "redirect_uri": "https://bot.example/oauth/zalo/callback",
            "code_challenge": challenge,
            "state": "abc",
            **more,
        },
        allow_redirects=False,
    )


def test_the_permission_page_leads_back_with_a_code_that_buys_tokens_once(line):
    answer = permit(line, "v" * 43)
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.status_code == 302
    assert back["state"] == ["abc"]
    assert back["oa_id"] == [line.platforms.zalo_account.oa_id]
    form = {"grant_type": "authorization_code", "code": back["code"][0], "code_verifier": "v" * 43}
    grant = line.oauth(**form)
    assert line.zalo({"text": "a"}, token=grant["access_token"])["error"] == 0
    assert line.oauth(**form)["error"] == -14010


def test_a_code_needs_its_verifier_and_ten_minutes(line):
    code = parse_qs(urlsplit(permit(line, "v" * 43).headers["Location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": "w" * 43}
    assert line.oauth(**form)["error"] == -14010
    code = parse_qs(urlsplit(permit(line, "v" * 43).headers["Location"]).query)["code"][0]
    line.clock.pass_hours(0.2)
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": "v" * 43}
    assert line.oauth(**form)["error"] == -14010


@pytest.mark.parametrize("wrong", [{"app_id": "1"}, {"code_challenge": ""}, {"redirect_uri": "x"}])
def test_a_wrong_permission_request_leads_nowhere(line, wrong):
    answer = permit(line, "v" * 43, **wrong)
    assert answer.status_code == 200
    assert answer.json()["error"] < 0


# Uploads and people


def upload(line, content):
    return line.http.post(
        f"{line.platforms.base_url}/v2.0/oa/upload/image",
        files={"file": ("bang.png", content, "image/png")},
        headers={"access_token": line.platforms.tokens.access_token},
    ).json()


def test_an_uploaded_image_can_be_sent_for_seven_days(line):
    name = upload(line, PNG)["data"]["attachment_id"]
    elements = [{"media_type": "image", "attachment_id": name}]
    message = {"text": "Bảng", "attachment": template("media", elements=elements)}
    assert line.zalo(message)["error"] == 0
    line.pass_hours(7 * 24 + 1)
    line.control("act", platform="zalo", person=CITIZEN)
    assert line.zalo(message)["error"] == -100


@pytest.mark.parametrize(
    ("content", "code"), [(PNG + b"0" * 1024 * 1024, -210), (b"GIF89a", -201), (b"", -201)]
)
def test_an_image_is_a_jpg_or_png_up_to_one_megabyte(line, content, code):
    assert upload(line, content)["error"] == code


def get(line, path, data):
    return line.http.get(
        f"{line.platforms.base_url}/v3.0/oa/user/{path}",
        params={"data": data},
        headers={"access_token": line.platforms.tokens.access_token},
    ).json()


def test_a_person_and_the_followers_can_be_read(line):
    events = line.platforms.zalo
    for person in ("11", "12", "13"):
        events.note(events.follow(person))
    assert get(line, "detail", '{"user_id":"12"}')["data"]["user_is_follower"] is True
    assert get(line, "detail", f'{{"user_id":"{CITIZEN}"}}')["data"]["user_is_follower"] is False
    page = get(line, "getlist", '{"offset":1,"count":50}')["data"]
    assert page["users"] == [{"user_id": "12"}, {"user_id": "13"}]
    assert page["total"] == 3


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("detail", '{"user_id":"0"}', -201),
        ("detail", "không", -201),
        ("getlist", '{"offset":0,"count":51}', -210),
        ("getlist", '{"offset":-1,"count":5}', -201),
    ],
)
def test_a_wrong_question_about_people_is_refused(line, path, data, code):
    assert get(line, path, data)["error"] == code
