"""The play page, and the command that starts it with the product."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import SETTINGS
from bot.simulator.bot_process import BotProcess, bot_environment
from bot.simulator.errors import BotDidNotStartError

OTHER = "5550001"


@pytest.fixture
def connected(line, bot):
    line.platforms.connect(bot.url)
    return line


def play(line, **wish):
    return line.http.post(f"{line.platforms.base_url}/play/act", json=wish)


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({"kind": "text", "text": "chào"}, "user_send_text"),
        ({"kind": "follow"}, "follow"),
        ({"kind": "unfollow"}, "unfollow"),
        ({"kind": "image"}, "user_send_image"),
        ({"kind": "location"}, "user_send_location"),
        ({"kind": "info", "info": {"name": "Thử", "phone": "0905000123"}}, "user_submit_info"),
    ],
)
def test_a_tap_in_the_zalo_pane_reaches_the_bot(connected, bot, wish, name):
    assert play(connected, platform="zalo", person=OTHER, **wish).json()["ok"]
    assert bot.events()[0]["event_name"] == name


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ({"kind": "text", "text": "chào"}, "message"),
        ({"kind": "text", "text": "Có", "payload": "YES"}, "message"),
        ({"kind": "postback", "text": "Có", "payload": "YES"}, "postback"),
        ({"kind": "start"}, "postback"),
        ({"kind": "image"}, "message"),
        ({"kind": "location"}, "message"),
    ],
)
def test_a_tap_in_the_messenger_pane_reaches_the_bot(connected, bot, wish, key):
    assert play(connected, platform="messenger", person=OTHER, **wish).json()["ok"]
    assert key in bot.events()[0]["entry"][0]["messaging"][0]


def test_the_page_hears_what_is_new_and_what_was_refused(connected):
    play(connected, platform="messenger", person=OTHER, kind="text", text="chào")
    typing = {"recipient": {"id": OTHER}, "sender_action": "typing_on"}
    connected.graph("me/messages", typing)
    state = connected.http.get(f"{connected.platforms.base_url}/play/state?after=0").json()
    assert state["acts"][-1]["text"] == "chào"
    assert state["typing"] == [OTHER]
    last = state["acts"][-1]["sequence"]
    connected.messenger({"text": "dạ"}, person=OTHER)
    connected.messenger({"text": ""}, person=OTHER)
    state = connected.http.get(f"{connected.platforms.base_url}/play/state?after={last}").json()
    assert state["acts"] == state["typing"] == []
    assert [item["text"] for item in state["sent"]] == ["dạ"]
    assert [item["code"] for item in state["refusals"]] == [100]


def test_a_bot_that_is_away_or_a_wrong_tap_is_told(connected):
    assert play(connected, platform="zalo", person=OTHER, kind="dance").status_code == 400
    assert play(connected, platform="viber", person=OTHER, kind="text").status_code == 400
    assert play(connected).status_code == 400
    connected.platforms.connect("http://127.0.0.1:9")
    answer = play(connected, platform="zalo", person=OTHER, kind="text", text="chào")
    assert answer.status_code == 502
    assert "không trả lời" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/play", "/", "/play/play.css", "/play/play.js"])
def test_the_page_s_files_are_served(line, path):
    answer = line.http.get(f"{line.platforms.base_url}{path}")
    assert answer.status_code == 200
    assert "charset=utf-8" in answer.headers["Content-Type"]


def test_the_bot_that_is_tried_out_cannot_reach_a_real_channel_or_database(line, monkeypatch):
    for row in SETTINGS:
        if row.name not in ("PORT", "TRUSTED_PROXIES"):
            monkeypatch.setenv(row.name, "1")
    monkeypatch.setenv("OFFICE_NAME", "BHXH phường Thử")
    platforms = line.platforms.environment()
    made = bot_environment(platforms, Path("/tmp/x"), "127.0.0.1", 8123)
    assert made["DATABASE_URL"] == "sqlite:////tmp/x/simulate.db"
    assert made["REDIS_URL"] == made["SMTP_HOST"] == ""
    assert made["ZALO_API_BASE"] == made["MESSENGER_GRAPH_BASE"] == line.platforms.base_url
    assert made["ZALO_OA_SECRET_KEY"] == line.platforms.zalo_account.oa_secret_key
    assert len(made["SECRET_KEY"]) >= 32
    assert made["OFFICE_NAME"] == "BHXH phường Thử"
    Fernet(made["ENCRYPTION_KEYS"])


def test_a_bot_that_ends_at_once_is_told(line, tmp_path):
    made = bot_environment(line.platforms.environment(), tmp_path, "127.0.0.1", 8123)
    bot = BotProcess({**made, "PORT": "not a port"})
    with pytest.raises(BotDidNotStartError, match="ended with code"):
        bot.start()
    bot.stop()


def test_links_to_the_bot_on_this_machine_need_no_https(line):
    from bot.simulator.platforms import SimulatedPlatforms

    def link(url):
        button = {"type": "web_url", "title": "Mở", "url": url}
        payload = {"template_type": "button", "text": "Xem", "buttons": [button]}
        return {"attachment": {"type": "template", "payload": payload}}

    with SimulatedPlatforms(plain_http_base="http://127.0.0.1:8071") as platforms:
        platforms.world.act("messenger", OTHER)
        line.platforms = platforms
        assert line.messenger(link("http://127.0.0.1:8071/q/a"), person=OTHER).ok
        assert not line.messenger(link("http://127.0.0.1:80710/q/a"), person=OTHER).ok
