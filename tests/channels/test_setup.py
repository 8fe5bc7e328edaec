"""`setup` puts a Page and an Official Account in order, as often as one likes."""

import pytest

from bot.channels.errors import Do, SendError
from bot.channels.messenger import setup as messenger_setup
from bot.channels.zalo import setup as zalo_setup
from tests.channels.conftest import messenger_at, zalo_at

OFFICE = "Bảo hiểm xã hội thành phố Đà Nẵng"


def test_the_page_s_profile_is_pushed_twice_with_the_same_end(platforms):
    page = platforms.messenger_page
    client = messenger_at(platforms.base_url, platforms).client
    for _ in range(2):
        lines = messenger_setup.push(client, page.page_token, page.page_id, OFFICE)
        assert len(lines) == 2
    profile = platforms.graph.profile
    fields = profile.get(["get_started", "greeting", "persistent_menu", "ice_breakers"])
    assert fields["get_started"] == {"payload": "GET_STARTED"}
    assert OFFICE in fields["greeting"][0]["text"]
    assert len(fields["persistent_menu"][0]["call_to_actions"]) == 3
    assert len(fields["ice_breakers"][0]["call_to_actions"]) == 4
    assert {"messages", "message_echoes", "feed"} <= set(profile.subscribed)
    assert not platforms.world.refusals


def test_an_office_with_a_long_name_still_has_a_greeting(platforms):
    page = platforms.messenger_page
    client = messenger_at(platforms.base_url, platforms).client
    messenger_setup.push(client, page.page_token, page.page_id, OFFICE * 5)
    assert len(platforms.graph.profile.get(["greeting"])["greeting"][0]["text"]) <= 160


def test_a_wrong_page_token_says_what_to_do(platforms):
    client = messenger_at(platforms.base_url, platforms).client
    with pytest.raises(SendError) as caught:
        messenger_setup.push(client, "wrong", platforms.messenger_page.page_id, OFFICE)
    assert caught.value.do is Do.PAUSE_CHANNEL
    assert "MESSENGER_PAGE_TOKEN" in caught.value.staff_text


def test_zalo_s_token_is_checked(platforms):
    client = zalo_at(platforms.base_url, platforms).client
    assert "0 người quan tâm" in zalo_setup.check(client, platforms.tokens.access_token)
    with pytest.raises(SendError) as caught:
        zalo_setup.check(client, "wrong")
    assert caught.value.do is Do.REFRESH


def test_the_steps_for_zalo_name_this_server_s_addresses():
    steps = "\n".join(zalo_setup.steps("https://bhxh.example/"))
    assert "https://bhxh.example/webhooks/zalo" in steps
    assert "https://bhxh.example/oauth/zalo/callback" in steps
    assert "ZALO_OA_SECRET_KEY" in steps
