"""The web chat's requests: whose they are, what is kept, what comes back, who is turned away."""

import base64
import json
import re
import time
from datetime import UTC, datetime

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from sqlalchemy import func, select, update

from bot.conversation.effects import DataErasureAsked
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome
from bot.delivery import outbox
from bot.storage.models import Conversation, InboxEvent
from tests.web.chat_site import OURS, ChatSite


@pytest.fixture
def make_site(database):
    sites = []

    def make(**parts):
        sites.append(ChatSite(database, **parts))
        return sites[-1]

    yield make
    for site in sites:
        site.close()


@pytest.fixture
def sqlite_site(sqlite_database):
    site = ChatSite(sqlite_database)
    yield site
    site.close()


def count_of(database):
    with database.read() as session:
        return session.scalar(select(func.count(InboxEvent.id)))


# -- talking ------------------------------------------------------------------------------------


def test_what_is_written_is_answered_and_shown_in_order(make_site, eventually):
    visitor = make_site().work().visitor()
    for text in ("một", "hai", "ba"):
        assert visitor.write(text).status_code == 200
        eventually(lambda: not visitor.news()["due"])
    assert visitor.texts() == ["một", "Nghe: một", "hai", "Nghe: hai", "ba", "Nghe: ba"]


def test_a_message_is_on_disk_before_the_page_hears_200(make_site):
    site = make_site()
    visitor = site.visitor()
    visitor.write("bhxh tự nguyện là gì")
    with site.database.read() as session:
        event = session.scalars(select(InboxEvent)).one()
    assert event.status == "new"
    assert "bhxh" in json.loads(event.payload)["text"]


def test_a_message_sent_twice_is_answered_once(make_site, eventually):
    visitor = make_site().work().visitor()
    first = visitor.write("đóng bao nhiêu", id="the-same-message")
    second = visitor.write("đóng bao nhiêu", id="the-same-message")
    assert first.status_code == second.status_code == 200
    eventually(lambda: not visitor.news()["due"])
    assert visitor.texts() == ["đóng bao nhiêu", "Nghe: đóng bao nhiêu"]


def test_the_same_id_from_two_people_is_two_messages(make_site):
    site = make_site()
    site.visitor().write("một", id="the-same-message")
    site.visitor().write("hai", id="the-same-message")
    assert count_of(site.database) == 2


def test_a_button_shows_its_title_and_acts_by_its_payload(make_site, eventually):
    visitor = make_site().work().visitor()
    visitor.write("Mức đóng", payload="#faq contribution-rate")
    eventually(lambda: not visitor.news()["due"])
    mine, answer = visitor.news()["messages"]
    assert (mine["from"], mine["text"]) == ("person", "Mức đóng")
    assert (answer["from"], answer["text"]) == ("bot", "Nghe: #faq contribution-rate")
    assert answer["choices"] == [["Xem thêm", "#faq what-is full"], ["Gặp cán bộ", "#human"]]


def test_a_page_is_given_only_what_is_new_to_it(make_site, eventually):
    visitor = make_site().work().visitor()
    visitor.write("một")
    eventually(lambda: not visitor.news()["due"])
    seen = visitor.news()["after"]
    assert visitor.news(seen)["messages"] == []
    visitor.write("hai")
    eventually(lambda: not visitor.news()["due"])
    texts = [message["text"] for message in visitor.news(seen)["messages"]]
    assert texts == ["hai", "Nghe: hai"]


@pytest.mark.parametrize("after", ["", "x", "1", "-1.2", "1.x", "9" * 40 + ".0", "１.２"])
def test_an_odd_position_is_read_as_the_beginning(sqlite_site, after):
    visitor = sqlite_site.visitor()
    visitor.write("một")
    assert [message["text"] for message in visitor.news(after)["messages"]] == ["một"]


def test_an_answer_is_due_until_it_is_there(sqlite_site, eventually):
    visitor = sqlite_site.visitor()
    assert visitor.news()["due"] is False
    visitor.write("một")
    assert visitor.news()["due"] is True
    sqlite_site.work()
    eventually(lambda: not visitor.news()["due"])
    assert len(visitor.texts()) == 2


def test_what_a_colleague_writes_and_who_answers_is_told(sqlite_site, eventually):
    visitor = sqlite_site.visitor()
    visitor.write("gặp cán bộ")

    def answer(session):
        conversation = session.scalars(select(Conversation)).one()
        conversation.human = "taken"
        reply = Reply("Chào bác, em là cán bộ")
        outbox.add(session, conversation.id, reply, datetime.now(UTC), origin=outbox.STAFF)

    sqlite_site.database.write(answer)
    assert visitor.texts() == ["gặp cán bộ"]  # not sent yet
    assert visitor.news()["human"] == "taken"
    sqlite_site.work()
    visitor.write("dạ")  # wakes the engine
    eventually(lambda: any(said["from"] == "staff" for said in visitor.news()["messages"]))


def test_the_answer_drawn_back_for_a_colleague_is_not_shown(sqlite_site, eventually):
    visitor = sqlite_site.visitor()
    visitor.write("một")
    sqlite_site.database.write(
        lambda session: session.execute(update(Conversation).values(human="taken"))
    )
    sqlite_site.work()
    visitor.write("hai")
    eventually(lambda: not visitor.news()["due"])
    assert visitor.texts() == ["một", "hai"]


def test_after_deletion_the_page_is_told_to_begin_anew(make_site, eventually):
    class Deletes:
        def handle(self, turn):
            wish = (DataErasureAsked(),) if turn.inbound.text == "xóa" else ()
            return Outcome(turn.state, (Reply("Dạ"),), wish)

    visitor = make_site(handler=Deletes()).work().visitor()
    visitor.write("số của tôi là 0905 000 123")
    eventually(lambda: not visitor.news()["due"])
    seen = visitor.news()["after"]
    visitor.write("xóa")
    eventually(lambda: visitor.news(seen)["erased"])
    eventually(lambda: not visitor.news()["due"])
    assert visitor.texts() == []
    visitor.write("chào lại")
    eventually(lambda: not visitor.news()["due"])
    assert visitor.texts() == ["chào lại", "Dạ"]


# -- who ----------------------------------------------------------------------------------------


def test_two_visitors_never_see_each_other(sqlite_site):
    one, other = sqlite_site.visitor(), sqlite_site.visitor()
    one.write("số của tôi là 0905 000 123")
    assert one.texts()
    assert other.texts() == []


def test_the_page_reopened_is_the_same_conversation(sqlite_site):
    visitor = sqlite_site.visitor()
    visitor.write("một")
    assert f'data-chat="{visitor.chat}"' in visitor.client.get("/").text
    assert visitor.texts() == ["một"]


@pytest.mark.parametrize("value", ["", "abc", "InAiLg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_cookie_that_we_did_not_sign_is_nobody(sqlite_site, value):
    visitor = sqlite_site.visitor()
    visitor.write("một")
    visitor.client.set_cookie("chat", value)
    assert visitor.news() == {
        "chat": "",
        "after": "0.0",
        "messages": [],
        "due": False,
        "human": None,
        "erased": False,
    }
    refused = visitor.write("hai")
    assert refused.status_code == 409
    assert refused.json["chat"] not in ("", visitor.chat)
    visitor.chat = refused.json["chat"]
    assert visitor.write("hai").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(make_site, sqlite_site):
    cookie = sqlite_site.visitor().page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # http://127.0.0.1 must work
    public = make_site(PUBLIC_URL="https://bhxh.example")
    assert "Secure" in public.app.test_client().get("/").headers["Set-Cookie"]


def test_a_cleared_conversation_cannot_be_reached_from_this_browser(sqlite_site):
    visitor = sqlite_site.visitor()
    visitor.write("số của tôi là 0905 000 123")
    cleared = visitor.client.post("/chat/clear", json={}, headers=OURS)
    assert cleared.json["chat"] != visitor.chat
    assert visitor.news()["chat"] == cleared.json["chat"]
    assert visitor.texts() == []
    # Another tab that still shows the old conversation is told so, and nothing is mixed up.
    stale = visitor.write("tin của tab cũ")
    assert stale.status_code == 409
    assert stale.json["chat"] == cleared.json["chat"]
    assert count_of(sqlite_site.database) == 1


# -- turned away --------------------------------------------------------------------------------

FROM_ELSEWHERE = [
    ("without our header", {}),
    ("from another site", {**OURS, "Sec-Fetch-Site": "cross-site"}),
    ("from a sister site", {**OURS, "Sec-Fetch-Site": "same-site"}),
    ("by another origin", {**OURS, "Origin": "https://evil.example"}),
    ("by no origin", {**OURS, "Origin": "null"}),
]


@pytest.mark.parametrize(("label", "headers"), FROM_ELSEWHERE)
@pytest.mark.parametrize("path", ["/chat/messages", "/chat/clear"])
def test_what_another_site_sends_is_refused(sqlite_site, path, label, headers):
    visitor = sqlite_site.visitor()
    body = {"id": "message-0001", "text": "một", "chat": visitor.chat}
    answer = visitor.client.post(path, json=body, headers=headers)
    assert answer.status_code == 403, label
    assert "Set-Cookie" not in answer.headers
    assert count_of(sqlite_site.database) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://bhxh.example"},
        {"Origin": "http://localhost"},
        {"Origin": "https://bhxh.example"},
    ],
)
def test_our_page_is_heard_behind_a_proxy_too(make_site, headers):
    visitor = make_site(PUBLIC_URL="https://bhxh.example").visitor()
    visitor.client.set_cookie("chat", _cookie(visitor), domain="localhost")
    body = {"id": "message-0001", "text": "một", "chat": visitor.chat}
    answer = visitor.client.post("/chat/messages", json=body, headers={**OURS, **headers})
    assert answer.status_code == 200


def _cookie(visitor):
    found = re.search(r"chat=([^;]+)", visitor.page.headers["Set-Cookie"])
    return found[1]


UNREADABLE = [
    ("no JSON", "một", 400),
    ("a list", [], 400),
    ("no id", {"text": "một"}, 400),
    ("an odd id", {"id": "../../etc", "text": "một"}, 400),
    ("no text", {"id": "message-0001", "text": "  "}, 400),
    ("text that is none", {"id": "message-0001", "text": 5}, 400),
    ("an odd payload", {"id": "message-0001", "text": "một", "payload": "DROP"}, 400),
    ("too long", {"id": "message-0001", "text": "ă" * 10_001}, 413),
    ("far too long", {"id": "message-0001", "text": "ă" * 200_000}, 413),
]


@pytest.mark.parametrize(("label", "body", "status"), UNREADABLE)
def test_what_our_page_would_not_send_is_refused_in_plain_words(sqlite_site, label, body, status):
    visitor = sqlite_site.visitor()
    data = body if isinstance(body, str) else json.dumps(body)
    headers = {**OURS, "Content-Type": "application/json"}
    answer = visitor.client.post("/chat/messages", data=data, headers=headers)
    assert answer.status_code == status, label
    assert answer.json["error"].endswith("ạ.")
    assert count_of(sqlite_site.database) == 0


def test_ten_thousand_characters_are_taken_whole(sqlite_site):
    visitor = sqlite_site.visitor()
    text = "𠮷" * 10_000  # twelve bytes each when escaped
    assert visitor.write(text).status_code == 200
    assert visitor.texts() == [text]


def test_text_that_no_database_keeps_is_cleaned(make_site):
    visitor = make_site().visitor()
    assert visitor.write("a\0b\ud800c").status_code == 200
    assert visitor.texts() == ["abc"]


def test_who_writes_too_fast_is_asked_to_wait_and_others_are_not(sqlite_site):
    visitor = sqlite_site.visitor()
    codes = [visitor.write(f"tin {number}").status_code for number in range(121)]
    assert codes == [200] * 120 + [429]
    answer = visitor.write("tin nữa")
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert (
        answer.json["error"] == f"Mình nhắn hơi nhanh, chờ {seconds} giây rồi gửi tiếp giúp em ạ."
    )
    assert sqlite_site.visitor().write("người khác").status_code == 200


def test_the_limit_holds_over_all_web_processes(sqlite_database, redis_url):
    sites = [ChatSite(sqlite_database, REDIS_URL=redis_url) for _ in range(2)]
    visitor, same = sites[0].visitor(), sites[1].visitor()
    same.client.set_cookie("chat", _cookie(visitor))
    same.chat = visitor.chat
    same.sent = 100
    codes = [browser.write("tin").status_code for _ in range(61) for browser in (visitor, same)]
    assert codes == [200] * 120 + [429] * 2


def test_without_redis_nobody_is_turned_away(sqlite_database):
    visitor = ChatSite(sqlite_database, REDIS_URL="redis://127.0.0.1:1/0").visitor()
    assert {visitor.write(f"tin {number}").status_code for number in range(25)} == {200}


def test_a_database_that_is_away_asks_the_page_to_try_again(sqlite_site):
    visitor = sqlite_site.visitor()
    sqlite_site.database.close()
    answer = visitor.write("một")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.json == {"error": "Hệ thống đang bận, em gửi lại ngay khi được ạ."}


# -- the page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/chat/messages"])
def test_pages_tell_the_browser_to_load_nothing_from_elsewhere(sqlite_site, path):
    headers = sqlite_site.app.test_client().get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_the_page_says_what_it_is_and_where_else_to_ask(make_site):
    page = make_site(ZALO_OA_ID="123456789", MESSENGER_PAGE_ID="987654321").visitor().page.text
    assert "Bảo hiểm xã hội thành phố Đà Nẵng" in page
    assert 'href="https://zalo.me/123456789"' in page
    assert 'href="https://m.me/987654321"' in page
    assert 'href="tel:19009068"' in page
    assert "tự xóa sau 180 ngày" in page


def test_without_javascript_the_page_says_whom_to_call(sqlite_site):
    words = re.search(r"<noscript>(.*)</noscript>", sqlite_site.visitor().page.text)[1]
    assert "tắt JavaScript" in words
    assert "gọi 1900 9068" in words


def test_channels_that_are_not_set_up_are_not_named(sqlite_site):
    page = sqlite_site.visitor().page.text
    assert "zalo.me" not in page
    assert "m.me" not in page


def test_what_the_page_loads_is_there_ours_and_light(sqlite_site):
    client = sqlite_site.app.test_client()

    def load(path):
        with client.get(path) as answer:
            assert answer.status_code == 200, path
            return answer.text

    page = load("/")
    paths = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    loaded = {}
    while paths:
        path = paths.pop()
        loaded[path] = load(path)
        imported = re.findall(r'from "\./([^"]+)"', loaded[path])
        paths += [f"/static/js/chat/{name}" for name in imported]
    assert len(loaded) >= 8
    assert sum(len(text.encode()) for text in (page, *loaded.values())) < 100_000
    assert not re.search(r'(?:href|src)="(?:https?:)?//', page)
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page)


def test_a_month_later_the_cookie_is_nobody(sqlite_site):
    class LastMonth(TimestampSigner):
        def get_timestamp(self):
            return int(time.time()) - 31 * 24 * 3600

    visitor = sqlite_site.visitor()
    visitor.write("một")
    person = json.loads(base64.urlsafe_b64decode(_cookie(visitor).split(".")[0] + "=="))
    signed = URLSafeTimedSerializer("a secret for tests", salt="webchat", signer=LastMonth)
    visitor.client.set_cookie("chat", signed.dumps(person))
    assert visitor.texts() == []


def test_a_conversation_that_another_channel_has_is_not_shown(sqlite_site):
    visitor = sqlite_site.visitor()
    visitor.write("một")
    sqlite_site.database.write(
        lambda session: session.execute(update(Conversation).values(channel="zalo"))
    )
    assert visitor.texts() == []
