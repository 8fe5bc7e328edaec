"""Webhook bodies as the platforms write and sign them, and their own reports of sends."""

import base64
import hashlib
import hmac
import json
import re
import threading
from pathlib import Path

import pytest

from tests.simulator.conftest import CITIZEN, PSID

TESTDATA = Path(__file__).parent.parent / "channels" / "testdata"


@pytest.fixture
def connected(line, bot):
    line.platforms.connect(bot.url)
    return line


def test_zalo_signs_app_id_body_timestamp_and_secret_with_a_plain_hash(connected, bot):
    event = connected.platforms.zalo.text(CITIZEN, "xin chào 😊")
    assert connected.platforms.send_zalo(event).status_code == 200
    path, headers, body = bot.calls[0]
    account = connected.platforms.zalo_account
    parts = [account.app_id, body.decode(), event["timestamp"], account.oa_secret_key]
    expected = hashlib.sha256("".join(parts).encode()).hexdigest()
    assert path == "/webhooks/zalo"
    assert headers["X-ZEvent-Signature"] == f"mac={expected}"
    assert json.loads(body) == event


def test_zalo_signs_a_known_body_with_a_known_value(line):
    signed = line.platforms.zalo.sign(b'{"a":"\xc4\x91"}', "154390853474", retries=2)
    account = line.platforms.zalo_account
    whole = account.app_id.encode() + b'{"a":"\xc4\x91"}154390853474'
    expected = hashlib.sha256(whole + account.oa_secret_key.encode()).hexdigest()
    assert signed.headers == {"X-ZEvent-Signature": f"mac={expected}", "num_retry": "2"}


def test_messenger_escapes_in_lower_case_and_signs_the_bytes(connected, bot):
    events = connected.platforms.messenger
    connected.platforms.send_messenger(events.text(PSID, "Đóng mỗi quý 😊"))
    path, headers, body = bot.calls[0]
    secret = connected.platforms.messenger_page.app_secret
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert path == "/webhooks/messenger"
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"
    assert body.isascii()
    assert rb"\u0110\u00f3ng m\u1ed7i qu\u00fd \ud83d\ude0a" in body
    assert not re.search(rb"\\u[0-9a-f]*[A-F]", body)


def test_a_deletion_request_is_signed_over_its_encoded_claims(line):
    signature, payload = line.platforms.messenger.signed_request(PSID).split(".")
    secret = line.platforms.messenger_page.app_secret.encode()
    expected = hmac.new(secret, payload.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == expected
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["algorithm"], claims["user_id"]) == ("HMAC-SHA256", PSID)


def test_messenger_batches_events_of_one_entry(connected, bot):
    events = connected.platforms.messenger
    connected.platforms.send_messenger(
        events.text(PSID, "một"), events.text(PSID, "hai"), events.comment("7", "c_1", "ba")
    )
    (body,) = bot.events()
    assert body["object"] == "page"
    (entry,) = body["entry"]
    assert [item["message"]["text"] for item in entry["messaging"]] == ["một", "hai"]
    assert entry["changes"][0]["value"]["comment_id"] == "c_1"


def test_zalo_s_events_have_the_shapes_of_the_payload_files(line):
    """Keys of what is built equal those of the recorded bodies, event by event."""
    events = line.platforms.zalo
    url = "https://photo.example/so.jpg"
    built = {
        "user_send_text": events.text(CITIZEN, "a"),
        "user_send_image_with_text": events.image(CITIZEN, url, text="a"),
        "user_send_location": events.location(CITIZEN, "16.0", "108.2"),
        "user_send_sticker": events.attachment(CITIZEN, "sticker", {"id": "1", "url": url}),
        "user_submit_info": events.submit_info(
            CITIZEN, dict.fromkeys(("address", "phone", "city", "district", "name"), "a")
        ),
        "follow": events.follow(CITIZEN),
        "unfollow": events.unfollow(CITIZEN),
        "user_click_chatnow": events.click_chatnow(CITIZEN),
        "user_reacted_message": events.reacted(CITIZEN, "m"),
        "user_received_message": events.received(CITIZEN, "m"),
        "user_seen_message": events.seen(CITIZEN, ["m"]),
        "anonymous_send_text": events.message("a9", "anonymous_send_text", text="a"),
        "oa_send_text_staff_admin_id": events.staff(CITIZEN, "a", admin_id="7"),
    }
    for name, event in built.items():
        recorded = payload("zalo", name)
        assert shape(without_app_user(event)) == shape(without_app_user(recorded)), name
        assert event["event_name"] == recorded["event_name"]


def test_messenger_s_events_have_the_shapes_of_the_payload_files(line):
    events = line.platforms.messenger
    url = "https://scontent.example/1.jpg"
    control = {"previous_owner_app_id": "1", "new_owner_app_id": "2", "metadata": "a"}
    built = {
        "text": events.text(PSID, "a"),
        "text_reply_to": events.text(PSID, "a", reply_to="m_457"),
        "quick_reply": events.text(PSID, "a", payload="CONTRIBUTION"),
        "attachment_image": events.image(PSID, url),
        "postback": events.postback(PSID, "a", "HUMAN"),
        "postback_get_started_referral": events.postback(PSID, "a", "b", ref="team-05"),
        "referral": events.referral(PSID, "team-05"),
        "optin": events.optin(PSID, "a"),
        "edit": events.edit(PSID, "m", "a"),
        "deletion": events.deletion(PSID, "m"),
        "reaction": events.reaction(PSID, "m"),
        "delivery": events.delivery(PSID, ["m"]),
        "read": events.read(PSID),
        "take_thread_control": events.thread_control(PSID, "take_thread_control", control),
        "echo_staff_inbox": events.staff(PSID, "a", app_id=263902037430900),
        "echo_staff_without_app_id": events.staff(PSID, "a"),
    }
    for name, event in built.items():
        recorded = payload("messenger", name)["entry"][0]["messaging"][0]
        assert shape(event) == shape(recorded), name
    ad = events.referral(PSID, "chien-dich-12", source="ADS")
    assert ad["referral"]["ad_id"]
    standby = events.body(standby=[events.text(PSID, "a")])
    assert shape(standby) == shape(payload("messenger", "standby_text"))


def payload(platform, name):
    return json.loads((TESTDATA / platform / f"{name}.json").read_bytes())


def shape(value):
    """The keys of an object, all the way down; what stands in them does not matter."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return None


def without_app_user(event):
    """Zalo adds `user_id_by_app` to some events and not to others."""
    return {name: value for name, value in event.items() if name != "user_id_by_app"}


def test_every_payload_file_is_a_json_body_and_messenger_s_are_ascii():
    files = list(TESTDATA.rglob("*.json"))
    assert len(files) > 100
    for file in files:
        body = file.read_bytes()
        assert isinstance(json.loads(body), dict), file
        if file.parent.name == "messenger":
            assert body.isascii(), file


# Echoes and receipts


def test_an_accepted_send_comes_back_as_the_platform_s_own_report(connected, bot):
    connected.control("webhooks", echo=True, receipts=True)
    zalo = connected.zalo({"text": "dạ"})["data"]["message_id"]
    answer = connected.messenger({"text": "vâng", "metadata": "outbox-1"})
    mid = answer.json()["message_id"]
    connected.platforms.background.wait()
    told = bot.events()
    assert [event["event_name"] for event in told[:3]] == [
        "oa_send_text",
        "user_received_message",
        "user_seen_message",
    ]
    assert told[0]["message"] == {"msg_id": zalo, "text": "dạ"}
    assert told[0]["recipient"] == {"id": CITIZEN}
    echo, delivery, read = (body["entry"][0]["messaging"][0] for body in told[3:])
    assert echo["message"] == {
        "is_echo": True,
        "app_id": int(connected.platforms.messenger_page.app_id),
        "mid": mid,
        "metadata": "outbox-1",
        "text": "vâng",
    }
    assert echo["sender"] == {"id": connected.platforms.messenger_page.page_id}
    assert delivery["delivery"]["mids"] == [mid]
    assert "watermark" in read["read"]


def test_echoes_of_pictures_lists_and_buttons_have_their_own_names(connected, bot):
    connected.control("webhooks", echo=True)
    tap = {"title": "A", "type": "oa.query.show", "payload": "A"}
    picture = {"media_type": "image", "url": "https://a.example/1.png"}
    banner = {"title": "Mục", "subtitle": "Gọi ạ", "image_url": "https://a.example/1.png"}
    for text, content in (
        ("ảnh", {"template_type": "media", "elements": [picture]}),
        ("", {"template_type": "list", "elements": [banner]}),
        ("nút", {"template_type": "button", "buttons": [tap]}),
    ):
        attachment = {"type": "template", "payload": content}
        assert connected.zalo({"text": text, "attachment": attachment})["error"] == 0
    url = "https://a.example/1.png"
    assert connected.messenger({"attachment": {"type": "image", "payload": {"url": url}}}).ok
    connected.platforms.background.wait()
    told = bot.events()
    names = [event["event_name"] for event in told[:3]]
    assert names == ["oa_send_image", "oa_send_list", "oa_send_text"]
    assert told[3]["entry"][0]["messaging"][0]["message"]["attachments"][0]["type"] == "image"


def test_an_echo_that_the_bot_does_not_take_is_sent_again(connected, bot):
    connected.control("webhooks", echo=True)
    bot.statuses.append(503)
    connected.zalo({"text": "dạ"})
    connected.platforms.background.wait()
    assert len(bot.calls) == 2
    assert bot.calls[0][2] == bot.calls[1][2]
    assert connected.platforms.background.undelivered == 0


def test_a_bot_that_is_away_costs_an_echo_and_nothing_else(connected):
    connected.control("webhooks", bot_url="http://127.0.0.1:9", echo=True)
    assert connected.zalo({"text": "dạ"})["error"] == 0
    connected.platforms.background.wait()
    assert connected.platforms.background.undelivered == 1


def test_the_control_api_speaks_for_a_citizen(connected, bot):
    connected.control("say", platform="zalo", person="5", text="chào")
    connected.control("say", platform="messenger", person="6", text="Có", payload="YES")
    zalo, messenger = bot.events()[:2]
    assert zalo["sender"] == {"id": "5"}
    message = messenger["entry"][0]["messaging"][0]["message"]
    assert message["quick_reply"] == {"payload": "YES"}
    assert connected.zalo({"text": "dạ"}, person="5")["error"] == 0
    wish = {"platform": "zalo", "person": "5", "text": "chào"}
    address = f"{connected.platforms.base_url}/_control/say"
    bot.statuses.append(503)
    assert "503" in connected.http.post(address, json=wish).json()["error"]
    connected.platforms.connect("http://127.0.0.1:9")
    assert connected.http.post(address, json=wish).status_code == 502


def test_messages_of_many_callers_at_once_are_all_kept_with_ids_of_their_own(line):
    def send(person):
        line.platforms.world.act("messenger", person)
        for number in range(20):
            assert line.messenger({"text": str(number)}, person=person).ok

    threads = [threading.Thread(target=send, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = line.platforms.sent("messenger")
    assert len({item.message_id for item in sent}) == 160
    for person in map(str, range(8)):
        of_person = line.platforms.sent("messenger", person)
        assert [item.text for item in of_person] == [str(number) for number in range(20)]
